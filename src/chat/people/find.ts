/** Asking for people (P25). */
import type { FoundPeople, Person, RequestOf } from "../../protocol";
import { type Caller, requireMember, requireStillThere, type UseCase } from "../caller";
import type { FairQueue } from "../fair-queue";
import type { Directory } from "./directory";

export interface PeopleParts {
  directory: Directory;
  fairQueue: FairQueue<Caller>;
}

/**
 * `people({ room, q })`: the people in the room whose names begin with `q`. `people({ room?, from })`: the names of those
 * of these ids who are in the room, or in any room that the caller is in.
 */
export function people(parts: PeopleParts): UseCase<RequestOf<"people">, FoundPeople> {
  const { directory, fairQueue } = parts;

  async function named(rooms: readonly string[], ids: readonly string[]): Promise<Person[]> {
    const found = new Map<string, Person>();
    for (const room of rooms)
      for (const person of await directory.withIds(room, ids)) found.set(person.from, person);
    return [...found.values()];
  }

  return (caller, { room, q, from = [] }) => {
    if (room !== undefined) requireMember(caller, room);
    return fairQueue(caller, async () => {
      requireStillThere(caller);
      if (room === undefined) return { people: await named(roomsOf(caller), from) };
      const found = q === undefined ? named([room], from) : directory.find(room, q);
      return { room, people: await found };
    });
  };
}

function roomsOf({ memberships }: Caller): string[] {
  return [...memberships].filter(([, { joined }]) => joined).map(([room]) => room);
}
