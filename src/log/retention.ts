/** Old messages go, in small steps, without stopping anybody. A room keeps its numbers: `floor` says where it begins. */
import type { Log } from "./log";

export interface RetentionOptions {
  /** Days after which a message is removed. */
  days: number;
  /** Is told what kept a round from being finished; the next one begins anew. */
  failed: (error: unknown) => void;
}

const DAY = 86_400_000;
/** Milliseconds between two rounds over all rooms. */
const EVERY = 3_600_000;
/** Messages that one step removes at most: what waits behind a step waits no longer than for a commit. */
const STEP = 500;
const ROOMS = 1000;

/** Removes what is older than so many days, now and every hour, until the returned function is called. */
export function startRetention(log: Log, { days, failed }: RetentionOptions): () => void {
  const over = new AbortController();
  const round = () => {
    removeOld(log, Date.now() - days * DAY, over.signal).catch(failed);
  };
  const timer = setInterval(round, EVERY);
  round();
  return () => {
    clearInterval(timer);
    over.abort();
  };
}

/** Removes all messages from before a time, in milliseconds since 1970. Rejects with `LogUnavailable`. */
export async function removeOld(log: Log, before: number, over: AbortSignal): Promise<void> {
  for (let rooms = await log.rooms("", ROOMS); rooms.length > 0;) {
    for (const room of rooms) await removeOldOf(log, room, before, over);
    rooms = over.aborted ? [] : await log.rooms(rooms.at(-1) ?? "", ROOMS);
  }
}

async function removeOldOf(
  log: Log,
  room: string,
  before: number,
  over: AbortSignal,
): Promise<void> {
  let removed = STEP;
  while (removed === STEP && !over.aborted) {
    removed = await log.remove(room, before, STEP);
    // Whoever waits for the store goes first.
    await new Promise(setImmediate);
  }
}
