/** Loaded before all else of a victim: counts its timers, since some attacks leave timers behind that never end. */
const live = new Set<unknown>();

/** Timers and intervals that have neither fired nor been cleared. */
export const timers = () => live.size;

const { setTimeout: startTimeout, setInterval: startInterval, clearTimeout: endTimer } = globalThis;

type Callback = (...args: unknown[]) => void;

function timeout(callback: Callback, ms?: number, ...args: unknown[]) {
  const once = () => {
    live.delete(timer);
    callback(...args);
  };
  const timer = startTimeout(once, ms);
  live.add(timer);
  return timer;
}

function interval(callback: Callback, ms?: number, ...args: unknown[]) {
  const timer = startInterval(callback, ms, ...args);
  live.add(timer);
  return timer;
}

function clear(timer: Timer | undefined) {
  live.delete(timer);
  endTimer(timer);
}

Object.assign(globalThis, {
  setTimeout: timeout,
  setInterval: interval,
  clearTimeout: clear,
  clearInterval: clear,
});
