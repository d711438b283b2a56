import { ChangingText } from "../elements/changing-text";
import { Icon } from "../elements/icons";
import { useWords } from "../languages/words-context";
import type { Purpose } from "../state/purpose";
import type { Room } from "../state/room";
import { QuotedText, QuoteIfThere } from "../answers/quote";
import { shownLabel } from "../text/label";

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
    <div class="purpose">
      <Icon is={isEdit ? "edit" : "reply"} flips={!isEdit} />
      <p id="purpose">
        {isEdit ? (
          <>
            <strong>{say("editing")}</strong> <QuotedText of={purpose.message} />
          </>
        ) : (
          <Answered of={room.quoted(purpose.re)} />
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

function Answered({ of: answered }: Parameters<typeof QuoteIfThere>[0]) {
  const { say } = useWords();
  if (!answered) return <QuoteIfThere of={answered} />;
  return (
    <>
      <strong class="whose">
        <ChangingText of={say("replyTo", { name: shownLabel(answered.name) })} />
      </strong>{" "}
      <QuotedText of={answered} />
    </>
  );
}
