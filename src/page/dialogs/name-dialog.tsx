import { nameFault } from "../../client/identity";
import { Dialog } from "./dialog";
import { useWords } from "../languages/words-context";

interface DialogProps {
  /** Whether the name that was wanted is somebody else's (P34). */
  isTaken: boolean;
  onName: (name: string) => void;
  /** The person has another device. */
  onElsewhere: () => void;
}

/** Asks for a name. It cannot be closed without one. */
export function NameDialog({ isTaken, onName, onElsewhere }: DialogProps) {
  const { say } = useWords();
  return (
    <Dialog title={say("nameTitle")} class="name">
      <NameForm name="" button={say("nameButton")} onName={onName} />
      {isTaken && <p role="alert">{say("error_name_taken")}</p>}
      <button type="button" class="quiet" onClick={onElsewhere}>
        {say("elsewhere")}
      </button>
    </Dialog>
  );
}

interface Props {
  name: string;
  button: string;
  onName: (name: string) => void;
}

/** The field for the person's name. */
export function NameForm({ name, button, onName }: Props) {
  const { say } = useWords();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem("name");
    const wanted = field instanceof HTMLInputElement ? field.value.trim() : "";
    if (!nameFault(wanted)) onName(wanted);
  };
  // The browser shows the fault and does not submit the form, as with an empty field.
  const examine = (field: HTMLInputElement) => {
    const fault = field.value === "" ? undefined : nameFault(field.value);
    field.setCustomValidity(fault ? say(`error_${fault}`) : "");
  };

  return (
    <form class="row" onSubmit={submit}>
      <label>
        <span class="label">{say("nameLabel")}</span>
        <input
          id="name"
          name="name"
          dir="auto"
          placeholder=" "
          defaultValue={name}
          onInput={({ currentTarget }) => examine(currentTarget)}
          autocomplete="nickname"
          required
          autofocus={name === ""}
        />
      </label>
      <button type="submit" class="main">
        {button}
      </button>
    </form>
  );
}
