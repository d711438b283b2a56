import type { SQL } from "bun";
import { expect, setDefaultTimeout, test } from "bun:test";
import { rm } from "node:fs/promises";
import { openPostgres } from "../../src/store/postgres/open-postgres";
import { openPostgresLog } from "../../src/store/postgres/postgres-log";
import { POSTGRES_MIGRATIONS } from "../../src/store/postgres/schema";
import { SQLITE_MIGRATIONS } from "../../src/store/sqlite/schema";
import { openSqliteLog } from "../../src/store/sqlite/sqlite-log";
import { quickFolder } from "../support/folder";
import { emptyDatabase } from "../support/postgres";
import { makeOlderPostgres, makeOlderSqlite } from "./older-stores";

setDefaultTimeout(60_000);

const STORE = `${import.meta.dir}/../../src/store`;

/** The SHA-256 of every migration's file. A new migration adds a line; no line is ever changed. */
const RELEASED: Record<string, string> = {
  "postgres/migrations/001-rooms-and-messages.ts":
    "5d6d876d0f242f69face1bb85ba1862fda648962c95579395f81280c8df5b345",
  "postgres/migrations/002-people.ts":
    "882a6820482b907e4eebb12b7179fcc5b98665f5ddbd1e2638154b1208e6308b",
  "postgres/migrations/003-room-names.ts":
    "71bc62be1bea649dca84344b57407e0b231f76dee544c647b7497993ef358329",
  "postgres/migrations/004-trial-writes.ts":
    "291a670284eb7c350f86b8a8703f3635cfb346314575d2843996c50d703db249",
  "postgres/migrations/005-changes.ts":
    "5f6329a8a6d4feb1424c92c2095b6988653fb80e6c469140378c444f3999d18b",
  "postgres/migrations/006-community.ts":
    "df51e2888407a5ed9e87be19fde5fa0f1df22b5ddd4cbbde4f9f8a325b7b86a4",
  "postgres/migrations/007-acts.ts":
    "517f46090ea38d3bf7a8d09a060ac0ff7b928a632ca6d5847c9120d5da10d6f1",
  "postgres/migrations/008-messages-and-acts.ts":
    "87ea2444fc017ad929bf9de68590968e4b9c9af116bc7144eadb305d5c69dff3",
  "postgres/migrations/009-decisions-and-acts.ts":
    "20a2029b666c29ea6bda38fadfa7590a042e76be750b0ae13c1b52a2c05b8ef5",
  "postgres/migrations/010-persons.ts":
    "780e52fa3df9cddb8f0dc5930804c1454d08f419de0c55ca269f8fe300d5e336",
  "postgres/migrations/011-changes-of-persons.ts":
    "a1f19cc3dbf8babee8b7eff2579fb615abc010580a2caddb7c26dc285fcc51a4",
  "postgres/migrations/012-files.ts":
    "59ec6c46643d0423a3e58be92004308da32670f6b091f8206caa107026399afd",
  "postgres/migrations/013-one-message.ts":
    "da964effbc360a439b2b1c39687839e4d48a5b869dbacbf0029f3b14aa165f48",
  "postgres/migrations/014-pictures.ts":
    "21d7507e589f3ebb2b7185f39307509fd3ee5ae6c6e7e5c738ce8313d8aa62c4",
  "sqlite/migrations/001-rooms-and-messages.ts":
    "96e9f5ea32b210c070184c83acda863a8b82cd498159322c6678389f012bb690",
  "sqlite/migrations/002-send-keys-by-id.ts":
    "2b2ff88cf27945f0fa7a23502b7d2de149c52266cea602f7bb3f4cd267b5fa57",
  "sqlite/migrations/003-room-names.ts":
    "53ffc514eb7b9256a16047f4875bb189db2056d75fcfe01cd42589b7e58f5ec4",
  "sqlite/migrations/004-trial-writes.ts":
    "1449918d8aa29809fd7bec21bb162293507a8c70b79f6038579ced2fd6214461",
  "sqlite/migrations/005-changes.ts":
    "db4109f80bc3a4e9e3aa650b2703b3d8d6118fb1c27dbd35bb47487a1d7457ae",
  "sqlite/migrations/006-community.ts":
    "7b8fdebbee2ed155345dffe67bba5d98d18f14a87d3840d495149ab4d6601167",
  "sqlite/migrations/007-acts.ts":
    "0b60f3845afc907e6c4ed0f4776b02a64eef8f4603022b9efcd6147a131aadcc",
  "sqlite/migrations/008-persons.ts":
    "82abd8963e810ea7b007534bff1928a765239ffdc9398f55acb3591ff4e4ed76",
  "sqlite/migrations/009-files.ts":
    "8da9bf3f917beb30d49e8aede7da040f5cc17bfa8b73472b13ddfe2ea42b51a3",
  "sqlite/migrations/010-pictures.ts":
    "ba40b1b3bc787a51d27fad3151aad6e49cf21d08f5670402e5f25f6183e2fd34",
};

/** The files of both stores' migrations, in the order of their numbers. */
function migrationFiles(): string[] {
  const found = new Bun.Glob("{postgres,sqlite}/migrations/*").scanSync(STORE);
  return [...found].toSorted();
}

async function hashOf(file: string): Promise<string> {
  const text = await Bun.file(`${STORE}/${file}`).text();
  return new Bun.CryptoHasher("sha256").update(text).digest("hex");
}

