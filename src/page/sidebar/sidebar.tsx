import type { Chat } from "../state/chat";
import { Icon } from "../elements/icons";
import { Portrait } from "../elements/portrait";
import { Brand } from "./brand";
import { RoomLinks } from "./room-links";
import { useWords } from "../languages/words-context";
import type { OpenDialog } from "../dialogs/open-dialog";

/** The column beside the room on a wide screen: the rooms and the person's own name. */
export function Sidebar({ chat, show }: { chat: Chat; show: (what: OpenDialog) => void }) {
  const { say } = useWords();
  return (
    <nav class="side" aria-label={say("rooms")}>
      <Brand chat={chat} show={show} />
      <RoomLinks chat={chat} onOpen={() => {}} show={show} />
      <div class="me">
        {chat.me.value !== undefined && <Portrait from={chat.me.value} />}
        <bdi translate={false} title={chat.name.value}>
          {chat.name.value}
        </bdi>
        <button
          type="button"
          class="quiet"
          aria-label={say("shortcuts")}
          title={say("shortcuts")}
          onClick={() => show("help")}
        >
          <Icon is="keyboard" />
        </button>
        <button
          type="button"
          class="quiet"
          aria-label={say("settings")}
          title={say("settings")}
          onClick={() => show("settings")}
        >
          <Icon is="settings" />
        </button>
      </div>
    </nav>
  );
}
