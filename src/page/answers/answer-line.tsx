import { hueOf } from "../elements/portrait-path";
import { Icon } from "../elements/icons";
import { useWords } from "../languages/words-context";
import type { Room } from "../state/room";
import { QuoteIfThere } from "./quote";

interface Props {
  room: Room;
  /** The `seq` of the message that is answered. */
  re: number;
  onFollow: () => void;
}

/** One line above an answer: what it answers, as that is now. */
export function AnswerLine({ room, re, onFollow }: Props) {
  const { say } = useWords();
  const answered = room.quoted(re);
  return (
    <button
      type="button"
      class="answered"
      // It is there even where the message is not loaded, so that the line keeps its height.
      disabled={!answered}
      data-hue={answered && hueOf(answered.from)}
      onClick={onFollow}
    >
      <Icon is="reply" flips />
      <span class="unseen">{say("inReply")} </span>
      <QuoteIfThere of={answered} />
    </button>
  );
}
