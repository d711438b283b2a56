import type { WireError } from "../../protocol";
import { Dialog } from "../dialogs/dialog";
import { whyRefused, whyText } from "../elements/why";
import { useAllWords } from "../languages/later-words";

/** What somebody sees who is banned from the server: until when and why. It cannot be closed. */
export function Banned({ error, onRetry }: { error: WireError; onRetry: () => void }) {
  const words = useAllWords();
  const { say } = words;
  return (
    <Dialog title={say("error_banned")} class="name">
      <p>{whyText(whyRefused(error), words)}</p>
      {error.until !== undefined && <p class="note">{say("bannedText")}</p>}
      <div class="buttons">
        <button type="button" onClick={onRetry}>
          {say("retry")}
        </button>
      </div>
    </Dialog>
  );
}
