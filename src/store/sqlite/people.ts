/** What is kept of a person, in the embedded store. */
import { SERVER_ROOM } from "../../protocol";
import type { Belonging, PersonRecord } from "../community";
import { profileOf, rankOf } from "../community-rows";
import type { CommunityStatements } from "./community-statements";

/** A room of a person, as the statement answers: the numbers are null where nothing was said. */
type RoomOfPerson = [
  room: string,
  rank: number,
  head: number | null,
  changes: number | null,
  isFounded: 0 | 1,
];

/** Somebody who belongs to nothing. */
const NOBODY: PersonRecord = Object.freeze({ rooms: Object.freeze([]) });

export function readPerson(statements: CommunityStatements, from: string): PersonRecord {
  const found = statements.person.get({ from });
  if (!found || found.rooms === "[]") return NOBODY;
  const all = JSON.parse(found.rooms) as RoomOfPerson[];
  const onServer = all.find(([room]) => room === SERVER_ROOM)?.[1];
  return {
    ...(onServer !== undefined && { rank: rankOf(onServer) }),
    ...(found.name !== null && { name: found.name }),
    rooms: all.flatMap((one) => (one[0] === SERVER_ROOM ? [] : belongingOf(statements, one))),
  };
}

/** A room of a person; nothing, if it was dissolved. */
function belongingOf(
  { profile: profiles }: CommunityStatements,
  [room, rank, head, changes, isFounded]: RoomOfPerson,
): Belonging | [] {
  const numbers = { head: head ?? 0, rev: (head ?? 0) + (changes ?? 0) };
  const belonging = { room, rank: rankOf(rank), ...numbers };
  const profile = isFounded ? profiles.get({ room }) : null;
  if (!profile) return belonging;
  return profile.dissolved === 1 ? [] : { ...belonging, profile: profileOf(profile) };
}
