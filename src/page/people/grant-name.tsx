import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { FIXED_LIMITS, type Person } from "../../protocol";
import { ChangingText } from "../elements/changing-text";
import { useAllWords } from "../languages/later-words";
import { useFirstFocus } from "../order/use-first-focus";
import { TextField } from "../rooms/text-field";
import { useRequest } from "../rooms/use-request";
import type { Chat } from "../state/chat";

interface Props {
  chat: Chat;
  person: Person;
}

/** For moderators of the server: gives somebody a name, although others spoke under it (P34). */
export function GrantName(props: Props) {
  const { say } = useAllWords();
  const [isOpen, open] = useState<boolean | undefined>(undefined);
  const [given, know] = useState<string | undefined>(undefined);
  return (
    <>
      {isOpen ? (
        <GrantForm
          {...props}
          onDone={(name) => {
            know(name);
            open(false);
          }}
          onCancel={() => open(false)}
        />
      ) : (
        <OpeningButton isBack={isOpen === false} onOpen={() => open(true)} />
      )}
      <p class="note" role="status">
        {given !== undefined && !isOpen && <ChangingText of={say("granted", { name: given })} />}
      </p>
    </>
  );
}

/** The button that asks for a name. `isBack`: the form was there before it, so that the focus comes back to it. */
function OpeningButton({ isBack, onOpen }: { isBack: boolean; onOpen: () => void }) {
  const { say } = useAllWords();
  const button = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => void (isBack && button.current?.focus()), []);
  return (
    <div class="buttons">
      <button ref={button} type="button" onClick={onOpen}>
        {say("grant")}
      </button>
    </div>
  );
}

interface FormProps extends Props {
  onDone: (name: string) => void;
  onCancel: () => void;
}

function GrantForm({ chat, person, onDone, onCancel }: FormProps) {
  const { say } = useAllWords();
  const [wanted, want] = useState(person.name);
  const { isBusy, refusal, fault, run } = useRequest();
  const box = useFirstFocus<HTMLFormElement>();
  const name = wanted.trim();
  const submit = async (event: Event) => {
    event.preventDefault();
    const asked = () => chat.requests.ask("grant", { name, from: person.from });
    if (await run(asked)) onDone(name);
  };
  return (
    <form ref={box} class="fields" onSubmit={(event) => void submit(event)}>
      <TextField
        label={say("grantName")}
        value={wanted}
        limit={FIXED_LIMITS.name}
        required
        onInput={want}
      />
      <p class="note">{say("grantText")}</p>
      {refusal?.code === "name_taken" ? (
        <p role="alert" class="fault">
          {say("grantTaken")}
        </p>
      ) : (
        fault
      )}
      <div class="buttons">
        <button type="submit" class="main" disabled={isBusy || name === ""}>
          {say("grantYes")}
        </button>
        <button type="button" onClick={onCancel}>
          {say("cancel")}
        </button>
      </div>
    </form>
  );
}
