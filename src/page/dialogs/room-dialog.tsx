import { useState } from "preact/hooks";
import { LOBBY } from "../../protocol";
import { pathOf } from "../browser/address";
import { notificationPermission } from "../browser/browser";
import type { Chat } from "../state/chat";
import { type NotifyLevel, NOTIFY_LEVELS } from "../storage/room-list";
import { SelectField } from "./select-field";
import { Dialog } from "./dialog";
import { ChangingText } from "../elements/changing-text";
import { ShareLink } from "./share-link";
import { roomTitle } from "../elements/room-title";
import { useWords } from "../languages/words-context";

/** Sharing a room, its notifications, and removing it from the list. */
export function RoomDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const { say } = useWords();
  const room = chat.room.value.name;
  const [level, setLevel] = useState(chat.notifyLevel(room));
  const [may, setMay] = useState(notificationPermission());

  const tell = (wanted: NotifyLevel) => {
    setLevel(wanted);
    chat.setNotifyLevel(room, wanted);
  };

  const ask = async () => {
    setMay(await Notification.requestPermission());
    document.querySelector<HTMLElement>("dialog select")?.focus();
  };

  const forget = () => {
    chat.open({ room: LOBBY });
    chat.forget(room);
    onClose();
  };

  return (
    <Dialog title={<bdi>{roomTitle(chat.room.value, say)}</bdi>} onClose={onClose}>
      <p class="note">{say("shareText")}</p>
      <ShareLink of={location.origin + pathOf({ room })} shares />
      <SelectField
        label={say("tell")}
        value={level}
        options={NOTIFY_LEVELS.map((one) => [one, say(`tell_${one}`)] as const)}
        onChange={tell}
      />
      {level !== "none" && may === "default" && (
        <button type="button" onClick={() => void ask()}>
          {say("tellAllow")}
        </button>
      )}
      <p class="note" role="status">
        {level !== "none" && may === "denied" && <ChangingText of={say("tellBlocked")} />}
      </p>
      {room !== LOBBY && (
        <button type="button" class="forget" onClick={forget}>
          {say("forget")}
        </button>
      )}
    </Dialog>
  );
}
