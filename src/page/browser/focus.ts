/** Where the focus goes when what had it is no more: left alone, it would begin at the page's top again. */

/**
 * Notes in the page whether a key or a pointer was used last: WebKit shows where the focus is even when
 * a click has moved it.
 */
export function noteInputDevice(): void {
  const { dataset } = document.documentElement;
  const note = ({ type }: Event) => (dataset["by"] = type);
  for (const type of ["keydown", "pointerdown"]) addEventListener(type, note, true);
}

/** To the box that one writes in. On a phone that opens the keyboard. */
export function focusBox(): void {
  document.querySelector<HTMLElement>("#txt")?.focus();
}

/** To the messages, wherever they stand. */
export function focusMessages(): void {
  document.querySelector<HTMLElement>(".log")?.focus({ preventScroll: true });
}
