import { ChangingText } from "../elements/changing-text";
import { useAllWords, WithAllWords } from "../languages/later-words";
import { shownLabel } from "../text/label";

/** Names that are shown at most. */
const NAMED = 3;

interface Props {
  people: readonly { name: string }[];
}

/** Says who is typing. */
export function WhoTypes(props: Props) {
  return (
    <WithAllWords>
      <InWords {...props} />
    </WithAllWords>
  );
}

function InWords({ people }: Props) {
  const { say } = useAllWords();
  const names = people.slice(0, NAMED).map(({ name }) => shownLabel(name));
  return <ChangingText of={say("typing", { names, count: names.length })} />;
}
