import { useState } from "preact/hooks";
import { LOBBY } from "../../protocol";
import { pathOf } from "../browser/address";
import { permission } from "../browser/browser";
import type { Chat } from "../state/chat";
import { type Telling, TELLING } from "../storage/room-list";
import { Choice } from "./select-field";
import { Dialog } from "./dialog";
import { Fresh } from "../elements/changing-text";
import { Link } from "./share-link";
import { titleOf } from "../sidebar/room-links";
import { useWords } from "../languages/words-context";

/** Handing the room on, being told of it, and taking it off one's list. */
export function RoomDialog({ chat, closed }: { chat: Chat; closed: () => void }) {
  const { say } = useWords();
  const room = chat.room.value.name;
  const [telling, setTelling] = useState(chat.telling(room));
  const [may, setMay] = useState(permission());

  const tell = (wanted: Telling) => {
    setTelling(wanted);
    chat.tell(room, wanted);
  };

  const ask = async () => {
    setMay(await Notification.requestPermission());
    document.querySelector<HTMLElement>("dialog select")?.focus();
  };

  const forget = () => {
    chat.open({ room: LOBBY });
    chat.forget(room);
    closed();
  };

  return (
    <Dialog title={<bdi>{titleOf(room, say)}</bdi>} closed={closed}>
      <p class="note">{say("shareText")}</p>
      <Link of={location.origin + pathOf({ room })} shares />
      <Choice
        label={say("tell")}
        value={telling}
        options={TELLING.map((one) => [one, say(`tell_${one}`)] as const)}
        chosen={tell}
      />
      {telling !== "none" && may === "default" && (
        <button type="button" onClick={() => void ask()}>
          {say("tellAllow")}
        </button>
      )}
      <p class="note" role="status">
        {telling !== "none" && may === "denied" && <Fresh of={say("tellBlocked")} />}
      </p>
      {room !== LOBBY && (
        <button type="button" class="forget" onClick={forget}>
          {say("forget")}
        </button>
      )}
    </Dialog>
  );
}
