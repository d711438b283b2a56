import { ChangingText } from "../elements/changing-text";
import { useWords } from "../languages/words-context";
import { shownLabel } from "../text/label";

/** Names that are shown at most. */
const NAMED = 3;

/** Says who is typing. */
export function WhoTypes({ people }: { people: readonly { name: string }[] }) {
  const { say } = useWords();
  const names = people.slice(0, NAMED).map(({ name }) => shownLabel(name));
  return <ChangingText of={say("typing", { names, count: names.length })} />;
}
