/** Limits for log lines that any client can cause, so that no client can fill the disk or slow the server down. */

/** Milliseconds between two lines of the same kind. */
const PAUSE = 1000;
/** The most names that are logged: a client that sends a new name each time must not fill the log. */
const MOST_NAMES = 50;

/** Functions that log the lines that wait for the end of their second. */
const waiting = new Set<() => void>();

/** Logs all waiting lines, because the process ends now. */
export function sayWhatWaits(): void {
  for (const say of waiting) say();
}

/**
 * Calls `say` once a second at most: with the first value at once, and with the last of those that follow within the
 * second when it is over. `omitted` is the number of values left out since the call before.
 */
export function onceASecond<T>(say: (value: T, omitted: number) => void): (value: T) => void {
  let quiet = false;
  let omitted = 0;
  let last: { value: T } | undefined;

  function speak(value: T): void {
    say(value, omitted);
    omitted = 0;
    quiet = true;
    setTimeout(goOn, PAUSE).unref();
  }

  function goOn(): void {
    quiet = false;
    waiting.delete(goOn);
    const kept = last;
    last = undefined;
    if (kept) speak(kept.value);
  }

  return (value) => {
    if (!quiet) return speak(value);
    if (last) omitted += 1;
    last = { value };
    waiting.add(goOn);
  };
}

/** Calls `say` once for each name, once a second at most and for fifty names in all. A name that comes within that second is logged the next time it comes after it. */
export function oncePerName<Args extends unknown[]>(
  say: (name: string, ...args: Args) => void,
): (name: string, ...args: Args) => void {
  const said = new Set<string>();
  let quietUntil = 0;
  return (name, ...args) => {
    const now = performance.now();
    if (said.size >= MOST_NAMES || now < quietUntil || said.has(name)) return;
    quietUntil = now + PAUSE;
    said.add(name);
    say(name, ...args);
  };
}

/** Calls `say` the first time only. */
export function once<Args extends unknown[]>(
  say: (...args: Args) => void,
): (...args: Args) => void {
  let isSaid = false;
  return (...args) => {
    if (isSaid) return;
    isSaid = true;
    say(...args);
  };
}
