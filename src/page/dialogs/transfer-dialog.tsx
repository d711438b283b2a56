import type { TransferredIdentity } from "../../client/identity";
import { Dialog } from "./dialog";
import { UnavailableDialog } from "./unavailable-dialog";
import { useAllWords, WithAllWords } from "../languages/later-words";

interface Props {
  transfer: TransferredIdentity;
  onAccept: () => void;
  onClose: () => void;
}

/** Asks before this browser takes over an identity from a link: the link may come from anybody. */
export function TransferDialog(props: Props) {
  return (
    <WithAllWords fallback={<UnavailableDialog onClose={props.onClose} />}>
      <Asked {...props} />
    </WithAllWords>
  );
}

function Asked({ transfer: { name }, onAccept, onClose }: Props) {
  const { say } = useAllWords();
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
