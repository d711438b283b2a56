import { useEffect, useState } from "preact/hooks";
import type { ShownMessage } from "../../client/wishes";
import { ChangingText } from "../elements/changing-text";
import { useAllWords, WithAllWords } from "../languages/later-words";
import { useWords } from "../languages/words-context";
import type { Chat } from "../state/chat";
import { knownName } from "../state/known-names";
import { shownLabel } from "../text/label";

/** In place of a text that was removed; with who removed it, if that was not its writer. */
export function GoneText({ message, chat }: { message: ShownMessage; chat: Chat }) {
  const { say } = useWords();
  const { from, gone } = message;
  const by = gone?.by === from ? undefined : gone?.by;
  const [asked, learn] = useState<string | undefined>(undefined);
  useEffect(() => {
    if (by === undefined || knownName(chat.room.value, by)) return;
    void chat.requests.namesOf([by]).then(
      ([person]) => learn(person?.name),
      () => {},
    );
  }, [by]);
  const name = (by !== undefined && knownName(chat.room.value, by)) || asked;
  if (!name) return <ChangingText of={say("gone")} />;
  return (
    <WithAllWords fallback={say("gone")}>
      <GoneBy name={name} />
    </WithAllWords>
  );
}

function GoneBy({ name }: { name: string }) {
  return <ChangingText of={useAllWords().say("goneBy", { name: shownLabel(name) })} />;
}
