/**
 * What is kept of people, in the embedded store. It is read for everybody who connects, and a statement costs more than what it reads:
 * so all who come at once share one.
 */
import { type Rank, SERVER_ROOM } from "../../protocol";
import type { Belonging, PersonRecord } from "../community";
import { profileOf, rankOf } from "../community-rows";
import type { CommunityStatements, MembershipRow } from "./community-statements";

interface Found extends PersonRecord {
  rank?: Rank;
  rooms: Belonging[];
}

/** The records of people, by their ids, without those who belong to nothing. */
export function readPeople(
  statements: CommunityStatements,
  people: readonly string[],
): ReadonlyMap<string, PersonRecord> {
  const found = new Map<string, Found>();
  for (const row of statements.memberships.all({ people: JSON.stringify(people) })) {
    const person = found.get(row.from) ?? {
      rooms: [],
      ...(row.name !== null && { name: row.name }),
    };
    found.set(row.from, person);
    if (row.room === SERVER_ROOM) person.rank = rankOf(row.rank);
    else addRoom(statements, person, row);
  }
  return found;
}

/** Adds a room to those of a person, unless it was dissolved. */
function addRoom({ profile: profiles }: CommunityStatements, person: Found, row: MembershipRow) {
  const { room, rank, changes } = row;
  const profile = row.founded === 1 ? profiles.get({ room }) : null;
  if (profile?.dissolved === 1) return;
  const head = row.head ?? 0;
  const belonging = { room, rank: rankOf(rank), head, rev: head + (changes ?? 0) };
  person.rooms.push(profile ? { ...belonging, profile: profileOf(profile) } : belonging);
}
