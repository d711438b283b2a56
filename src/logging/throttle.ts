/**
 * Limits for log lines that any client can cause, and for those about work that is tried again and again, so that none of them fills the
 * disk or slows the server down.
 */

/** Milliseconds between two lines of the same kind, and between two about one failure that lasts. */
const PAUSE = 1000;
const MINUTE = 60_000;
/** Failures that are told apart within a minute: others wait, whatever they have in their messages. */
const MOST_FAILURES = 50;
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

/**
 * For work that is tried again by itself: calls `say` once in `pause` milliseconds at most for each thing that could not be done and each
 * reason. `omitted` is how often it was left out since the last time.
 */
export function onceAMinute(
  say: (error: unknown, what: string, omitted: number) => void,
  pause = MINUTE,
): (error: unknown, what: string) => void {
  const failures = new Map<string, { quietUntil: number; omitted: number }>();

  function hasPlace(failure: string, now: number): boolean {
    if (failures.size < MOST_FAILURES || failures.has(failure)) return true;
    for (const [old, { quietUntil }] of failures) if (quietUntil <= now) failures.delete(old);
    return failures.size < MOST_FAILURES;
  }

  return (error, what) => {
    const failure = `${what}: ${reasonOf(error)}`;
    const now = performance.now();
    const before = failures.get(failure);
    if (before && now < before.quietUntil) before.omitted += 1;
    else if (hasPlace(failure, now)) {
      failures.set(failure, { quietUntil: now + pause, omitted: 0 });
      say(error, what, before?.omitted ?? 0);
    }
  };
}

/** The code of the first cause: its message may name another file each time. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return reasonOf(error.cause);
  return "code" in error ? String(error.code) : error.message;
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
