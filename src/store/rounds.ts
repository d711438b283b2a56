/** Work of the store that is done in rounds, after changes of the community and at boot, beside everything else. */
import type { Community } from "./community";
import { LogUnavailable } from "./log";

/** Milliseconds until a round begins again that ended because the store was away. */
const RETRY = 60_000;

/**
 * Calls `work` `after` milliseconds from now, and from each change, until the returned function is called. It resolves when the last
 * round is over. `work` ends early when its signal is aborted.
 */
export function startRounds(
  community: Pick<Community, "onChange">,
  after: number,
  work: (over: AbortSignal) => Promise<void>,
): () => Promise<void> {
  const over = new AbortController();
  let running = Promise.resolve();
  let timer: Timer | undefined;
  /** Whether something changed after the next round was planned, for which that may be too early. */
  let isAgain = false;

  async function round(): Promise<void> {
    if (isAgain) plan(after);
    isAgain = false;
    try {
      await work(over.signal);
    } catch (error) {
      // The log already reports that its store is away.
      if (!(error instanceof LogUnavailable)) throw error;
      plan(RETRY);
    }
  }

  function plan(ms: number): void {
    if (over.signal.aborted || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      running = running.then(round);
    }, ms).unref();
  }

  community.onChange(() => {
    isAgain = timer !== undefined;
    plan(after);
  });
  plan(after);
  return async () => {
    clearTimeout(timer);
    over.abort();
    await running;
  };
}
