/**
 * Memory after load. JavaScriptCore collects garbage while code runs that makes more of it: a server that becomes idle would keep what
 * load has left, and the code that was compiled for it, for as long as it is idle.
 */
import { residentBytes } from "./resident";

/** Milliseconds between two looks. */
const LOOK_EVERY = 250;
/** Looks after which a server is at rest, and milliseconds of a processor that it has used within them at most: a twentieth. */
const REST = 3;
const AT_REST = 40;
/**
 * How often it tidies up after one load, and the looks between two times at least. Sessions whose clients have gone end a moment after
 * the load, and what a dead object held is often freed by the collection after the one that found it dead.
 */
const TIMES = 3;
const AGAIN_AFTER = 4;
/** Bytes by which memory has grown when tidying up is worth what it takes: 40 ms of a processor, and compiling again what is needed. */
const WORTH_IT = 8e6;

/**
 * Bytes by which memory grows under load before everything is collected. JavaScriptCore does not see all that its objects hold: without
 * this, files that come and go on Postgres took 335 MB, and 280 with it.
 */
const MUCH = 48e6;

/**
 * Gives memory back, from now on, whenever the process comes to rest with more of it than after the last time, and twice more
 * in the seconds after it: that of the runtime, and what `shrink` gives back.
 */
export function tidyAtRest(shrink: () => Promise<void>): void {
  const isTime = createRest();
  const hasGrownMuch = createGrowth();
  const look = async () => {
    const { user, system } = process.cpuUsage();
    const resident = residentBytes();
    if (resident === undefined) return;
    if (hasGrownMuch(resident)) Bun.gc(true);
    if (!isTime((user + system) / 1000, resident)) return;
    await shrink();
    // Drops compiled code, which a collection alone keeps, as soon as no code runs.
    Bun.shrink();
    setImmediate(() => Bun.gc(true));
  };
  setInterval(() => void look(), LOOK_EVERY).unref();
}

/**
 * Makes a function that is told at each look how many milliseconds of a processor and bytes of memory a process has used, and
 * returns whether it is time to tidy up.
 */
export function createRest(): (used: number, resident: number) => boolean {
  const usedBefore = Array.from({ length: REST }, () => -Infinity);
  let least = Infinity;
  let looksSince = 0;
  let times = TIMES;
  return (used, resident) => {
    usedBefore.push(used);
    const usedLately = used - (usedBefore.shift() ?? 0);
    looksSince += 1;
    // What tidying up frees goes back to the system within the next seconds.
    least = Math.min(least, resident);
    if (usedLately > AT_REST) return false;
    const hasGrown = resident >= least + WORTH_IT;
    const isAgain = times < TIMES && looksSince >= AGAIN_AFTER;
    if (!hasGrown && !isAgain) return false;
    times = hasGrown ? 1 : times + 1;
    looksSince = 0;
    least = Infinity;
    return true;
  };
}

/** Makes a function that is told at each look how many bytes of memory a process has, and returns whether they are many more than before. */
export function createGrowth(): (resident: number) => boolean {
  let least = Infinity;
  return (resident) => {
    least = Math.min(least, resident);
    if (resident < least + MUCH) return false;
    // What a collection does not free is in use.
    least = resident;
    return true;
  };
}
