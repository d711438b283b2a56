/**
 * What is kept of people, in the embedded store. It is read for everybody who connects, and a statement costs more than what it reads:
 * so all who come at once share one.
 */
import { type Rank, SERVER_ROOM } from "../../protocol";
import type { Belonging, PersonRecord, Restriction } from "../community";
import { profileOf, rankOf, restrictionOf } from "../community-rows";
import type { CommunityStatements, MembershipRow } from "./community-statements";

interface Found extends PersonRecord {
  rank?: Rank;
  name?: string;
  rooms: Belonging[];
  restrictions?: Restriction[];
}

/** The records of people at the time `now`, by their ids, without those of whom nothing is kept. */
export function readPeople(
  statements: CommunityStatements,
  ids: readonly string[],
  now: number,
): ReadonlyMap<string, PersonRecord> {
  const people = JSON.stringify(ids);
  const found = new Map<string, Found>();

  function record(from: string): Found {
    const person = found.get(from) ?? { rooms: [] };
    found.set(from, person);
    return person;
  }

  for (const row of statements.memberships.all({ people })) {
    const person = record(row.from);
    if (row.name !== null) person.name = row.name;
    if (row.room === SERVER_ROOM) person.rank = rankOf(row.rank);
    else addRoom(statements, person, row);
  }
  for (const row of statements.restrictionsOf.all({ people, now }))
    (record(row.from).restrictions ??= []).push(restrictionOf(row));
  for (const { reporter } of statements.owed.all({ people })) record(reporter).isOwedNews = true;
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
