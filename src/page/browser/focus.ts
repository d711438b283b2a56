/** Where the focus goes when the element that had it is removed: by default it would go to the top of the page. */

/**
 * Marks the document with the last used input, keyboard or pointer: WebKit shows the focus ring even after a click.
 */
export function noteInputDevice(): void {
  const { dataset } = document.documentElement;
  const note = ({ type }: Event) => (dataset["by"] = type);
  for (const type of ["keydown", "pointerdown"]) addEventListener(type, note, true);
}

/** Whether the last used input is a pointer. */
export function isByPointer(): boolean {
  return document.documentElement.dataset["by"] === "pointerdown";
}

/** Moves the focus to the box. On a phone that opens the keyboard. */
export function focusBox(): void {
  document.querySelector<HTMLElement>("#txt")?.focus();
}

/** The action of a button that disappears with it, so that the focus has to move. */
export function leaving(act: () => void): () => void {
  return () => {
    act();
    focusMessages();
  };
}

/** Moves the focus to the list of messages, without scrolling. */
export function focusMessages(): void {
  document.querySelector<HTMLElement>(".log")?.focus({ preventScroll: true });
}
