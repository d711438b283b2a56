/** One timer for everything that has the same time to happen, where each would have a timer of its own. */

export interface Deadlines<One> {
  /** `expire` is called with `one` in so many milliseconds, unless it is met before. */
  set(one: One, ms: number): void;
  meet(one: One): void;
}

export function createDeadlines<One>(expire: (one: One) => void): Deadlines<One> {
  /** Those with one time, and when it is over for each: in the order in which it will be. */
  const queues = new Map<number, Map<One, number>>();
  const timed = new Set<number>();

  function startTimer(ms: number): void {
    const [first] = queues.get(ms)?.values() ?? [];
    if (first === undefined) queues.delete(ms);
    else {
      timed.add(ms);
      setTimeout(check, Math.max(1, first - performance.now()), ms).unref();
    }
  }

  function check(ms: number): void {
    timed.delete(ms);
    for (const [one, due] of queues.get(ms) ?? []) {
      if (due > performance.now()) break;
      meet(one);
      expire(one);
    }
    startTimer(ms);
  }

  function meet(one: One): void {
    for (const queue of queues.values()) queue.delete(one);
  }

  return {
    set(one, ms) {
      const queue = queues.get(ms) ?? new Map<One, number>();
      queues.set(ms, queue.set(one, performance.now() + ms));
      if (!timed.has(ms)) startTimer(ms);
    },
    meet,
  };
}
