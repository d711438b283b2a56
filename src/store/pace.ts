/** The pace of long work on the store, which no other work has to wait for. */

/** Milliseconds of work after which it pauses, and the pause as a multiple of the work: a tenth of a core at most. */
const WORK = 10;
const REST = 9;

/** Returns what a step of work calls at its end: it lets other work on the store go first, and pauses after much work. */
export function createPace(): () => Promise<void> {
  let began = performance.now();
  return async () => {
    await new Promise(setImmediate);
    const worked = performance.now() - began;
    if (worked < WORK) return;
    await Bun.sleep(worked * REST);
    began = performance.now();
  };
}
