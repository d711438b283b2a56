import { useState } from "preact/hooks";
import { type Pasted, pastedInvitation } from "../../client/invitations";
import { transferIn } from "../browser/address";
import { Dialog } from "../dialogs/dialog";
import { ChangingText } from "../elements/changing-text";
import type { AllWords } from "../languages/languages";
import { useAllWords } from "../languages/later-words";

interface Props {
  onToken: (token: string) => void;
  /** The person has the words of another device. */
  onElsewhere: () => void;
}

/** Asks for an invitation. It cannot be closed: without one there is nothing to see. */
export function InvitationNeeded({ onToken, onElsewhere }: Props) {
  const { say } = useAllWords();
  const [pasted, paste] = useState<Pasted | undefined>(undefined);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem("invitation");
    const text = field instanceof HTMLInputElement ? field.value : "";
    const address = URL.parse(text.trim());
    // The link for another device fits here, too: it does what it does when it is opened.
    if (address?.origin === location.origin && transferIn(address)) location.href = address.href;
    const found = pastedInvitation(text, location.origin);
    if (found.is === "token") onToken(found.token);
    else paste(found);
  };
  const fault = pasted && faultOf(pasted, say);
  return (
    <Dialog title={say("door")} class="name">
      <p>{say("doorText")}</p>
      <form class="row" onSubmit={submit}>
        <label>
          <span class="label">{say("doorLink")}</span>
          <input
            name="invitation"
            dir="auto"
            placeholder=" "
            autocomplete="off"
            spellcheck={false}
            required
            autofocus
            aria-invalid={fault !== undefined}
            aria-describedby="door-fault"
            onInput={() => paste(undefined)}
          />
        </label>
        <button type="submit" class="main">
          {say("doorNext")}
        </button>
      </form>
      <p id="door-fault" role="alert" class="fault">
        {fault !== undefined && <ChangingText of={fault} />}{" "}
        {pasted?.is === "elsewhere" && (
          <a href={pasted.link} rel="noreferrer">
            {say("doorThere")}
          </a>
        )}
      </p>
      <p class="note">{say("doorDevice")}</p>
      <div class="buttons">
        <button type="button" onClick={onElsewhere}>
          {say("wordsHave")}
        </button>
      </div>
    </Dialog>
  );
}

function faultOf(pasted: Pasted, say: AllWords["say"]): string | undefined {
  if (pasted.is === "none") return say("doorNone");
  return pasted.is === "elsewhere" ? say("doorElsewhere", { host: pasted.host }) : undefined;
}
