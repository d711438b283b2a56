/** Reading in turns: a page can be long, and whoever asks for thousands is to wait, not everybody else. */

/** Does what `who` asks for when it is its turn, and resolves with what came of it. */
export type Turns = <T>(who: object, work: () => Promise<T>) => Promise<T>;

/** So many are worked on together. Between two of them whatever else has come in is done. */
const AT_ONCE = 4;

/** Gives turns: each `who` has one at a time, so that all who ask get the same share. */
export function createTurns(): Turns {
  const lastOf = new WeakMap<object, Promise<unknown>>();
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

  return (who, work) => {
    const before = lastOf.get(who) ?? Promise.resolve();
    const done = before.then(() => inTurn(work));
    lastOf.set(
      who,
      done.catch(() => {}),
    );
    return done;
  };
}
