/** How often something may happen: a limit is exact over any time, and a key costs one number. */

export interface Rate {
  /** Units a second in the long run. */
  perSecond: number;
  /** Units at once after a rest. If either is 0 there is no limit. */
  burst: number;
}

/** Both return 0 when `key` may go on, or else the milliseconds that it has to wait. */
export interface RateLimiter {
  /** Takes so many units, one by default, if the key may go on. More than a burst cost a whole burst. */
  take: (key: string, units?: number) => number;
  /** Returns what `take` would, and takes nothing. */
  wait: (key: string, units?: number) => number;
}

/** Milliseconds by which sums of fractions may be off. */
const ROUNDING = 1e-6;

/**
 * The generic cell rate algorithm (ITU-T I.371): of each key only the moment is kept at which it will have rested. Units
 * that are refused cost nothing. `now` is in milliseconds and never goes back.
 */
export function createRateLimiter(
  { perSecond, burst }: Rate,
  now: () => number = () => performance.now(),
): RateLimiter {
  if (perSecond === 0 || burst === 0) return { take: () => 0, wait: () => 0 };
  const interval = 1000 / perSecond;
  const restedAt = new Map<string, number>();

  const dueAt = (key: string, time: number) => Math.max(restedAt.get(key) ?? 0, time);
  const costOf = (units: number) => interval * Math.min(units, burst);
  const waitAt = (due: number, cost: number, time: number) =>
    Math.ceil(Math.max(due + cost - interval * burst - time - ROUNDING, 0));

  return {
    take(key, units = 1) {
      const time = now();
      forgetRested(restedAt, time);
      const due = dueAt(key, time);
      const cost = costOf(units);
      const wait = waitAt(due, cost, time);
      if (wait > 0) return wait;
      // Put last again: the map is in the order of the last `take`, so the keys in front have rested longest.
      restedAt.delete(key);
      restedAt.set(key, due + cost);
      return 0;
    },

    wait(key, units = 1) {
      const time = now();
      return waitAt(dueAt(key, time), costOf(units), time);
    },
  };
}

/** Forgets two rested keys, which are like new ones: more than the one key that a `take` can add. */
function forgetRested(restedAt: Map<string, number>, time: number): void {
  let checked = 0;
  for (const [key, at] of restedAt) {
    if (at > time || checked === 2) return;
    restedAt.delete(key);
    checked += 1;
  }
}
