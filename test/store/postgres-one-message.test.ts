import { expect, setDefaultTimeout, test } from "bun:test";
import { openPostgres } from "../../src/store/postgres/open-postgres";
import { storeOne } from "../../src/store/postgres/store-one";
import { preparedDatabase } from "../support/postgres";
import { ada } from "./contract-parts";

setDefaultTimeout(60_000);

test("a message that is alone in its commit is stored by the short function only where it is certain that it is new", async () => {
  await using database = await preparedDatabase();
  const postgres = await openPostgres({ url: database.url });
  const one = (id: string, acts?: number) => storeOne(postgres.writer, ada(id), acts);
  expect(await one("in a new room")).toBeUndefined();
  await postgres.writer.run("INSERT INTO chuan.rooms (name, head, at) VALUES ('lobby', 0, 0)", []);
  expect(await one("first")).toMatchObject({ seq: 1, rev: 1, id: "first" });
  expect(await one("first")).toBeUndefined();
  expect(await one("by another act", 7)).toBeUndefined();
  const twice = await Promise.all([one("at once"), one("at once")]);
  expect(twice.filter(Boolean)).toMatchObject([{ seq: 2 }]);
  expect(await one("second")).toMatchObject({ seq: 3, rev: 3 });
  await postgres.close();
});
