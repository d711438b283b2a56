/** How often something may happen: a limit is exact over any time, and a key costs one number. */
import { turnTime } from "./turn-clock";

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
  now: () => number = turnTime,
): RateLimiter {
  if (perSecond === 0 || burst === 0) return { take: () => 0, wait: () => 0 };
  const interval = 1000 / perSecond;
  /** Milliseconds after which any key has rested. */
  const rest = interval * burst;
  // Two maps, so that a `take` changes one number in place: to put the key last in one map took three times as long.
  let restedAt = new Map<string, number>();
  let older = new Map<string, number>();
  let agesAt = now() + rest;

  const dueAt = (key: string, time: number) =>
    Math.max(restedAt.get(key) ?? older.get(key) ?? 0, time);
  const costOf = (units: number) => interval * Math.min(units, burst);
  const waitAt = (due: number, cost: number, time: number) =>
    Math.ceil(Math.max(due + cost - rest - time - ROUNDING, 0));

  /** Forgets the keys that were last taken before the last time this was done: they have rested, and are like new ones. */
  function age(time: number): void {
    older = restedAt;
    restedAt = new Map();
    agesAt = time + rest;
  }

  return {
    take(key, units = 1) {
      const time = now();
      if (time >= agesAt) age(time);
      const due = dueAt(key, time);
      const cost = costOf(units);
      const wait = waitAt(due, cost, time);
      if (wait === 0) restedAt.set(key, due + cost);
      return wait;
    },

    wait(key, units = 1) {
      const time = now();
      return waitAt(dueAt(key, time), costOf(units), time);
    },
  };
}
