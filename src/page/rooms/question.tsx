import type { ComponentChildren } from "preact";
import { useAllWords } from "../languages/later-words";

interface Props {
  /** What is asked. */
  children: ComponentChildren;
  yes: string;
  isBusy?: boolean;
  onYes: () => void;
  onNo: () => void;
}

/** Asks before something is done that cannot be undone. */
export function Question({ children, yes, isBusy = false, onYes, onNo }: Props) {
  const { say } = useAllWords();
  return (
    <div class="question" role="group">
      <p>{children}</p>
      <div class="buttons">
        <button type="button" class="main" disabled={isBusy} onClick={onYes}>
          {yes}
        </button>
        <button type="button" autofocus onClick={onNo}>
          {say("cancel")}
        </button>
      </div>
    </div>
  );
}
