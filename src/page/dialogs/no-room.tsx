import type { ReadonlySignal } from "@preact/signals";
import type { Words } from "../languages/languages";
import { Dialog } from "./dialog";
import { WordsContext } from "../languages/words-context";

/** Says that no room can have the name in the address, and links to the lobby. */
export function NoRoom({ words }: { words: ReadonlySignal<Words> }) {
  const { say } = words.value;
  document.title = say("noRoom");
  return (
    <WordsContext.Provider value={words.value}>
      <Dialog title={say("noRoom")}>
        <p>{say("noRoomText")}</p>
        <p class="note">{say("newRoomRule")}</p>
        <a href="/">{say("toLobby")}</a>
      </Dialog>
    </WordsContext.Provider>
  );
}
