/** How large a picture is shown: by buttons, keys, a double click, the wheel with Ctrl, and two fingers. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** How many times as large as the window a picture is at most, and after a double click. */
const MOST = 8;
const DOUBLED = 2.5;

interface Size {
  width: number;
  height: number;
}

/** The size of a picture in `stage`, which scrolls when the picture is larger. */
export function useZoom(stage: { readonly current: HTMLElement | null }, picture: Size) {
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
  const pinch = usePinch(zoom);
  const fit = box && Math.min(1, box.width / picture.width, box.height / picture.height);
  const scale = (fit ?? 0) * factor;
  return {
    zoom,
    isLarge: factor > 1,
    size: { width: `${picture.width * scale}px`, height: `${picture.height * scale}px` },
    listeners: {
      ...pinch,
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

/** Two fingers that move apart, or together. */
function usePinch(zoom: (by: number) => void) {
  const distance = useRef<number | undefined>(undefined);
  return {
    onTouchStart: (event: TouchEvent) => void (distance.current = measure(event)),
    onTouchMove: (event: TouchEvent) => {
      const now = measure(event);
      if (now === undefined || distance.current === undefined) return;
      event.preventDefault();
      zoom(now / distance.current);
      distance.current = now;
    },
    onTouchEnd: (event: TouchEvent) => void (distance.current = measure(event)),
  };
}
