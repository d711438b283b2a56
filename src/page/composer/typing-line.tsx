import type { Room } from "../state/room";
import { ChangingText } from "../elements/changing-text";
import { useWords } from "../languages/words-context";

/** Names that are shown at most. */
const NAMED = 3;

/** Who is typing. The line is always there, so that nothing moves when somebody begins. */
export function TypingLine({ room }: { room: Room }) {
  const { say } = useWords();
  const names = room.typing.value.slice(0, NAMED).map(({ name }) => name);
  return (
    <p class="typing">
      {names.length > 0 && <ChangingText of={say("typing", { names, count: names.length })} />}
    </p>
  );
}
