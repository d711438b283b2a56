/** Sweeps files at the start and every hour (P38). */
import { LogUnavailable } from "../log";
import { createPace } from "../pace";
import type { Files } from "./files";

/** Milliseconds from the end of a sweep to the next, and from one that the store ended. */
const EVERY = 3_600_000;
const RETRY = 60_000;
/** Milliseconds for which a file waits for its message. */
const UNCLAIMED_FOR = 86_400_000;
/** Milliseconds after which a file that was claimed, and that no message names, is swept: an append takes a few seconds. */
export const CLAIMED_FOR = 600_000;
/** Milliseconds without a byte, or without a file, after which what was received is forgotten. */
export const SILENT_FOR = 3_600_000;

/** Sweeps until the returned function is called, which resolves when nothing is under way. `failed` is called with what ended a sweep. */
export function startSweeping(
  files: Pick<Files, "sweep">,
  failed: (error: unknown) => void,
): () => Promise<void> {
  let isOver = false;
  let timer: Timer | undefined;

  async function round(): Promise<number> {
    try {
      await files.sweep(Date.now() - UNCLAIMED_FOR);
      return EVERY;
    } catch (error) {
      // The log already reports that its store is away.
      if (!isOver && !(error instanceof LogUnavailable)) failed(error);
      return RETRY;
    }
  }

  async function begin(): Promise<void> {
    const pause = await round();
    if (isOver) return;
    timer = setTimeout(() => {
      running = begin();
    }, pause).unref();
  }

  let running = begin();
  return async () => {
    isOver = true;
    clearTimeout(timer);
    await running;
  };
}

/** Takes steps of at most `most` files until one does less or `signal` is aborted; other work gets its turn in between. Resolves with how many files that were. */
export async function allSteps(
  step: () => Promise<number>,
  most: number,
  signal: AbortSignal,
): Promise<number> {
  const pace = createPace();
  let all = 0;
  for (let done = most; done === most && !signal.aborted;) {
    done = await step();
    all += done;
    await pace();
  }
  return all;
}
