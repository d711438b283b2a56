import type { Signal } from "@preact/signals";
import { roomTitle } from "../elements/room-title";
import { useAllWords, WithAllWords } from "../languages/later-words";
import { Notice } from "../notices/notice";
import type { Room } from "../state/room";

/** Says that a room has ended for the person while it was shown. */
export function EndedNotice({ ended }: { ended: Signal<Room | undefined> }) {
  const room = ended.value;
  return (
    room && (
      <WithAllWords>
        <Line room={room} onClose={() => (ended.value = undefined)} />
      </WithAllWords>
    )
  );
}

function Line({ room, onClose }: { room: Room; onClose: () => void }) {
  const { say } = useAllWords();
  return (
    <Notice text={say("over", { room: roomTitle(room, say) })}>
      <button type="button" onClick={onClose}>
        {say("close")}
      </button>
    </Notice>
  );
}
