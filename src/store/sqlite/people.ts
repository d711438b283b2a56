/**
 * What is kept of people, in the embedded store. It is read for everybody who connects, and a statement costs more than what it reads:
 * so all who come at once share one.
 */
import { LOBBY, type Rank, SERVER_ROOM } from "../../protocol";
import type { Belonging, PersonRecord, Restriction } from "../community";
import { profileOf, rankOf, restrictionOf } from "../community-rows";
import { markOf, personalOf } from "../person-rows";
import type { Mark } from "../persons";
import type { CommunityStatements, MembershipRow } from "./community-statements";
import type { PersonStatements } from "./person-statements";

/** The statements that reading people takes. */
export type PeopleStatements = CommunityStatements & { persons: PersonStatements };

interface Found extends PersonRecord {
  rank?: Rank;
  name?: string;
  rooms: Belonging[];
  restrictions?: Restriction[];
}

/** The records of people at the time `now`, by their ids, without people of whom nothing is stored. */
export function readPeople(
  statements: PeopleStatements,
  ids: readonly string[],
  now: number,
): ReadonlyMap<string, PersonRecord> {
  const people = JSON.stringify(ids);
  const found = new Map<string, Found>();
  const marks = readMarks(statements.persons, people);

  function record(from: string): Found {
    const person = found.get(from) ?? { rooms: [] };
    found.set(from, person);
    return person;
  }

  for (const row of statements.memberships.all({ people })) {
    const person = record(row.from);
    if (row.name !== null) person.name = row.name;
    if (row.room === SERVER_ROOM) person.rank = rankOf(row.rank);
    else addRoom(statements, person, row, marks.get(row.from)?.get(row.room));
  }
  for (const row of statements.restrictionsOf.all({ people, now }))
    (record(row.from).restrictions ??= []).push(restrictionOf(row));
  for (const { reporter } of statements.owed.all({ people })) record(reporter).isOwedNews = true;
  for (const row of statements.persons.personal.all({ people })) {
    const personal = personalOf(row, marks.get(row.from)?.get(LOBBY));
    if (Object.keys(personal).length > 0) Object.assign(record(row.from), personal);
  }
  return found;
}

type Marks = ReadonlyMap<string, Mark>;

/** The marks of people, by person and room. */
function readMarks({ marksOf }: PersonStatements, people: string): ReadonlyMap<string, Marks> {
  const marks = new Map<string, Map<string, Mark>>();
  for (const row of marksOf.all({ people })) {
    const own = marks.get(row.from) ?? new Map<string, Mark>();
    marks.set(row.from, own.set(row.room, markOf(row)));
  }
  return marks;
}

/** Adds a room to those of a person, unless it was dissolved. */
function addRoom(
  { profile: profiles, persons }: PeopleStatements,
  person: Found,
  row: MembershipRow,
  mark: Mark | undefined,
) {
  const { from, room, rank, changes } = row;
  const profile = row.founded === 1 ? profiles.get({ room }) : null;
  if (profile?.dissolved === 1) return;
  const head = row.head ?? 0;
  const belonging: Belonging = {
    room,
    rank: rankOf(rank),
    head,
    rev: head + (changes ?? 0),
    ...mark,
  };
  if (profile) belonging.profile = profileOf(profile);
  const other = profile?.kind === "direct" ? persons.other.get({ from, room }) : null;
  if (other) belonging.with = { from: other.from, name: other.name ?? "" };
  person.rooms.push(belonging);
}
