/** People and ranks, as somebody sees and changes them who has the server's disk or database. */
import { noticeOf } from "../../chat/acts/notice";
import { type Person, type Rank, RANKS, SERVER_ROOM } from "../../protocol";
import type { Community, Decision, Facts, MemberRecord, PersonRecord } from "../../store";
import { print, say } from "./command";
import { OPERATOR } from "./operator";
import { listRestrictions } from "./restrictions";
import { shown } from "./shown";

/** Members that are read at once. */
const PAGE = 500;
const RANK_WIDTH = Math.max(...RANKS.map(({ length }) => length));

/** Prints everybody who is known to the server, the owners first: rank, public id and name. */
export async function listPeople(people: Community): Promise<void> {
  let count = 0;
  for (let after: string | undefined; ;) {
    const page: MemberRecord[] = await people.members(SERVER_ROOM, after, PAGE);
    for (const { from, name, rank } of page) print(lineOf(rank, from, name));
    count += page.length;
    after = page.at(-1)?.from;
    if (page.length < PAGE) break;
  }
  if (count === 0)
    say("nobody is known to this server yet: bun run invite --owner prints a link for its owner");
}

/** Prints the rooms of a person: rank, name and title. Throws if nobody is known by this id. */
export async function listRooms(people: Community, from: string): Promise<void> {
  const { rank, name, rooms } = await personOf(people, from);
  print(lineOf(rank ?? "none", from, name));
  for (const { room, rank: there, profile } of rooms) print(lineOf(there, room, profile?.title));
  await listRestrictions(people, from);
}

/** Gives a person a rank on the server. Throws if nobody is known by this id, or if no owner would be left. */
export async function giveRank(people: Community, from: string, wanted: string): Promise<void> {
  const rank = rankOf(wanted);
  const { name = "" } = await personOf(people, from);
  await people.decide({ rooms: [SERVER_ROOM], people: [from] }, (facts): Decision => {
    if (rank !== "owner") requireOtherOwner(facts, from);
    if (facts.rank(SERVER_ROOM, from) === rank) return {};
    return ranking(SERVER_ROOM, { from, name }, rank);
  });
  print(lineOf(rank, from, name));
}

function requireOtherOwner(facts: Facts, from: string): void {
  if (facts.rank(SERVER_ROOM, from) === "owner" && facts.owners(SERVER_ROOM) === 1)
    throw new Error(
      `${from} is the only owner: make somebody else an owner first, by people rank or invite --owner`,
    );
}

/** Makes one of a closed room's members its owner. Owners that it has stay. Throws if it is no closed room, or they are no member. */
export async function giveRoom(people: Community, room: string, from: string): Promise<void> {
  const { name = "" } = await personOf(people, from);
  await people.decide({ rooms: [room], people: [from] }, (facts): Decision => {
    const profile = facts.profiles.get(room);
    if (profile?.kind !== "closed" || room === SERVER_ROOM || profile.isDissolved)
      throw new Error(
        `${room} is no closed room: bun run people FROM lists the rooms of one of its members`,
      );
    if (facts.rank(room, from) === undefined)
      throw new Error(`${from} is no member of ${room}: only a member can become its owner`);
    return ranking(room, { from, name }, "owner");
  });
  print(lineOf("owner", from, name));
}

/** The rank, with its line in the room (P32). */
function ranking(room: string, person: Person, rank: Rank): Decision {
  return {
    members: [{ room, person, rank }],
    notice: noticeOf({ act: "rank", room, by: OPERATOR, whom: person, rank }),
  };
}

function rankOf(wanted: string): Rank {
  const rank = RANKS.find((one) => one === wanted);
  if (rank === undefined) throw new Error(`${wanted} is no rank: it must be ${RANKS.join(", ")}`);
  return rank;
}

async function personOf(people: Community, from: string): Promise<PersonRecord> {
  const person = await people.person(from);
  if (person.rank === undefined && person.rooms.length === 0 && !person.restrictions)
    throw new Error(`nobody here has the id ${from}: bun run people lists the ids`);
  return person;
}

function lineOf(rank: Rank | "none", id: string, name = ""): string {
  return `${rank.padEnd(RANK_WIDTH)}  ${id}  ${shown(name)}`.trimEnd();
}
