/** Work of the store that is done in rounds, after changes of the community and at boot, beside everything else. */
import type { Community } from "./community";
import { LogUnavailable } from "./log";

/** Milliseconds until a round begins again that ended because the store was away. */
const RETRY = 60_000;

/**
 * Calls `work` `after` milliseconds from now, and from each change, one round after the other, until the returned function is called.
 * One round may be for many changes. The function resolves when the last round is over; `work` ends early when its signal is aborted.
 */
export function startRounds(
  community: Pick<Community, "onChange">,
  after: number,
  work: (over: AbortSignal) => Promise<void>,
): () => Promise<void> {
  const over = new AbortController();
  let running: Promise<void> | undefined;
  let timer: Timer | undefined;
  /** When the next round begins. */
  let planned = Infinity;
  /** A round that begins from then on is late enough for all changes so far. */
  let due = 0;

  async function round(): Promise<void> {
    const began = performance.now();
    try {
      await work(over.signal);
    } catch (error) {
      // The log already reports that its store is away.
      if (!(error instanceof LogUnavailable)) throw error;
      due = performance.now() + RETRY;
    } finally {
      running = undefined;
      if (began < due) plan();
    }
  }

  function plan(): void {
    // What is planned earlier is followed by another round. A round after a failure is put forward.
    if (over.signal.aborted || running || planned <= due) return;
    clearTimeout(timer);
    planned = due;
    const pause = Math.max(0, due - performance.now());
    timer = setTimeout(() => {
      planned = Infinity;
      running = round();
    }, pause).unref();
  }

  function note(): void {
    due = performance.now() + after;
    plan();
  }

  community.onChange(note);
  note();
  return async () => {
    clearTimeout(timer);
    over.abort();
    await running;
  };
}
