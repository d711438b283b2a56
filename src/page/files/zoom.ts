/** How large a picture is shown: by buttons, keys, a double click, the wheel with Ctrl, and two fingers. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** How many times as large as the window a picture is at most, and after a double click. */
const MOST = 8;
const DOUBLED = 2.5;

interface Size {
  width: number;
  height: number;
}

/**
 * The size of a picture in `stage`, which scrolls when the picture is larger. Otherwise `turn` is called when a finger is drawn
 * over it: with 1 to the left, with -1 to the right.
 */
export function useZoom(
  stage: { readonly current: HTMLElement | null },
  picture: Size,
  turn: (way: 1 | -1) => void,
) {
  const [factor, setFactor] = useState(1);
  const [box, setBox] = useState<Size | undefined>(undefined);
  useLayoutEffect(() => {
    const one = stage.current;
    if (!one) return;
    const resized = new ResizeObserver(() =>
      setBox({ width: one.clientWidth, height: one.clientHeight }),
    );
    resized.observe(one);
    return () => resized.disconnect();
  }, []);
  const zoom = (by: number) => setFactor((now) => Math.min(MOST, Math.max(1, now * by)));
  useCentre(stage, factor);
  const touches = useTouches(zoom, (way) => factor === 1 && turn(way));
  const fit = box && Math.min(1, box.width / picture.width, box.height / picture.height);
  const scale = (fit ?? 0) * factor;
  return {
    zoom,
    isLarge: factor > 1,
    size: `width: ${picture.width * scale}px; height: ${picture.height * scale}px`,
    listeners: {
      ...touches,
      onDblClick: () => setFactor((now) => (now > 1 ? 1 : DOUBLED)),
      onWheel: (event: WheelEvent) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        zoom(Math.exp(-event.deltaY / 200));
      },
    },
  };
}

/** What was in the middle stays there. */
function useCentre(stage: { readonly current: HTMLElement | null }, factor: number): void {
  const last = useRef(factor);
  useLayoutEffect(() => {
    const one = stage.current;
    const by = factor / last.current;
    last.current = factor;
    if (!one || by === 1) return;
    const { clientWidth, clientHeight, scrollLeft, scrollTop } = one;
    one.scrollLeft = (scrollLeft + clientWidth / 2) * by - clientWidth / 2;
    one.scrollTop = (scrollTop + clientHeight / 2) * by - clientHeight / 2;
  }, [factor]);
}

/** Pixels between two fingers. */
const measure = ({ touches: [one, other] }: TouchEvent) =>
  one && other && Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);

/** Pixels that a finger is drawn at least to turn to another picture. */
const DRAWN = 50;

/** Two fingers that move apart, or together; and one that is drawn to a side. */
function useTouches(zoom: (by: number) => void, turn: (way: 1 | -1) => unknown) {
  const distance = useRef<number | undefined>(undefined);
  const begun = useRef<number | undefined>(undefined);
  return {
    onTouchStart(event: TouchEvent) {
      distance.current = measure(event);
      const [one, other] = event.touches;
      begun.current = other ? undefined : one?.clientX;
    },
    onTouchMove(event: TouchEvent) {
      const now = measure(event);
      if (now === undefined || distance.current === undefined) return;
      event.preventDefault();
      zoom(now / distance.current);
      distance.current = now;
    },
    onTouchEnd(event: TouchEvent) {
      distance.current = measure(event);
      const [ended] = event.changedTouches;
      const drawn = begun.current === undefined || !ended ? 0 : ended.clientX - begun.current;
      begun.current = undefined;
      if (Math.abs(drawn) > DRAWN) turn(drawn < 0 ? 1 : -1);
    },
  };
}
