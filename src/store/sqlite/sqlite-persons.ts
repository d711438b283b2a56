/** Who people are, in the embedded store. */
import type { PersonRecord } from "../community";
import type { Persons } from "../persons";
import { shareReads } from "../shared-reads";
import type { CommunityQueue } from "./community-queue";
import { openErasure } from "./erasure";
import { openKeys } from "./keys";
import { openMarks } from "./marks";
import { openNames } from "./names";
import { type PeopleStatements, readPeople } from "./people";
import { openSettings } from "./settings";
import type { OpenDatabaseFile } from "./sqlite-file";

type Holder = PersonRecord & { from: string };

/** Persons in an open file. `close` keeps what was accepted, and does not close the queue. */
export function createSqlitePersons(
  queue: CommunityQueue,
  statements: PeopleStatements,
  { eraser }: Pick<OpenDatabaseFile, "eraser">,
): { persons: Persons; close: () => Promise<void> } {
  const { persons } = statements;
  const { ask, add } = queue;
  const readHolder = shareReads((keys) => ask(() => readHolders(statements, keys)));
  const { close, ...marks } = openMarks(persons, add);
  return {
    close,
    persons: {
      holder: readHolder,
      ...openKeys(persons, add),
      ...openNames(persons, queue),
      ...marks,
      ...openSettings(persons, queue),
      ...openErasure(persons, queue, eraser),
    },
  };
}

/** The persons whose keys have these ids, without those of keys that are refused. */
function readHolders(
  statements: PeopleStatements,
  keys: readonly string[],
): ReadonlyMap<string, Holder> {
  const moved = new Map(
    statements.persons.holders
      .all({ keys: JSON.stringify(keys) })
      .map(({ key, person }) => [key, person]),
  );
  const people = keys.flatMap((key) => {
    const person = moved.get(key);
    if (person === null) return [];
    return [{ key, from: person ?? key }];
  });
  const froms = people.map(({ from }) => from);
  const records = readPeople(statements, froms, Date.now());
  return new Map(
    people.map(({ key, from }) => [key, { from, rooms: [], ...records.get(from) }] as const),
  );
}
