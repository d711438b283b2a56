import type { TransferredIdentity } from "../../client/identity";
import { Dialog } from "./dialog";
import { useWords } from "../languages/words-context";

interface Props {
  transfer: TransferredIdentity;
  onAccept: () => void;
  onClose: () => void;
}

/** Asks before this browser takes over an identity from a link: the link may come from anybody. */
export function TransferDialog({ transfer: { name }, onAccept, onClose }: Props) {
  const { say } = useWords();
  return (
    <Dialog title={say("carryAsk", { name })} onClose={onClose}>
      <p class="note">{say("carryWarning", { name })}</p>
      <div class="buttons">
        <button type="button" class="main" onClick={onAccept}>
          {say("carryYes", { name })}
        </button>
        <button type="button" onClick={onClose}>
          {say("carryNo")}
        </button>
      </div>
    </Dialog>
  );
}
