/**
 * Reading in turns: pages can be long, and somebody who asks for thousands waits, not everybody else (H15). A client that
 * has not read its last pages gets no more of them yet (H7, H8, H37).
 */
import { Refusal } from "./refusal";

/** Does `work` when it is the turn of `who`, and resolves with its result. Throws `Refusal` when `who` has too much waiting. */
export type FairQueue<Who extends object> = <T>(who: Who, work: () => Promise<T>) => Promise<T>;

/** How many tasks run together. Between two such groups, everything else that has come in is done. */
const AT_ONCE = 4;
/** How many one may have waiting: far more than a page asks for when it comes back to all of its rooms. */
const WAITING = 200;

/** Milliseconds between two looks at those that are behind. */
const LOOK_EVERY = 50;
/**
 * Milliseconds for which one that is behind waits. Then it gets what it asked for and is cut off if that is too much:
 * requests that wait take memory too.
 */
const PATIENCE = 1500;

/** The turns that one waits for: how many, and the last of them. */
interface Queue {
  length: number;
  last: Promise<unknown>;
}

/** Each `who` has one turn at a time, so that all get the same share, and for a while none if `isBehind` is true of it. */
export function createFairQueue<Who extends object>(
  isBehind: (who: Who) => boolean,
): FairQueue<Who> {
  const queues = new WeakMap<Who, Queue>();
  /** Those that are behind, and what lets each go on. */
  const behind = new Map<Who, () => void>();
  const behindSince = new WeakMap<Who, number>();
  let looking: Timer | undefined;
  const waiting: (() => void)[] = [];
  let free = AT_ONCE;

  async function take(): Promise<void> {
    if (free === 0) return new Promise((resolve) => waiting.push(resolve));
    free -= 1;
  }

  function giveBack(): void {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  }

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    await take();
    try {
      return await work();
    } finally {
      setImmediate(giveBack);
    }
  }

  async function caughtUp(who: Who): Promise<void> {
    if (!hasToWait(who)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    behind.set(who, resolve);
    looking ??= setInterval(look, LOOK_EVERY);
    return promise;
  }

  function hasToWait(who: Who): boolean {
    const now = performance.now();
    const since = behindSince.get(who) ?? now;
    if (isBehind(who)) behindSince.set(who, since);
    else behindSince.delete(who);
    return behindSince.has(who) && now - since < PATIENCE;
  }

  function look(): void {
    for (const [who, goOn] of behind) {
      if (hasToWait(who)) continue;
      behind.delete(who);
      goOn();
    }
    if (behind.size > 0) return;
    clearInterval(looking);
    looking = undefined;
  }

  function queueOf(who: Who): Queue {
    const queue = queues.get(who) ?? { length: 0, last: Promise.resolve() };
    queues.set(who, queue);
    return queue;
  }

  return (who, work) => {
    const queue = queueOf(who);
    if (queue.length >= WAITING)
      throw new Refusal("unavailable", `${WAITING} answers are waited for: ask for less`, 1000);
    queue.length += 1;
    const done = queue.last.then(() => caughtUp(who)).then(() => inTurn(work));
    // The answer has to be written before it shows whether the client reads.
    const written = done.catch(() => {}).then(nextTurn);
    queue.last = written.then(() => (queue.length -= 1));
    return done;
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
