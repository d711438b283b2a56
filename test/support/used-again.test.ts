import { expect, setDefaultTimeout, test } from "bun:test";
import { openStore, readLocation } from "../../src/store";
import { preparedDatabase, type TestDatabase } from "./postgres";
import { tableRows } from "./postgres-rows";
import { clean, openCleaner } from "./used-again";

setDefaultTimeout(60_000);

const rowsOf = async ({ sql }: TestDatabase) => (await tableRows(sql)).split("\n").toSorted();

test("a database that is used again has the rows and the numbers of a new one, and another epoch", async () => {
  await using database = await preparedDatabase();
  const before = await rowsOf(database);
  const [{ id }] = await database.sql`SELECT id FROM chuan.epoch`;
  const store = await openStore(readLocation(database.url), { onFault: () => {} });
  const said = { id: "one", from: "ada", name: "ada", txt: "hello" };
  for (const room of ["lobby", "designers"]) await store.log.append({ ...said, room });
  await store.persons.replaceKey("ada", "another", "ada");
  await store.close();
  await database.sql`SELECT nextval('chuan.decisions')`;
  await using cleaner = openCleaner(database.direct);
  expect(await clean(cleaner)).toBeTrue();
  const [epoch] = await database.sql`SELECT id FROM chuan.epoch`;
  expect(epoch.id).not.toBe(id);
  await database.sql`UPDATE chuan.epoch SET id = ${id}`;
  expect(await rowsOf(database)).toEqual(before);
  const [{ next }] = await database.sql`SELECT nextval('chuan.decisions')::int AS next`;
  expect(next).toBe(1);
});

test.each([
  ["with another table", "CREATE TABLE chuan.more (id int)"],
  ["without a table", "DROP TABLE chuan.reports"],
  ["with another column", "ALTER TABLE chuan.rooms ADD COLUMN more int"],
  [
    "with another function",
    "CREATE OR REPLACE FUNCTION chuan.channel_of(room text) RETURNS text LANGUAGE sql IMMUTABLE RETURN 'nobody'",
  ],
  ["with statistics", "INSERT INTO chuan.unnoted VALUES ('a'); ANALYZE chuan.unnoted"],
  [
    "with a setting",
    "DO 'BEGIN EXECUTE format($$ALTER DATABASE %I SET work_mem = 1000$$, current_database()); END'",
  ],
])("a database %s is not used again", async (_, change) => {
  await using database = await preparedDatabase();
  await using cleaner = openCleaner(database.direct);
  expect(await clean(cleaner)).toBeTrue();
  await cleaner.unsafe(change);
  expect(await clean(cleaner)).toBeFalse();
});
