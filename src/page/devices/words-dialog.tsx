import { Dialog } from "../dialogs/dialog";
import { useAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";
import { WordsForm } from "./words-form";

/** Takes over the identity of another device by its words. */
export function WordsDialog({ chat, onClose }: { chat: Chat; onClose: () => void }) {
  const { say } = useAllWords();
  const name = chat.name.value;
  return (
    <Dialog title={say("carry")} onClose={onClose}>
      <p class="note">{say("wordsHow")}</p>
      {name !== "" && <p class="note">{say("givenUp", { name })}</p>}
      <WordsForm />
    </Dialog>
  );
}
