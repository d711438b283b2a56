import { useState } from "preact/hooks";
import type { TransferredIdentity } from "../../client/identity";
import type { Carried } from "../browser/address";
import { continueAs } from "../devices/continue-as";
import { Dialog } from "./dialog";
import { UnavailableDialog } from "./unavailable-dialog";
import { useAllWords, WithAllWords } from "../languages/later-words";
import type { Chat } from "../state/chat";

interface Props {
  chat: Chat;
  transfer: Carried;
  onClose: () => void;
}

/** Asks before this browser takes over an identity from a link: the link may come from anybody. */
export function TransferDialog({ chat, transfer, onClose }: Props) {
  return (
    <WithAllWords fallback={<UnavailableDialog onClose={onClose} />}>
      {"rekey" in transfer ? (
        <NewKey chat={chat} token={transfer.rekey} onClose={onClose} />
      ) : (
        <Asked transfer={transfer} onClose={onClose} />
      )}
    </WithAllWords>
  );
}

interface AskedProps {
  transfer: TransferredIdentity;
  onClose: () => void;
}

function Asked({ transfer, onClose }: AskedProps) {
  const { name } = transfer;
  const { say } = useAllWords();
  return (
    <Dialog title={say("carryAsk", { name })} onClose={onClose}>
      <p class="note">{say("carryWarning", { name })}</p>
      <div class="buttons">
        <button type="button" class="main" onClick={() => continueAs(transfer)}>
          {say("carryYes", { name })}
        </button>
        <button type="button" onClick={onClose}>
          {say("carryNo")}
        </button>
      </div>
    </Dialog>
  );
}

/** The link gives somebody a new key, since theirs was lost or stolen (P35). The page is reloaded when it has. */
function NewKey({ chat, token, onClose }: { chat: Chat; token: string; onClose: () => void }) {
  const { say } = useAllWords();
  const [is, become] = useState<"busy" | "over" | undefined>(undefined);
  const name = chat.name.value;
  const recover = async () => {
    become("busy");
    await chat.requests.recover(token);
    become("over");
  };
  return (
    <Dialog title={say("rekeyAsk")} onClose={onClose}>
      <p>{say("rekeyText")}</p>
      {name !== "" && <p class="note">{say("givenUp", { name })}</p>}
      <p role="alert" class="fault">
        {is === "over" && say("rekeyOver")}
      </p>
      <div class="buttons">
        <button
          type="button"
          class="main"
          disabled={is !== undefined}
          onClick={() => void recover()}
        >
          {say("rekeyYes")}
        </button>
        <button type="button" onClick={onClose}>
          {say("carryNo")}
        </button>
      </div>
    </Dialog>
  );
}
