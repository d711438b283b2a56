import { useState } from "preact/hooks";
import { isAtLeast, LEVELS, LOBBY } from "../../protocol";
import { pathOf } from "../browser/address";
import { notificationPermission } from "../browser/browser";
import { Dialog } from "../dialogs/dialog";
import type { OpenDialog } from "../dialogs/open-dialog";
import { SelectField } from "../dialogs/select-field";
import { ShareLink } from "../dialogs/share-link";
import { ChangingText } from "../elements/changing-text";
import { Lock, roomTitle } from "../elements/room-title";
import { useAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";
import { Reaching } from "../people/reaching";
import { ownRankIn } from "../state/rights";
import type { Room } from "../state/room";
import { Locking } from "./locking";
import { Leaving } from "./leaving";
import { shownLabel } from "../text/label";

interface Props {
  chat: Chat;
  show: (what: OpenDialog) => void;
  onClose: () => void;
}

/** What a room is, who comes in and how, its notifications, and the way out. */
export function RoomDialog({ chat, show, onClose }: Props) {
  const { say } = useAllWords();
  const room = chat.room.value;
  const { topic, rank } = room.profile.value;
  const { with: other } = room.profile.value;
  const isModerator = isAtLeast(ownRankIn(room, chat), "moderator");

  const forget = () => {
    chat.open({ room: LOBBY });
    chat.forget(room.name);
    onClose();
  };
  const title = (
    <>
      <Lock of={room} />
      <bdi>{roomTitle(room, say)}</bdi>
    </>
  );

  if (other)
    return (
      <Dialog title={title} onClose={onClose}>
        <p class="note">{say("directOnly")}</p>
        <Reaching chat={chat} person={other} />
        <Notifications chat={chat} room={room} />
      </Dialog>
    );
  return (
    <Dialog title={title} onClose={onClose}>
      {topic !== undefined && (
        <p class="note" dir="auto">
          {shownLabel(topic)}
        </p>
      )}
      {room.isClosed ? (
        <p class="note">{say("kind_closed_text")}</p>
      ) : (
        <>
          <p class="note">{say("shareText")}</p>
          <ShareLink of={location.origin + pathOf({ room: room.name })} shares />
        </>
      )}
      <div class="buttons">
        {rank && (
          <button type="button" onClick={() => show("invite")}>
            {say("invite")}
          </button>
        )}
        {room.name !== LOBBY && (
          <button type="button" onClick={() => show("people")}>
            {say("members")}
          </button>
        )}
        {isModerator && (
          <>
            <button type="button" onClick={() => show("roomSettings")}>
              {say("roomSettings")}
            </button>
            <button type="button" onClick={() => show("acts")}>
              {say("acts")}
            </button>
            <button type="button" onClick={() => show("reports")}>
              {say("reports")}
            </button>
          </>
        )}
      </div>
      {isModerator && <Locking chat={chat} room={room} />}
      <Notifications chat={chat} room={room} />
      {rank && <Leaving chat={chat} room={room} show={show} onClose={onClose} />}
      {!rank && room.name !== LOBBY && (
        <button type="button" class="forget" onClick={forget}>
          {say("forget")}
        </button>
      )}
    </Dialog>
  );
}

/** Of which messages of a room to notify. */
function Notifications({ chat, room }: { chat: Chat; room: Room }) {
  const { say } = useAllWords();
  const level = room.level.value;
  const [may, setMay] = useState(notificationPermission());
  const ask = async () => {
    setMay(await Notification.requestPermission());
    document.querySelector<HTMLElement>("dialog select")?.focus();
  };
  return (
    <>
      <SelectField
        label={say("tell")}
        value={level}
        options={LEVELS.map((one) => [one, say(`tell_${one}`)] as const)}
        onChange={(wanted) => chat.own.setLevel(room.name, wanted)}
      />
      {level !== "none" && may === "default" && (
        <button type="button" onClick={() => void ask()}>
          {say("tellAllow")}
        </button>
      )}
      <p class="note" role="status">
        {level !== "none" && may === "denied" && <ChangingText of={say("tellBlocked")} />}
      </p>
    </>
  );
}
