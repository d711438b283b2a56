/** Giving ranks, quitting a room, and dissolving it (P29, P31). */
import { isAtLeast, type Person, type Rank, type RequestOf, SERVER_ROOM } from "../../protocol";
import type { Community, Decision, Facts } from "../../store";
import { type Access, requireKey } from "../access/access";
import type { NoteAct } from "../acts/act";
import { noticeOf } from "../acts/notice";
import { ranksByFacts } from "../access/by-facts";
import { isAbove, rankThatCounts } from "../access/rules";
import type { UseCase } from "../caller";
import type { RateLimits } from "../rate-limits";
import { Refusal } from "../refusal";

export interface RankParts {
  access: Access;
  community: Pick<Community, "person">;
  /** The person with this id among those in the lobby, on any machine. */
  findHere: (from: string) => Promise<Person | undefined>;
  rateLimits: Pick<RateLimits, "requireAct">;
  noteAct: NoteAct;
}

/** `rank({ room?, from, rank })`: gives a member of the room, or a person on the server, a rank. */
export function rank(parts: RankParts): UseCase<RequestOf<"rank">, object> {
  const { access, community, findHere, rateLimits, noteAct } = parts;

  async function personOf(room: string, from: string): Promise<Person> {
    const { name, rank: onServer, rooms } = await community.person(from);
    if (name !== undefined || onServer !== undefined || rooms.length > 0)
      return { from, name: name ?? "" };
    const here = room === SERVER_ROOM ? await findHere(from) : undefined;
    if (!here) throw notMember();
    return here;
  }

  return async (caller, { room = SERVER_ROOM, from, rank: given }) => {
    requireKey(caller);
    access.require(caller, "rank", room);
    rateLimits.requireAct(caller);
    const by = caller.person.from;
    // Somebody who may not give ranks does not learn whether a person is known here.
    if (by !== from) access.require(caller, "oversee", room);
    const person = by === from ? caller.person : await personOf(room, from);
    const act = { caller, action: "rank" as const, room, people: [from] };
    const { notice } = await access.decide(act, (facts): Decision => {
      const decision = ranking(facts, { by, room, person, rank: given });
      const done = { act: "rank" as const, room, by: caller.person, whom: person, rank: given };
      return decision.members ? { ...decision, notice: noticeOf(done) } : decision;
    });
    if (notice) noteAct("rank", { room, by, whom: from });
    return {};
  };
}

/** Who gives which rank to which person, and where. */
export interface Ranking {
  by: string;
  room: string;
  person: Person;
  rank: Rank;
}

/**
 * One acts on lower ranks alone, and gives lower ranks alone, but owners make owners; one's own rank one may lower, unless one is
 * the last owner (P31). Throws `Refusal`.
 */
export function ranking(facts: Facts, { by, room, person, rank: given }: Ranking): Decision {
  const { from } = person;
  const now = facts.rank(room, from);
  if (by === from) requireLower(facts, room, now, given);
  else {
    // On the server somebody may get a first rank; into a room one comes by oneself.
    if (now === undefined && room !== SERVER_ROOM) throw notMember();
    const own = rankThatCounts(room, ranksByFacts(facts, room, by));
    const others = rankThatCounts(room, ranksByFacts(facts, room, from));
    const mayGive = isAbove(own, given) || (own === "owner" && given === "owner");
    if (!isAtLeast(own, "moderator") || !isAbove(own, others) || !mayGive) throw notBelow();
  }
  return now === given ? {} : { members: [{ room, person, rank: given }] };
}

function requireLower(facts: Facts, room: string, now: Rank | undefined, given: Rank): void {
  if (now === undefined || isAbove(given, now))
    throw new Refusal("forbidden", "you cannot raise your own rank");
  if (given !== now) requireOtherOwner(facts, room, now);
}

function requireOtherOwner(facts: Facts, room: string, now: Rank | undefined): void {
  if (now === "owner" && facts.owners(room) <= 1)
    throw new Refusal("forbidden", "you are the only owner: make somebody else an owner first");
}

const notBelow = () =>
  new Refusal(
    "forbidden",
    "you can only change the rank of people below you, to a rank below yours",
  );
const notMember = () => new Refusal("not_found", "that person is not a member of it");

/** `quit({ room })`: ends a membership, which `leave` does not. */
export function quit(parts: RankParts): UseCase<RequestOf<"quit">, object> {
  const { access, rateLimits } = parts;
  return async (caller, { room }) => {
    requireKey(caller);
    access.require(caller, "quit", room);
    rateLimits.requireAct(caller);
    const { person } = caller;
    await access.decide({ caller, action: "quit", room }, (facts) => quitting(facts, room, person));
    return {};
  };
}

/** Throws `Refusal` for the last owner. */
export function quitting(facts: Facts, room: string, person: Person): Decision {
  const now = facts.rank(room, person.from);
  requireOtherOwner(facts, room, now);
  return now === undefined ? {} : { members: [{ room, person, rank: undefined }] };
}

/** `dissolve({ room })`: nobody may enter it from now on, and the store erases all of it. */
export function dissolve(parts: RankParts): UseCase<RequestOf<"dissolve">, object> {
  const { access, rateLimits } = parts;
  return async (caller, { room }) => {
    requireKey(caller);
    access.require(caller, "dissolve", room);
    rateLimits.requireAct(caller);
    await access.decide({ caller, action: "dissolve", room }, (facts) => dissolving(facts, room));
    return {};
  };
}

export function dissolving(facts: Facts, room: string): Decision {
  const profile = facts.profiles.get(room) ?? { room, kind: "open", at: facts.now };
  return { profiles: [{ ...profile, isDissolved: true }] };
}
