import { Dialog } from "./dialog";
import { useWords } from "../languages/words-context";

/** Shown in place of a dialog that cannot be fetched: offline, or when the server has another version. */
export function UnavailableDialog({ onClose }: { onClose: () => void }) {
  const { say } = useWords();
  return (
    <Dialog title={say("absent")} onClose={onClose}>
      <button type="button" onClick={() => location.reload()}>
        {say("reload")}
      </button>
    </Dialog>
  );
}
