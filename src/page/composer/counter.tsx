import { ChangingText } from "../elements/changing-text";
import { useAllWords, WithAllWords } from "../languages/later-words";

/** The box shows how many characters are left when they are fewer than this. */
const NEAR_THE_LIMIT = 200;

/** The number of characters left, near the limit. */
export function Counter({ left }: { left: number }) {
  if (left >= NEAR_THE_LIMIT) return null;
  return (
    <output class={left < 0 ? "over" : ""}>
      <WithAllWords fallback={left}>
        <InWords left={left} />
      </WithAllWords>
    </output>
  );
}

function InWords({ left }: { left: number }) {
  const { say } = useAllWords();
  const text = left < 0 ? say("tooMany", { count: -left }) : say("left", { count: left });
  return <ChangingText of={text} />;
}
