/** Lines of the log that anybody can cause: said now and then, so that nobody can fill a disk or make others wait. */

/** Milliseconds between two lines of a kind. */
const PAUSE = 1000;
/** Names that are said at most: a client that asks by a new one each time must not fill the log. */
const MOST_NAMES = 50;

/** What says the lines that wait for their second to be over. */
const waiting = new Set<() => void>();

/** Says what waits for its second to be over, for the process ends now. */
export function sayWhatWaits(): void {
  for (const say of waiting) say();
}

/**
 * Says what it is given once a second at most: the first at once, and of those that follow within the second only the
 * last one, when the second is over. `omitted` is how many were left out since the line before.
 */
export function onceASecond<T>(say: (told: T, omitted: number) => void): (told: T) => void {
  let quiet = false;
  let omitted = 0;
  let last: { told: T } | undefined;

  function speak(told: T): void {
    say(told, omitted);
    omitted = 0;
    quiet = true;
    setTimeout(goOn, PAUSE).unref();
  }

  function goOn(): void {
    quiet = false;
    waiting.delete(goOn);
    const kept = last;
    last = undefined;
    if (kept) speak(kept.told);
  }

  return (told) => {
    if (!quiet) return speak(told);
    if (last) omitted += 1;
    last = { told };
    waiting.add(goOn);
  };
}

/** Says each name once, one a second at most and fifty in all; a name that comes too soon is said when it comes again. */
export function oncePerName<Told extends unknown[]>(
  say: (name: string, ...told: Told) => void,
): (name: string, ...told: Told) => void {
  const said = new Set<string>();
  let quietUntil = 0;
  return (name, ...told) => {
    const now = performance.now();
    if (said.size >= MOST_NAMES || now < quietUntil || said.has(name)) return;
    quietUntil = now + PAUSE;
    said.add(name);
    say(name, ...told);
  };
}

/** Says what it is given the first time, and nothing after that. */
export function once<Told extends unknown[]>(
  say: (...told: Told) => void,
): (...told: Told) => void {
  let isSaid = false;
  return (...told) => {
    if (isSaid) return;
    isSaid = true;
    say(...told);
  };
}
