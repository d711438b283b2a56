/** Asking for people (P25). */
import type { FoundPeople, Person, RequestOf } from "../../protocol";
import type { Access } from "../access/access";
import { type Caller, requireMember, requireStillThere, type UseCase } from "../caller";
import type { FairQueue } from "../fair-queue";
import type { Directory } from "./directory";
import type { TellKnown } from "./known";

export interface PeopleParts {
  directory: Directory;
  tellKnown: TellKnown;
  access: Pick<Access, "require" | "isAllowed">;
  fairQueue: FairQueue<Caller>;
}

/**
 * `people({ room, q })`: the people in the room whose names begin with `q`. `people({ room, moderators: true })`: those who moderate.
 * `people({ room?, from })`: the names of those of these ids who are in the room, or in any room that the caller is in.
 */
export function people(parts: PeopleParts): UseCase<RequestOf<"people">, FoundPeople> {
  const { directory, tellKnown, access, fairQueue } = parts;

  /** Those of these ids who are in a room of the caller's. A membership may end while a room is looked into. */
  async function namedInAll(caller: Caller, ids: readonly string[]): Promise<Person[]> {
    const found = new Map<string, Person[]>();
    for (const room of roomsOf(caller)) found.set(room, await directory.withIds(room, ids));
    const still = new Set(roomsOf(caller));
    const named = [...found].flatMap(([room, those]) => (still.has(room) ? those : []));
    return [...new Map(named.map((person) => [person.from, person])).values()];
  }

  function requireIn(caller: Caller, room: string): void {
    access.require(caller, "read", room);
    requireMember(caller, room);
  }

  function roomsOf(caller: Caller): string[] {
    const joined = [...caller.memberships].filter(([, membership]) => membership.joined);
    return joined.map(([room]) => room).filter((room) => access.isAllowed(caller, "read", room));
  }

  function findIn(room: string, { q, from = [], moderators }: RequestOf<"people">) {
    if (moderators) return directory.moderators(room);
    return q === undefined ? directory.withIds(room, from) : directory.find(room, q);
  }

  return (caller, request) => {
    const { room, from = [] } = request;
    if (room !== undefined) requireIn(caller, room);
    return fairQueue(caller, async () => {
      requireStillThere(caller);
      if (room === undefined) return { people: await tellKnown(await namedInAll(caller, from)) };
      requireIn(caller, room);
      const told = await tellKnown(await findIn(room, request), room);
      requireIn(caller, room);
      return { room, people: told };
    });
  };
}
