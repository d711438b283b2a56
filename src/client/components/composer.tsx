import { useRef, useState } from "preact/hooks";
import { characters, FIXED_LIMITS } from "../../protocol";
import type { Text } from "../text";

interface Props {
  text: Text;
  send: (txt: string) => void;
}

/** From this many characters before the limit on, the box says how many are left. */
const NEAR_THE_LIMIT = 200;

/** The box one writes in. Enter sends, Shift+Enter makes a new line. */
export function Composer({ text, send }: Props) {
  const box = useRef<HTMLTextAreaElement>(null);
  const [txt, setTxt] = useState("");
  const left = FIXED_LIMITS.txt - characters(txt);
  const sendable = left >= 0 && txt.trim() !== "";

  const submit = (event: Event) => {
    event.preventDefault();
    if (!sendable) return;
    send(txt);
    setTxt("");
    box.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey && !isComposing(event)) submit(event);
  };

  return (
    <form class="composer" onSubmit={submit}>
      <textarea
        id="txt"
        ref={box}
        rows={1}
        dir="auto"
        value={txt}
        placeholder={text.write}
        aria-label={text.write}
        onInput={(event) => setTxt(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {left < NEAR_THE_LIMIT && (
        <output class={left < 0 ? "over" : ""}>{left < 0 ? text.tooLong(-left) : left}</output>
      )}
      <button id="btn" type="submit" disabled={!sendable}>
        {text.send}
      </button>
    </form>
  );
}

/** An Enter that only chooses a word in an input method; Safari says so by the key code alone. */
function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
