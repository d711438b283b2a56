/** The memory of a process and of all that it has started, together. */
import { readFileSync } from "node:fs";

const PAGE = 4096;
/** Milliseconds between two looks: an encoder takes a second. */
const LOOK_EVERY = 20;

/** Megabytes of memory that a process and its children have now. */
function weight(pid: number): number {
  try {
    const [, resident = "0"] = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ");
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ");
    const own = (Number(resident) * PAGE) / 1e6;
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
