/** Removes all that people said who were erased, in steps between which other work goes on. After a crash it goes on at boot. */
import type { Community } from "./community";
import type { Log } from "./log";
import { createPace } from "./pace";
import type { Erasing, Persons } from "./persons";
import { startRounds } from "./rounds";

/** Messages that one step removes at most, and rooms after which it is noted how far this is. */
const STEP = 200;
const ROOMS = 100;
/** The send key of each removal: a second machine, or a second attempt, removes nothing twice. */
const SEND_KEY = "erased";
/** Above the number of any message. */
const LAST = Number.MAX_SAFE_INTEGER;

/**
 * Removes what is to be removed now, and what will be, until the returned function is called. It resolves when the last step is over.
 * `after` is the milliseconds after which every machine refuses the keys of somebody who was erased, so that they say nothing more.
 */
export function startErasing(
  log: Pick<Log, "rooms" | "saidBy" | "change">,
  community: Pick<Community, "onChange">,
  persons: Pick<Persons, "erasing" | "erased">,
  after: number,
): () => Promise<void> {
  async function erase(person: Erasing, over: AbortSignal): Promise<void> {
    const { from } = person;
    for (let rooms = await log.rooms(person.after, ROOMS); rooms.length > 0;) {
      for (const room of rooms) await removeIn(log, room, from, over);
      if (over.aborted) return;
      const last = rooms.at(-1) ?? "";
      await persons.erased(from, last);
      rooms = await log.rooms(last, ROOMS);
    }
    await persons.erased(from, undefined);
  }

  return startRounds(community, after, async (over) => {
    for (const person of await persons.erasing()) await erase(person, over);
  });
}

/** Removes all that a person said in a room (P23). */
async function removeIn(
  log: Pick<Log, "saidBy" | "change">,
  room: string,
  by: string,
  over: AbortSignal,
): Promise<void> {
  const pace = createPace();
  for (let before: number | undefined = LAST; before !== undefined && !over.aborted;) {
    const { messages, next } = await log.saidBy({ room, from: by, before, since: 0 }, STEP);
    const there = messages.filter(({ gone }) => !gone);
    await Promise.all(
      there.map(({ seq }) => log.change({ kind: "remove", room, seq, id: SEND_KEY, by })),
    );
    before = next;
    await pace();
  }
}
