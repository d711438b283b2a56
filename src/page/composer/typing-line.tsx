import type { Room } from "../state/room";
import { controls } from "../lazy/lazy-controls";
import { WithModule } from "../lazy/with-module";

/** Who is typing. The line is always there, so that nothing moves when somebody begins. */
export function TypingLine({ room }: { room: Room }) {
  const people = room.typing.value;
  return (
    <p class="typing">
      {people.length > 0 && (
        <WithModule module={controls}>{({ WhoTypes }) => <WhoTypes people={people} />}</WithModule>
      )}
    </p>
  );
}
