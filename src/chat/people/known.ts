/** What others may know of people: whether they own their name (P34), when they were here last, if they allow it, and whether they moderate. */
import type { FoundPerson, Person } from "../../protocol";
import type { Persons } from "../../store";
import { isHidden } from "../access/rules";
import { looksOf } from "./looks";

/**
 * Returns people with what others may know of them: as they are while that cannot be read. With `room`, which those who are told may
 * read, it says who moderates there: in a closed room ranks on the server count for nothing, and say nothing.
 */
export type TellKnown = <T extends Person>(
  people: readonly T[],
  room?: string,
) => Promise<(T & FoundPerson)[]>;

export function createTellKnown(persons: Pick<Persons, "known">): TellKnown {
  return async (people, room) => {
    if (people.length === 0) return [];
    const ids = people.map(({ from }) => from);
    const known = await persons.known(ids, room).catch(() => undefined);
    const isOpen = room !== undefined && !isHidden(room);
    return people.map((person) => {
      const { claimed, lastSeen, rank, onServer } = known?.get(person.from) ?? {};
      return {
        ...(rank && { rank }),
        ...person,
        ...(isOwn(person.name, claimed) && { owned: true as const }),
        ...(lastSeen !== undefined && { lastSeen }),
        ...(isOpen && onServer && { onServer }),
      };
    });
  };
}

function isOwn(name: string, claimed: string | undefined): boolean {
  if (claimed === undefined || name === claimed) return claimed !== undefined;
  const looks = new Set(looksOf(claimed));
  return looksOf(name).some((look) => looks.has(look));
}
