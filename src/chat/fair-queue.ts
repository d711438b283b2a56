/** Reading in turns: pages can be long, and somebody who asks for thousands waits, not everybody else (H15). */
import { Refusal } from "./refusal";

/** Does `work` when it is the turn of `who`, and resolves with its result. Throws `Refusal` when `who` has too much waiting. */
export type FairQueue = <T>(who: object, work: () => Promise<T>) => Promise<T>;

/** How many are worked on together. Between two of them, everything else that has come in is done. */
const AT_ONCE = 4;
/** How many one may have waiting: far more than a page asks for when it comes back to all of its rooms. */
const WAITING = 200;

/** The turns that one waits for: how many, and the last of them. */
interface Queue {
  length: number;
  last: Promise<unknown>;
}

/** Each `who` has one turn at a time, so that all get the same share. */
export function createFairQueue(): FairQueue {
  const queues = new WeakMap<object, Queue>();
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

  function queueOf(who: object): Queue {
    const queue = queues.get(who) ?? { length: 0, last: Promise.resolve() };
    queues.set(who, queue);
    return queue;
  }

  return (who, work) => {
    const queue = queueOf(who);
    if (queue.length >= WAITING)
      throw new Refusal("unavailable", `${WAITING} answers are waited for: ask for less`, 1000);
    queue.length += 1;
    const done = queue.last.then(() => inTurn(work));
    queue.last = done.catch(() => {}).finally(() => (queue.length -= 1));
    return done;
  };
}