test("a released migration is never edited: a change needs a new number", async () => {
  const hashes = await Promise.all(
    migrationFiles().map(async (file) => [file, await hashOf(file)] as const),
  );
  expect(Object.fromEntries(hashes)).toEqual(RELEASED);
});

test.each([
  ["sqlite", SQLITE_MIGRATIONS.length],
  ["postgres", POSTGRES_MIGRATIONS.length],
])("the migrations of %s are numbered from 1 without a gap, each in its list", (store, count) => {
  const files = migrationFiles().filter((file) => file.startsWith(`${store}/`));
  expect(files.map((file) => Number(/\/(\d{3})-/.exec(file)?.[1]))).toEqual(
    Array.from({ length: count }, (_, n) => n + 1),
  );
});

const hello = { room: "lobby", id: "two", from: "ada", name: "ada", txt: "hello" };
const kept = { ...hello, id: "one", seq: 1, at: 5 };

test.each(SQLITE_MIGRATIONS.map((_, n) => n + 1))(
  "a SQLite file of schema %i is migrated, keeps its messages and accepts new ones",
  async (version) => {
    const folder = await quickFolder("chuan-migrations-");
    const path = `${folder}/chuan.db`;
    makeOlderSqlite(path, version, (older) => {
      older.run("INSERT INTO rooms (id, name, head, at) VALUES (1, 'lobby', 1, 5)");
      older.run(
        "INSERT INTO messages (room, seq, at, sender, id, name, txt) VALUES (1, 1, 5, 'ada', 'one', 'ada', 'hello')",
      );
    });
    const log = openSqliteLog(path, () => {});
    expect(await log.read("lobby", { limit: 9 })).toMatchObject({ messages: [kept], head: 1 });
    expect(await log.append(hello)).toMatchObject({ ...hello, seq: 2 });
    await log.close();
    await rm(folder, { recursive: true });
  },
);

test("a SQLite file of version 1 whose server is killed while it moves forward is whole, and moves forward again", async () => {
  const folder = await quickFolder("chuan-migrations-");
  const path = `${folder}/chuan.db`;
  const count = 100_000;
  makeOlderSqlite(path, 4, (older) => {
    older.run(`INSERT INTO rooms (id, name, head, at) VALUES (1, 'lobby', ${count}, 5)`);
    older.run(`
      INSERT INTO messages (room, seq, at, sender, id, name, txt)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      SELECT 1, i, 5, 'ada', 'id-' || i, 'ada', 'hello' FROM n`);
  });
  const opening = `
    import { openSqliteLog } from ${JSON.stringify(`${STORE}/sqlite/sqlite-log.ts`)};
    process.stdout.write("now");
    openSqliteLog(${JSON.stringify(path)}, () => {});
    process.stdout.write("open");`;
  for (const pause of [0, 5, 20]) {
    const child = Bun.spawn([process.execPath, "-e", opening], { stdout: "pipe" });
    await child.stdout.getReader().read();
    await Bun.sleep(pause);
    child.kill("SIGKILL");
    await child.exited;
  }
  const log = openSqliteLog(path, () => {});
  expect(await log.read("lobby", { limit: 1 })).toMatchObject({
    head: count,
    rev: count,
    floor: 1,
  });
  expect(await log.append(hello)).toMatchObject({ seq: count + 1, rev: count + 1 });
  const edit = {
    kind: "edit" as const,
    room: "lobby",
    seq: 7,
    id: "e",
    by: "ada",
    txt: "x",
    calls: [],
  };
  expect(await log.change(edit)).toMatchObject({ message: { rev: count + 2 } });
  await log.close();
  await rm(folder, { recursive: true });
});

/** A message in a room, as every schema of Postgres has had it. */
async function writeInto(older: SQL, room: string): Promise<void> {
  await older`INSERT INTO chuan.rooms (name, head, at) VALUES (${room}, 1, 5)`;
  await older`
    INSERT INTO chuan.messages (room, seq, at, sender, id, name, txt)
    SELECT id, 1, 5, 'ada', 'one', 'ada', 'hello' FROM chuan.rooms WHERE name = ${room}`;
}

async function expectKept(url: string, rooms: string[]): Promise<void> {
  const postgres = await openPostgres({ url });
  const log = openPostgresLog(postgres, () => {});
  for (const room of rooms) {
    expect(await log.read(room, { limit: 9 })).toMatchObject({
      messages: [{ ...kept, room }],
      head: 1,
    });
    expect(await log.append({ ...hello, room })).toMatchObject({ ...hello, room, seq: 2 });
  }
  await log.close();
  await postgres.close();
}

test("messages of a Postgres database of each schema are kept by all migrations after it, and their rooms take new ones", async () => {
  await using database = await emptyDatabase();
  const rooms: string[] = [];
  for (const [n] of POSTGRES_MIGRATIONS.entries()) {
    const room = `room-${n + 1}`;
    rooms.push(room);
    await makeOlderPostgres(database.url, n + 1, (older) => writeInto(older, room), n);
  }
  await expectKept(database.url, rooms);
});

test.each([1, Math.floor(POSTGRES_MIGRATIONS.length / 2), POSTGRES_MIGRATIONS.length - 1])(
  "a Postgres database of schema %i is migrated when it is opened",
  async (version) => {
    await using database = await emptyDatabase();
    await makeOlderPostgres(database.url, version, (older) => writeInto(older, "lobby"));
    await expectKept(database.url, ["lobby"]);
  },
);
