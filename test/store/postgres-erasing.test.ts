import { expect, setDefaultTimeout, test } from "bun:test";
import { preparedDatabase } from "../support/postgres";
import { tableRows } from "../support/postgres-rows";
import { LEFT, wordsIn, writeAndErase } from "./erased";
import { machine } from "./postgres-machines";

setDefaultTimeout(60_000);

test("H33: what was removed, edited away, taken back or retired is in no row of any table of Postgres", async () => {
  await using database = await preparedDatabase();
  await using log = await machine(database.url);
  await writeAndErase(log);
  expect(wordsIn(await tableRows(database.sql))).toEqual(LEFT);
});
