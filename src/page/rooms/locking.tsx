import { useState } from "preact/hooks";
import { roomTitle } from "../elements/room-title";
import { useAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";
import type { Room } from "../state/room";
import { Confirmation } from "./question";
import { useRequest } from "./use-request";

/** Locks a room, so that only moderators write, or unlocks it: after a question that says so. */
export function Locking({ chat, room }: { chat: Chat; room: Room }) {
  const { say } = useAllWords();
  const [isAsked, ask] = useState(false);
  const { isBusy, fault, run } = useRequest();
  const locked = room.profile.value.locked !== true;
  const act = say(locked ? "lock" : "unlock");
  const settle = async () => {
    const settled = await run(() => chat.requests.ask("settle", { room: room.name, locked }));
    if (settled) chat.own.told(settled.room);
    ask(false);
  };
  return (
    <>
      <div class="buttons">
        <button type="button" onClick={() => ask(true)}>
          {act}
        </button>
      </div>
      {isAsked && (
        <Confirmation yes={act} isBusy={isBusy} onYes={() => void settle()} onNo={() => ask(false)}>
          {say(locked ? "lockAsk" : "unlockAsk", { room: roomTitle(room, say) })} {say("seenByAll")}
        </Confirmation>
      )}
      {fault}
    </>
  );
}
