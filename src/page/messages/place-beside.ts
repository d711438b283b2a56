/** Where the dialog of a message stands. */

/** Pixels between the dialog, what it is about, and the edges of the window. */
const GAP = 8;
/** On a narrower window it stands at the bottom, by the style sheet. */
const DESK = "(min-width: 50rem)";

/** Keeps an open dialog below `place`, or above it if there is more room, and within the window, until the returned function is called. */
export function placeBeside(dialog: HTMLElement, place: DOMRect): () => void {
  if (!matchMedia(DESK).matches) return () => {};
  const { style } = dialog;
  const put = () => {
    const { offsetWidth: width, offsetHeight: height } = dialog;
    const below = place.bottom + GAP;
    const top = below + height + GAP > innerHeight ? place.top - height - GAP : below;
    // At the side of the window at which the place is.
    const isLeft = place.left + place.right < innerWidth;
    style.left = `${within(isLeft ? place.left : place.right - width, innerWidth - width)}px`;
    style.top = `${within(top, innerHeight - height)}px`;
  };
  // Its lists come later than itself.
  const resized = new ResizeObserver(put);
  resized.observe(dialog);
  put();
  return () => resized.disconnect();
}

function within(at: number, most: number): number {
  return Math.max(GAP, Math.min(at, most - GAP));
}
