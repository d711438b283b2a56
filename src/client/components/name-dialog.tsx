import { useEffect, useRef } from "preact/hooks";
import { FIXED_LIMITS } from "../../protocol";
import type { Text } from "../text";

interface Props {
  text: Text;
  named: (name: string) => void;
}

/** Asks for a name. It cannot be closed without one. */
export function NameDialog({ text, named }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const field = dialog.current?.querySelector("input");
    const name = field?.value.trim() ?? "";
    if (name !== "") named(name);
  };

  return (
    <dialog ref={dialog} class="name" onCancel={(event) => event.preventDefault()}>
      <form onSubmit={submit}>
        <span class="seal" aria-hidden="true">
          传
        </span>
        <h2>{text.nameTitle}</h2>
        <label>
          <span class="label">{text.nameLabel}</span>
          <input
            id="name"
            maxLength={FIXED_LIMITS.name}
            autocomplete="nickname"
            required
            autofocus
          />
        </label>
        <button type="submit">{text.nameButton}</button>
      </form>
    </dialog>
  );
}
