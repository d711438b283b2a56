import { Icon } from "../elements/icons";
import { useWords } from "../languages/words-context";
import type { Purpose } from "../state/purpose";
import type { Room } from "../state/room";
import { QuotedText, QuoteIfThere } from "../answers/quote";

interface Props {
  purpose: Purpose;
  room: Room;
  onLeave: () => void;
}

/** Above the box: the message that is being edited, or answered. */
export function PurposeLine({ purpose, room, onLeave }: Props) {
  const { say } = useWords();
  const isEdit = purpose.is === "edit";
  return (
    <div class="purpose" id="purpose">
      <Icon is={isEdit ? "edit" : "reply"} flips={!isEdit} />
      <p>
        {isEdit ? (
          <>
            <strong>{say("editing")}</strong> <QuotedText of={purpose.message} />
          </>
        ) : (
          <QuoteIfThere of={room.quoted(purpose.re)} />
        )}
      </p>
      <button
        type="button"
        class="quiet"
        aria-label={say("cancel")}
        title={`${say("cancel")} (Esc)`}
        onClick={onLeave}
      >
        <Icon is="close" />
      </button>
    </div>
  );
}
