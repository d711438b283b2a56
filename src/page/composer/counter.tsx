import { ChangingText } from "../elements/changing-text";
import { useWords } from "../languages/words-context";

/** The box shows how many characters are left when they are fewer than this. */
const NEAR_THE_LIMIT = 200;

/** The number of characters left, near the limit. */
export function Counter({ left }: { left: number }) {
  const { say } = useWords();
  if (left >= NEAR_THE_LIMIT) return null;
  return (
    <output class={left < 0 ? "over" : ""}>
      <ChangingText
        of={left < 0 ? say("tooMany", { count: -left }) : say("left", { count: left })}
      />
    </output>
  );
}
