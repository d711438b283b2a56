/** Reading in turns: a page can be long, and whoever asks for thousands is to wait, not everybody else. */
import { Refusal } from "./refusal";

/** Does what `who` asks for when it is its turn, and resolves with what came of it. Throws `Refusal` when too much waits. */
export type FairQueue = <T>(who: object, work: () => Promise<T>) => Promise<T>;

/** So many are worked on together. Between two of them whatever else has come in is done. */
const AT_ONCE = 4;
/** So many may one have waiting: far more than a page asks for that comes back to all of its rooms. */
const WAITING = 200;

/** What one waits for: how many turns, and the last of them. */
interface Queue {
  length: number;
  last: Promise<unknown>;
}

/** Gives turns: each `who` has one at a time, so that all who ask get the same share. */
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
