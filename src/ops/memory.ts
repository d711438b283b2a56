/**
 * Memory after load. JavaScriptCore collects garbage while code runs that makes more of it: a server that becomes idle would keep what
 * load has left, and the code that was compiled for it, for as long as it is idle.
 */

/** Milliseconds between two looks. */
const LOOK_EVERY = 500;
/** Looks in a row at which a server is at rest before it tidies up, and milliseconds of a processor that it has used since the last one at most. */
const LOOKS_AT_REST = 2;
const AT_REST = 25;
/** Looks after which it tidies up once more: sessions whose clients have gone are ended a moment after the load. */
const AGAIN_AFTER = 4;
/** Bytes by which memory has grown when tidying up is worth what it takes: 40 ms of a processor, and compiling again what is needed. */
const WORTH_IT = 8e6;

/** Gives memory back, from now on, whenever the process comes to rest with more of it than after the last time, and once more two seconds later. */
export function tidyAtRest(): void {
  const isTime = createRest();
  setInterval(() => {
    const { user, system } = process.cpuUsage();
    if (!isTime((user + system) / 1000, process.memoryUsage.rss())) return;
    // Drops compiled code, which a collection alone keeps, as soon as no code runs.
    Bun.shrink();
    setImmediate(() => Bun.gc(true));
  }, LOOK_EVERY).unref();
}

/**
 * Makes a function that is told at each look how many milliseconds of a processor and bytes of memory a process has used, and
 * returns whether it is time to tidy up.
 */
export function createRest(): (used: number, resident: number) => boolean {
  let usedBefore = 0;
  let looksAtRest = 0;
  let least = Infinity;
  let looksSince = Infinity;
  return (used, resident) => {
    looksAtRest = used - usedBefore < AT_REST ? looksAtRest + 1 : 0;
    usedBefore = used;
    looksSince += 1;
    // What tidying up frees goes back to the system within the next seconds.
    least = Math.min(least, resident);
    if (looksAtRest < LOOKS_AT_REST) return false;
    const hasGrown = resident >= least + WORTH_IT;
    if (!hasGrown && looksSince !== AGAIN_AFTER) return false;
    looksSince = hasGrown ? 0 : Infinity;
    least = Infinity;
    return true;
  };
}
