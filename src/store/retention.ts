/** Removes old messages in small steps between which other work goes on. A room keeps its numbers: `floor` is the lowest kept. */
import type { Community } from "./community";
import type { Log } from "./log";
import { createPace } from "./pace";

export interface RetentionOptions {
  /** Days after which a message is removed; 0 for never, where the room says nothing else. */
  days: number;
  /** Called with the error that ended a round; the next round starts from the first room. */
  failed: (error: unknown) => void;
  /** Called with the number of messages that a round removed, if it removed any. */
  removed: (count: number) => void;
}

const DAY = 86_400_000;
/** Milliseconds from the end of a round over all rooms to the next. */
const EVERY = 3_600_000;
/** Messages that one step removes at most. A message that waits for a step waits no longer than for a commit. */
const STEP = 500;
const ROOMS = 1000;

/**
 * Removes the messages of each room that are older than its own days, or than `days` where that is less, now and an hour after
 * each round, until the returned function is called.
 */
export function startRetention(
  { log, community }: { log: Log; community: Pick<Community, "days" | "tidy"> },
  { days, failed, removed }: RetentionOptions,
): () => void {
  const over = new AbortController();
  let timer: Timer | undefined;
  const round = async () => {
    const own = await community.days();
    const rooms = days > 0 ? roomsIn(log) : own.keys();
    const now = Date.now();
    const before = (room: string) => now - Math.min(own.get(room) ?? days, days || Infinity) * DAY;
    const count = await removeOld(log, rooms, before, over.signal);
    if (count > 0) removed(count);
    await community.tidy();
  };
  const begin = async () => {
    await round().catch((error: unknown) => over.signal.aborted || failed(error));
    if (!over.signal.aborted) timer = setTimeout(() => void begin(), EVERY);
  };
  void begin();
  return () => {
    clearTimeout(timer);
    over.abort();
  };
}

/** The names of all rooms. Rejects with `LogUnavailable`. */
export async function* roomsIn(log: Pick<Log, "rooms">): AsyncGenerator<string> {
  for (let rooms = await log.rooms("", ROOMS); rooms.length > 0;) {
    yield* rooms;
    rooms = await log.rooms(rooms.at(-1) ?? "", ROOMS);
  }
}

/**
 * Removes all messages of rooms from before a time of each, in milliseconds since 1970, and resolves with how many there
 * were. Rejects with `LogUnavailable`.
 */
export async function removeOld(
  log: Log,
  rooms: AsyncIterable<string> | Iterable<string>,
  before: (room: string) => number,
  over: AbortSignal,
): Promise<number> {
  const pace = createPace();
  let removed = 0;
  for await (const room of rooms) {
    removed += await removeOldOf(log, room, before(room), over, pace);
    if (over.aborted) break;
  }
  return removed;
}

async function removeOldOf(
  log: Log,
  room: string,
  before: number,
  over: AbortSignal,
  pace: () => Promise<void>,
): Promise<number> {
  let all = 0;
  let removed = STEP;
  while (removed === STEP && !over.aborted) {
    removed = await log.remove(room, before, STEP);
    all += removed;
    await pace();
  }
  return all;
}
