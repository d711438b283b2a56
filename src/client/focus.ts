/** Where the focus goes when what had it is no more: left alone, it would begin at the page's top again. */

/** To the box that one writes in. On a phone that opens the keyboard. */
export function toTheBox(): void {
  document.querySelector<HTMLElement>("#txt")?.focus();
}

/** To the messages, wherever they stand. */
export function toTheMessages(): void {
  document.querySelector<HTMLElement>(".log")?.focus({ preventScroll: true });
}
