import type { ReadonlySignal } from "@preact/signals";
import type { Words } from "../languages/languages";
import { Dialog } from "./dialog";
import { useAllWords, WithAllWords } from "../languages/later-words";
import { WordsContext } from "../languages/words-context";

/** Says that no room can have the name in the address, and links to the lobby. */
export function NoRoom({ words }: { words: ReadonlySignal<Words> }) {
  return (
    <WordsContext.Provider value={words.value}>
      <WithAllWords>
        <Saying />
      </WithAllWords>
    </WordsContext.Provider>
  );
}

function Saying() {
  const { say } = useAllWords();
  document.title = say("noRoom");
  return (
    <Dialog title={say("noRoom")}>
      <p>{say("noRoomText")}</p>
      <p class="note">{say("newRoomRule")}</p>
      <a href="/">{say("toLobby")}</a>
    </Dialog>
  );
}
