/** Erases rooms that were dissolved, in steps between which other work goes on (P29). After a crash it goes on at boot. */
import type { Community, Profile } from "./community";
import { type Log, LogUnavailable } from "./log";
import { createPace } from "./pace";

/** Messages that one step removes at most. */
const STEP = 500;
/** Milliseconds until a round begins again that ended because the store was away. */
const RETRY = 60_000;

/**
 * Erases what is dissolved now, and what will be, until the returned function is called. It resolves when the last step is over.
 * `after` is the milliseconds after which every machine knows that a room was dissolved, so that nothing more is stored in it.
 */
export function startDissolving(
  log: Pick<Log, "read" | "erase" | "forget">,
  community: Pick<Community, "dissolved" | "profile" | "forget" | "onChange">,
  after: number,
): () => Promise<void> {
  const over = new AbortController();
  let running = Promise.resolve();
  let timer: Timer | undefined;

  async function round(): Promise<void> {
    try {
      for (const room of await community.dissolved()) await erase(room);
    } catch (error) {
      // The log already reports that its store is away.
      if (!(error instanceof LogUnavailable)) throw error;
      if (!over.signal.aborted) begin(RETRY);
    }
  }

  async function erase(room: string): Promise<void> {
    const pace = createPace();
    while (!over.signal.aborted) {
      const profile = await community.profile(room);
      // Another machine has erased it.
      if (!profile?.isDissolved) return;
      const { messages } = await log.read(room, { limit: 1 });
      if (messages.length === 0) return forget(profile);
      await log.erase(room, STEP);
      await pace();
    }
  }

  async function forget({ room, kind }: Profile): Promise<void> {
    // The name of an open room may be given again, but never its numbers.
    if (kind !== "open") await log.forget(room);
    await community.forget(room);
  }

  function begin(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(round);
    }, ms).unref();
  }

  community.onChange(() => begin(after));
  begin(after);
  return async () => {
    clearTimeout(timer);
    over.abort();
    await running;
  };
}
