/** How often something may be done. */
export interface Rate {
  /** Times a second in the long run. */
  perSecond: number;
  /** Times at once, after a rest. With 0, here or there, there is no limit. */
  burst: number;
}

/** Answers for whoever `key` stands for: 0 when it may go on, else the milliseconds it has to wait. */
export interface RateLimiter {
  /** Takes so many turns, one unless said otherwise, if it may go on. More than a burst cost a whole burst. */
  take: (key: string, turns?: number) => number;
  /** Says what `take` would, and takes nothing. */
  wait: (key: string, turns?: number) => number;
}

/** Milliseconds that sums of fractions may be off by. */
const ROUNDING = 1e-6;

/**
 * The generic cell rate algorithm (ITU-T I.371): of each key only the moment is kept at which it will
 * have rested enough, so a limit is exact over any stretch of time, and a key costs one number. A turn that is
 * refused costs nothing. `now` is in milliseconds and never goes back.
 */
export function createRateLimiter(
  { perSecond, burst }: Rate,
  now: () => number = () => performance.now(),
): RateLimiter {
  if (perSecond === 0 || burst === 0) return { take: () => 0, wait: () => 0 };
  const interval = 1000 / perSecond;
  const restedAt = new Map<string, number>();

  const dueAt = (key: string, time: number) => Math.max(restedAt.get(key) ?? 0, time);
  const costOf = (turns: number) => interval * Math.min(turns, burst);
  const waitAt = (due: number, cost: number, time: number) =>
    Math.ceil(Math.max(due + cost - interval * burst - time - ROUNDING, 0));

  return {
    take(key, turns = 1) {
      const time = now();
      forgetRested(restedAt, time);
      const due = dueAt(key, time);
      const cost = costOf(turns);
      const wait = waitAt(due, cost, time);
      if (wait > 0) return wait;
      // Put last again: the map is in the order of the last turns, so those in front have rested longest.
      restedAt.delete(key);
      restedAt.set(key, due + cost);
      return 0;
    },

    wait(key, turns = 1) {
      const time = now();
      return waitAt(dueAt(key, time), costOf(turns), time);
    },
  };
}

/** Whoever has rested is like somebody new. Two a turn are more than the one that a turn can add. */
function forgetRested(restedAt: Map<string, number>, time: number): void {
  let looked = 0;
  for (const [key, at] of restedAt) {
    if (at > time || looked === 2) return;
    restedAt.delete(key);
    looked += 1;
  }
}
