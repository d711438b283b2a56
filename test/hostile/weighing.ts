/** The memory of a process and of all that it has started, together. */
import { readFileSync } from "node:fs";

/** Milliseconds between two looks: an encoder takes a second. */
const LOOK_EVERY = 20;
/** Bytes of a page of memory. */
const PAGE_BYTES = 4096;

/** Kilobytes of a process, where a page of several processes, as of Bun's own code, is a part of each (proc(5)). */
const PROPORTIONAL = /^Pss: +(\d+) kB$/m;

/** Megabytes of a process, with its part of what it shares: the system walks through all its pages for that. */
const exactly = (pid: number) =>
  (Number(PROPORTIONAL.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1]) * 1024) / 1e6;

/** Megabytes of a process and of all that it shares, which the system has at hand. */
export const residentOf = (pid: number) =>
  (Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * PAGE_BYTES) / 1e6;

/** Megabytes of memory that a process and its children have now. */
function weight(pid: number, of: (pid: number) => number): number {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ");
    return children.filter(Boolean).reduce((sum, one) => sum + weight(Number(one), of), of(pid));
  } catch {
    // It has ended.
    return 0;
  }
}

/**
 * Weighs a process all the time, until `most` is asked for: the most megabytes above the first weight, or more where that is below
 * `limit` as well.
 */
export function weigh(pid: number, limit: number): { most: () => number } {
  const first = weight(pid, exactly);
  let most = 0;
  const timer = setInterval(() => {
    const above = weight(pid, residentOf) - first;
    most = Math.max(most, above < limit ? above : weight(pid, exactly) - first);
  }, LOOK_EVERY);
  return {
    most() {
      clearInterval(timer);
      return most;
    },
  };
}
