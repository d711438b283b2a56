/** When people were here last, of those who allow that others see it (P30). */
import type { Persons } from "../../store";
import type { Caller } from "../caller";

/** Notes that a caller comes or goes, in the background. */
export type NoteSeen = (caller: Caller) => void;

/** Milliseconds in which one write is begun at most. */
const PACE = 1000;

export function createNoteSeen(persons: Pick<Persons, "noteSeen">): NoteSeen {
  const seen = new Map<string, number>();
  let timer: Timer | undefined;

  function write(): void {
    timer = undefined;
    if (seen.size === 0) return;
    const people = Array.from(seen, ([from, at]) => ({ from, at }));
    seen.clear();
    timer = setTimeout(write, PACE).unref();
    // It is noted again when they go.
    persons.noteSeen(people).catch(() => {});
  }

  return ({ person, standing }) => {
    if (!standing.self?.lastSeen) return;
    seen.set(person.from, Date.now());
    if (timer === undefined) write();
  };
}
