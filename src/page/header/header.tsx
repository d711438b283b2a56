import type { Chat } from "../state/chat";
import { ChangingText } from "../elements/changing-text";
import { Icon } from "../elements/icons";
import { Portrait } from "../elements/portrait";
import { Lock, roomTitle } from "../elements/room-title";
import { countOpenReports } from "../state/open-reports";
import { StatusLine } from "./status-line";
import { useWords } from "../languages/words-context";
import type { OpenDialog } from "../dialogs/open-dialog";

/** Portraits that are shown at most. */
const FACES = 3;

/** The room's name, the connection's status, and who is there. */
export function Header({ chat, show }: { chat: Chat; show: (what: OpenDialog) => void }) {
  const { say, number } = useWords();
  const room = chat.room.value;
  const { count, people } = room.people.value;
  const isUnread =
    countOpenReports(chat) > 0 ||
    chat.rooms.value.some(
      (other) => other !== room && (other.unread.value > 0 || other.hasFailed.value),
    );
  return (
    <header>
      <button
        type="button"
        class={isUnread ? "quiet narrow menu has-unread" : "quiet narrow menu"}
        aria-label={say("rooms")}
        onClick={() => show("rooms")}
      >
        <Icon is="menu" />
      </button>
      <div class="title">
        <h1 dir="auto" translate={false} title={roomTitle(room, say)}>
          <Lock of={room} />
          {roomTitle(room, say)}
        </h1>
        <StatusLine chat={chat} />
      </div>
      {/* In a direct room, neither person is shown whether the other is there. */}
      {!room.isDirect && (
        <button type="button" class="quiet faces" onClick={() => show("people")}>
          {people.slice(0, FACES).map(({ from }) => (
            <Portrait key={from} from={from} />
          ))}
          <span aria-hidden="true">
            <ChangingText of={number(count)} />
          </span>
          <span class="unseen">
            <ChangingText of={say("here", { count })} />
          </span>
        </button>
      )}
      <button
        type="button"
        class="quiet"
        aria-label={say("room")}
        title={say("room")}
        onClick={() => show("room")}
      >
        <Icon is="info" />
      </button>
      <button
        type="button"
        class="quiet narrow"
        aria-label={say("settings")}
        onClick={() => show("settings")}
      >
        <Icon is="settings" />
      </button>
    </header>
  );
}
