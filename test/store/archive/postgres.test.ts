import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { exportTo, importFrom } from "../../../src/store/archive/copy";
import { openSource, openTarget } from "../../../src/store/archive/open-archive";
import { openPostgresLog } from "../../../src/store/postgres/postgres-log";
import { openPostgres } from "../../../src/store/postgres/open-postgres";
import { sqlitePath, readLocation } from "../../../src/store/location";
import { emptyDatabase } from "../../support/postgres";
import { archiveContract } from "./contract";
import { rejection } from "../../support/rejection";

setDefaultTimeout(60_000);

async function makeStore() {
  const database = await emptyDatabase();
  return {
    databaseUrl: database.url,
    async open() {
      const postgres = await openPostgres({ url: database.url });
      const log = openPostgresLog(postgres, () => {});
      return {
        ...log,
        async close() {
          await log.close();
          await postgres.close();
        },
      };
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

archiveContract("the Postgres store", makeStore);

test("a chat that is moved from SQLite to Postgres and back exports the same bytes", async () => {
  await using database = await emptyDatabase();
  const folder = await mkdtemp(`${tmpdir()}/chuan-archive-`);
  const urls = [`sqlite:${folder}/a.db`, database.url, `sqlite:${folder}/b.db`];
  const message = {
    room: "设计师",
    seq: 1,
    id: "x",
    from: "ada",
    name: "ada",
    txt: "你好\u2028",
    at: 5,
  };
  const textOf = (version: number, rev: (n: number) => object) =>
    [
      { chuan: "archive", version },
      { room: "lobby", head: 4, at: 2, ...rev(4) },
      { room: "设计师", head: 1, at: 5, ...rev(1) },
      { ...message, ...rev(1) },
      { end: { rooms: 2, messages: 1 } },
    ]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join("");
  // An archive of version 1 has no revs. What is exported is of version 2.
  await Bun.write(
    `${folder}/0`,
    textOf(1, () => ({})),
  );
  const text = textOf(2, (rev) => ({ rev }));
  for (const [n, url] of urls.entries()) {
    {
      await using target = await openTarget(readLocation(url));
      await importFrom(`${folder}/${n}`, target, () => {});
    }
    await using source = await openSource(readLocation(url));
    await exportTo(`${folder}/${n + 1}`, source, () => {});
    expect(await Bun.file(`${folder}/${n + 1}`).text()).toBe(text);
  }
  await rm(folder, { recursive: true });
});

test("a database without a chat cannot be exported, and only a SQLite file can be backed up", async () => {
  await using database = await emptyDatabase();
  expect(String(await rejection(openSource(readLocation(database.url))))).toContain("of schema 0");
  expect(() => sqlitePath(readLocation(database.url))).toThrow("pg_dump");
});
