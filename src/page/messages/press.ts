/** Long presses and double taps on messages. */

/** Milliseconds until a press is long, and between the two taps of one gesture. */
const LONG = 450;
const DOUBLE = 300;
/** Pixels that a finger may stray. */
const STRAY = 12;
/** Where a long press is the browser's, and what has clicks of its own. */
const BROWSERS = "a, pre";
const OWN = "a, button, pre, input, textarea, video, audio";

export interface Pressed {
  /** A finger has rested here. */
  onLong: (target: Element) => void;
  /** A finger, or the mouse, has come down here twice. */
  onDouble: (target: Element) => void;
}

interface Down {
  target: Element;
  x: number;
  y: number;
  at: number;
  isLong: boolean;
}

/** Listens on a list until the returned function is called. */
export function listenToPresses(list: HTMLElement, { onLong, onDouble }: Pressed): () => void {
  let down: Down | undefined;
  let tap: Down | undefined;
  /** Whether the touch that ends now was a gesture: its click would meet what the gesture has put below the finger. */
  let isUsed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = () => {
    clearTimeout(timer);
    down = undefined;
  };

  function onDown(event: PointerEvent): void {
    const { target, pointerType, isPrimary, button, clientX: x, clientY: y, timeStamp } = event;
    end();
    isUsed = false;
    if (!(target instanceof Element) || !isPrimary || button !== 0) return;
    const pressed: Down = { target, x, y, at: timeStamp, isLong: false };
    down = pressed;
    if (pointerType !== "touch" || target.closest(BROWSERS)) return;
    timer = setTimeout(() => {
      pressed.isLong = true;
      onLong(target);
    }, LONG);
  }

  function onUp(): void {
    const [before, now] = [tap, down];
    end();
    const isDouble = before && now && now.at - before.at <= DOUBLE && !isFar(before, now);
    isUsed = isDouble || now?.isLong === true;
    tap = isUsed || now?.target.closest(OWN) ? undefined : now;
    // The first tap may have moved the lines, and a button below the finger: the message is the one that it has met.
    if (isDouble) onDouble(before.target);
  }

  const left = new AbortController();
  const listen = <K extends keyof HTMLElementEventMap>(
    type: K,
    act: (event: HTMLElementEventMap[K]) => unknown,
  ) => list.addEventListener(type, act, { signal: left.signal });
  listen("pointerdown", onDown);
  listen("pointermove", ({ clientX: x, clientY: y }) => {
    if (down && isFar(down, { x, y })) end();
  });
  listen("pointerup", onUp);
  listen("pointercancel", end);
  listen("touchend", (event) => isUsed && event.preventDefault());
  listen("contextmenu", (event) => {
    // A long press is the page's own; otherwise the browser would begin to select.
    if (down && !down.target.closest(BROWSERS)) event.preventDefault();
  });
  return () => {
    end();
    left.abort();
  };
}

type Place = Pick<Down, "x" | "y">;

function isFar(one: Place, other: Place): boolean {
  return Math.hypot(other.x - one.x, other.y - one.y) > STRAY;
}
