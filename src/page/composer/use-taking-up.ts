import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Purpose } from "../state/purpose";

/** Moves the focus into the box, behind its text, when a message is taken up to be edited or answered: by the person, not by a reload. */
export function useTakingUp(
  box: { readonly current: HTMLTextAreaElement | null },
  purpose: Purpose | undefined,
  setCaret: (at: number) => void,
): void {
  const isLate = useRef(false);
  useLayoutEffect(() => {
    const field = box.current;
    if (!field || !purpose) return;
    const { length } = field.value;
    if (purpose.begun === 0 && document.activeElement !== field) return setCaret(length);
    field.focus();
    // At once: the next key may be on its way.
    field.setSelectionRange(length, length);
    setCaret(length);
    // As long as a dialog is open, nothing outside of it takes the focus.
    isLate.current = document.activeElement !== field;
  }, [purpose?.begun]);
  useEffect(() => {
    if (isLate.current) box.current?.focus();
    isLate.current = false;
  }, [purpose?.begun]);
}
