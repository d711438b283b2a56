/** Erases rooms that were dissolved, in steps between which other work goes on (P29). After a crash it goes on at boot. */
import type { Community, Profile } from "./community";
import type { Log } from "./log";
import { createPace } from "./pace";
import { startRounds } from "./rounds";

/** Messages that one step removes at most. */
const STEP = 500;

/**
 * Erases what is dissolved now, and what will be, until the returned function is called. It resolves when the last step is over.
 * `after` is the milliseconds after which every machine knows that a room was dissolved, so that nothing more is stored in it.
 */
export function startDissolving(
  log: Pick<Log, "read" | "erase" | "forget">,
  community: Pick<Community, "dissolved" | "profile" | "forget" | "onChange">,
  after: number,
): () => Promise<void> {
  async function erase(room: string, over: AbortSignal): Promise<void> {
    const pace = createPace();
    while (!over.aborted) {
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

  return startRounds(community, after, async (over) => {
    for (const room of await community.dissolved()) await erase(room, over);
  });
}
