/** The memory of a process and of all that it has started, together. */
import { readFileSync } from "node:fs";

/** Milliseconds between two looks: an encoder takes a second. */
const LOOK_EVERY = 20;

/** Kilobytes of a process, where a page of several processes, as of Bun's own code, is a part of each (proc(5)). */
const PROPORTIONAL = /^Pss: +(\d+) kB$/m;

/** Megabytes of memory that a process and its children have now. */
function weight(pid: number): number {
  try {
    const [, kilobytes = "0"] =
      PROPORTIONAL.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8")) ?? [];
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ");
    const own = (Number(kilobytes) * 1024) / 1e6;
    return children.filter(Boolean).reduce((sum, one) => sum + weight(Number(one)), own);
  } catch {
    // It has ended.
    return 0;
  }
}

/** Weighs a process all the time, until `most` is asked for: the most megabytes above the first weight. */
export function weigh(pid: number): { most: () => number } {
  const first = weight(pid);
  let most = first;
  const timer = setInterval(() => (most = Math.max(most, weight(pid))), LOOK_EVERY);
  return {
    most() {
      clearInterval(timer);
      return most - first;
    },
  };
}
