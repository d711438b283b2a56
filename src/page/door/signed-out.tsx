import { Dialog } from "../dialogs/dialog";
import { startAnew } from "../devices/continue-as";
import { WordsForm } from "../devices/words-form";
import { useAllWords } from "../languages/later-words";

/** What somebody sees on a device whose key was replaced, or whose person is gone (P35). It cannot be closed. */
export function SignedOut() {
  const { say } = useAllWords();
  return (
    <Dialog title={say("signedOut")} class="name">
      <p>{say("signedOutText")}</p>
      <p class="note">{say("wordsHow")}</p>
      <WordsForm />
      <div class="buttons">
        <button type="button" onClick={startAnew}>
          {say("startAnew")}
        </button>
      </div>
    </Dialog>
  );
}
