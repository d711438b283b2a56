import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useAllWords } from "../languages/later-words";

interface Props {
  /** What is asked. */
  children: ComponentChildren;
  yes: string;
  isBusy?: boolean;
  onYes: () => void;
  onNo: () => void;
}

/** Asks before something is done that cannot be undone. Afterwards the focus goes back to where it was. */
export function Confirmation({ children, yes, isBusy = false, onYes, onNo }: Props) {
  const { say } = useAllWords();
  const box = useRef<HTMLDivElement>(null);
  const no = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    no.current?.focus();
    box.current?.scrollIntoView({ block: "nearest" });
    return () => before instanceof HTMLElement && before.focus();
  }, []);
  return (
    <div class="question" role="alertdialog" aria-label={yes} aria-describedby="asked" ref={box}>
      <p id="asked">{children}</p>
      <div class="buttons">
        <button type="button" class="main" disabled={isBusy} onClick={onYes}>
          {yes}
        </button>
        <button type="button" ref={no} onClick={onNo}>
          {say("cancel")}
        </button>
      </div>
    </div>
  );
}
