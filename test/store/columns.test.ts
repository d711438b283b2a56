import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import type { Columns } from "../../src/store/columns";
import { POSTGRES_COLUMNS } from "../../src/store/postgres/schema";
import { migrateSqlite } from "../../src/store/sqlite/migrate";
import { SQLITE_COLUMNS } from "../../src/store/sqlite/schema";
import { preparedDatabase } from "../support/postgres";

setDefaultTimeout(60_000);

interface Found {
  name: string;
  type: string;
}

/** What a table has, but for the number of the room. */
const besideRoom = (found: Found[]) =>
  found
    .filter(({ name }) => name !== "room")
    .map(({ name, type }) => `${name} ${type}`)
    .toSorted();

const listed = (columns: Columns) => besideRoom(Object.values(columns));

test("the columns listed for SQLite are those of its table of messages", () => {
  using database = new Database(":memory:");
  migrateSqlite(database, ":memory:");
  const found = database.query<Found, []>("SELECT name, type FROM pragma_table_info('messages')");
  expect(listed(SQLITE_COLUMNS)).toEqual(besideRoom(found.all()));
});

test("the columns listed for Postgres are those of its table of messages", async () => {
  await using database = await preparedDatabase();
  const found = await database.sql<Found[]>`
    SELECT column_name AS name, data_type AS type FROM information_schema.columns
    WHERE table_schema = 'chuan' AND table_name = 'messages'`;
  expect(listed(POSTGRES_COLUMNS)).toEqual(besideRoom([...found]));
});
