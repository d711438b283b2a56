import { useEffect } from "preact/hooks";
import type { Purpose } from "../state/purpose";

/** Moves the focus into the box, behind its text, when a message is taken up to be edited or answered. */
export function useTakingUp(
  box: { readonly current: HTMLTextAreaElement | null },
  purpose: Purpose | undefined,
  setCaret: (at: number) => void,
): void {
  useEffect(() => {
    const field = box.current;
    if (!field || !purpose) return;
    field.focus();
    const { length } = field.value;
    field.setSelectionRange(length, length);
    setCaret(length);
  }, [purpose?.begun]);
}
