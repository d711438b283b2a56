/** Whether a machine hears its database: what it knows of people counts for nothing otherwise (P32). */

/** Looks in the time after which nothing counts. */
const LOOKS = 10;

export interface Freshness {
  isFresh: () => boolean;
  /** Calls `listener` each time that it is fresh no longer. */
  onStale: (listener: () => void) => void;
  stop: () => void;
}

/**
 * `silentFor` says for how many milliseconds nothing was heard; after `stale` milliseconds nothing counts. Calls `heardAgain`
 * when something is heard after that, also where the connection has lasted.
 */
export function watchFreshness(
  silentFor: () => number,
  stale: number,
  heardAgain: () => void,
): Freshness {
  const listeners = new Set<() => void>();
  const isFresh = () => silentFor() < stale;
  let wasFresh = true;

  function look(): void {
    const now = isFresh();
    if (wasFresh && !now) for (const listener of listeners) listener();
    if (now && !wasFresh) heardAgain();
    wasFresh = now;
  }

  const looking = setInterval(look, stale / LOOKS).unref();
  return {
    isFresh,
    onStale: (listener) => void listeners.add(listener),
    stop: () => clearInterval(looking),
  };
}
