/** What others may know of people: whether they own their name (P34), and when they were here last, if they allow it. */
import type { FoundPerson, Person } from "../../protocol";
import type { Persons } from "../../store";
import { looksOf } from "./looks";

/** Returns people with what others may know of them: as they are while that cannot be read. */
export type TellKnown = <T extends Person>(people: readonly T[]) => Promise<(T & FoundPerson)[]>;

export function createTellKnown(persons: Pick<Persons, "known">): TellKnown {
  return async (people) => {
    if (people.length === 0) return [];
    const known = await persons.known(people.map(({ from }) => from)).catch(() => undefined);
    return people.map((person) => {
      const { claimed, lastSeen } = known?.get(person.from) ?? {};
      return {
        ...person,
        ...(isOwn(person.name, claimed) && { owned: true as const }),
        ...(lastSeen !== undefined && { lastSeen }),
      };
    });
  };
}

function isOwn(name: string, claimed: string | undefined): boolean {
  if (claimed === undefined || name === claimed) return claimed !== undefined;
  const looks = new Set(looksOf(claimed));
  return looksOf(name).some((look) => looks.has(look));
}
