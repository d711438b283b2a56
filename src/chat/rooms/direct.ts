/** A room of two people, which nobody else ever enters (P30). */
import { type Person, type RequestOf, type ReplyTo, SERVER_ROOM } from "../../protocol";
import { ROOMS_OF_ONE } from "../../protocol/limits";
import type { Community, Decision, Facts, Persons } from "../../store";
import { type EntryPolicy, requireFewRooms, requireKey } from "../access/access";
import { ownRoom } from "../access/own-room";
import type { Caller, UseCase } from "../caller";
import { reachByDefault } from "../people/self";
import type { RateLimits } from "../rate-limits";
import { Refusal } from "../refusal";

export interface DirectParts {
  community: Pick<Community, "decide" | "person">;
  persons: Pick<Persons, "mayReach">;
  entry: EntryPolicy;
  rateLimits: Pick<RateLimits, "requireAct" | "requireDirect">;
  /** The person with this id among those in the lobby, on any machine. */
  findHere: (from: string) => Promise<Person | undefined>;
  /** The last `seq` and `rev` known here of a room. */
  known: (room: string) => { head: number; rev: number };
  settled: () => Promise<void>;
}

/** The name of the room of two people: of both who make it at once, one room. */
export function directRoom(one: string, other: string): string {
  const both = [one, other].toSorted().join(" ");
  return `~${Bun.CryptoHasher.hash("sha256", `chuan direct:${both}`, "base64url").slice(0, 22)}`;
}

/** `direct({ from })`: replies with the room of the caller and that person, made when it is not there. */
export function direct(parts: DirectParts): UseCase<RequestOf<"direct">, ReplyTo<"direct">> {
  const { community, rateLimits, settled } = parts;

  function told({ standing }: Caller, room: string): ReplyTo<"direct"> | undefined {
    const belonging = standing.rooms.get(room);
    if (!belonging) return undefined;
    const { head, rev } = parts.known(room);
    const numbers = { head: Math.max(head, belonging.head), rev: Math.max(rev, belonging.rev) };
    return { room: ownRoom({ ...belonging, ...numbers, restrictions: standing.restrictions }) };
  }

  return async (caller, { from }) => {
    requireKey(caller);
    const { person, standing } = caller;
    if (from === person.from)
      throw new Refusal("forbidden", "you cannot write a direct message to yourself");
    const room = directRoom(person.from, from);
    const there = told(caller, room);
    if (there) return there;
    rateLimits.requireAct(caller);
    if (standing.self?.blocked.includes(from))
      throw new Refusal("forbidden", "you have blocked this person");
    requireFewRooms(caller);
    const other = await personTo(parts, person.from, from);
    rateLimits.requireDirect(caller);
    const question = { rooms: [room, SERVER_ROOM], people: [person.from, from] };
    await community.decide(question, (facts) => joining(facts, room, [person, other]));
    await settled();
    const now = told(caller, room);
    if (!now) throw new Refusal("unavailable", "this room is not known here yet", 1000);
    return now;
  };
}

/** The person, if the caller may write to them. Throws the same `Refusal` for everybody else, whether they exist or not. */
async function personTo(
  { community, persons, entry, findHere }: DirectParts,
  from: string,
  to: string,
): Promise<Person> {
  const [record, mayReach] = await Promise.all([
    community.person(to),
    persons.mayReach(from, to, reachByDefault(entry)),
  ]);
  // A person of whom nothing is stored has no key, or does not exist.
  const isSomebody = record.rank !== undefined || record.rooms.length > 0 || record.self;
  if (!mayReach || !isSomebody || record.isErased || record.rooms.length >= ROOMS_OF_ONE)
    throw new Refusal("forbidden", "this person does not accept direct messages from you");
  return { from: to, name: record.name ?? (await findHere(to))?.name ?? "" };
}

/** Where the other one has just made the room on another machine, its members are written again: so this machine learns of it now. */
function joining(facts: Facts, room: string, people: readonly Person[]): Decision {
  const isThere = facts.profiles.has(room);
  return {
    profiles: isThere ? [] : [{ room, kind: "direct", at: facts.now }],
    members: people.map((person) => ({ room, person, rank: "member" })),
  };
}
