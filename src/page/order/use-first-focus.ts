import { useLayoutEffect, useRef } from "preact/hooks";

/** Gives the focus to the first field or button of an element as soon as it is drawn: what is asked next takes the place of what was pressed. */
export function useFirstFocus<T extends HTMLElement>() {
  const box = useRef<T>(null);
  useLayoutEffect(
    () => box.current?.querySelector<HTMLElement>("select, input, button")?.focus(),
    [],
  );
  return box;
}
