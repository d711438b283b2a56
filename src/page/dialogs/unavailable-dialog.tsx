import { Dialog } from "./dialog";
import { useWords } from "../languages/words-context";

/** Stands for one that cannot be fetched: without a network, or when the server has a later version. */
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
