import { ChangingText } from "../elements/changing-text";
import { useAllWords, WithAllWords } from "../languages/later-words";
import { sizeText } from "./sizes";
import type { NotTaken } from "./stage";

/** Says what the box has not taken, and why. */
export function NotTakenNotice({ all }: { all: readonly NotTaken[] }) {
  return (
    <WithAllWords>
      <Notices all={all} />
    </WithAllWords>
  );
}

function Notices({ all }: { all: readonly NotTaken[] }) {
  const { say, locale } = useAllWords();
  return (
    <>
      {all.map(({ key, values, size }, n) => (
        <p key={n} class="warning">
          <ChangingText
            of={say(key, size === undefined ? values : { ...values, size: sizeText(size, locale) })}
          />
        </p>
      ))}
    </>
  );
}

/** Over the whole page, while files are held over it. */
export function DropHere() {
  return (
    <WithAllWords>
      <Invitation />
    </WithAllWords>
  );
}

function Invitation() {
  const { say } = useAllWords();
  return <p class="drop-here">{say("dropHere")}</p>;
}
