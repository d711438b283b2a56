/**
 * Notes under which names people spoke before names were noted (P34): in a store of an earlier version, and after an import. Until all
 * are noted, somebody could claim a name under which somebody else speaks.
 */
import type { Community } from "./community";
import type { Log } from "./log";
import { createPace } from "./pace";
import { type Persons, type Spoken, SPOKEN_KEPT } from "./persons";
import { startRounds } from "./rounds";

/** Rooms after which it is noted how far this is, and messages that are read at once. */
const ROOMS = 100;
const PAGE = 500;

type Noting = Pick<Persons, "unnoted" | "noted" | "noteSpoken">;

/**
 * Notes the names of earlier messages `after` milliseconds from now, and after changes of the community, in steps between which
 * other work goes on, until the returned function is called. It resolves when the last step is over. `lookOf` makes the look of a name.
 */
export function startNotingNames(
  log: Pick<Log, "rooms" | "read">,
  community: Pick<Community, "onChange">,
  persons: Noting,
  lookOf: (name: string) => string,
  after = 1000,
): () => Promise<void> {
  return startRounds(community, after, async (over) => {
    let last = await persons.unnoted();
    while (last !== undefined && !over.aborted) {
      const rooms = await log.rooms(last, ROOMS);
      for (const room of rooms) await noteRoom(log, persons, lookOf, room, over);
      last = rooms.at(-1);
      // A room that is left in the middle is read again.
      if (!over.aborted) await persons.noted(last);
    }
  });
}

/** Notes the names of a room's messages, the newest first, as far back as they count. */
async function noteRoom(
  log: Pick<Log, "read">,
  persons: Noting,
  lookOf: (name: string) => string,
  room: string,
  over: AbortSignal,
): Promise<void> {
  const pace = createPace();
  const since = Date.now() - SPOKEN_KEPT;
  const noted = new Set<string>();
  for (let before: number | undefined; !over.aborted;) {
    const { messages } = await log.read(room, { before, limit: PAGE });
    const spoken = messages.toReversed().flatMap(({ from, name, at }): Spoken[] => {
      const isNew = at >= since && !noted.has(`${from} ${name}`);
      noted.add(`${from} ${name}`);
      return isNew ? [{ from, look: lookOf(name), at }] : [];
    });
    if (spoken.length > 0) await persons.noteSpoken(spoken);
    const [oldest] = messages;
    if (!oldest || messages.length < PAGE || oldest.at < since) return;
    before = oldest.seq;
    await pace();
  }
}
