/** The line of an act: a lazy module. */
import { ChangingText } from "../elements/changing-text";
import { useAllWords, WithAllWords } from "../languages/later-words";
import { shownLabel } from "../text/label";
import { type Acted, actText } from "./act-text";

/** An act in the reader's language, as text. */
export function ActText({ of: acted }: { of: Acted }) {
  return (
    <WithAllWords>
      <Text of={acted} />
    </WithAllWords>
  );
}

function Text({ of: acted }: { of: Acted }) {
  return <ChangingText of={shownLabel(actText(acted, useAllWords()))} />;
}
