import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Log } from "../../src/store/log";
import { announcedIn } from "../../src/store/postgres/statements";
import { openPostgresLog } from "../../src/store/postgres/postgres-log";
import { openConnections } from "../../src/store/postgres/connections";
import { openNotifications } from "../../src/store/postgres/notifications";
import { POSTGRES_SCHEMA } from "../../src/store/postgres/schema";
import { DATABASE_PATIENCE } from "../../src/store/postgres/patience";
import { openPostgres } from "../../src/store/postgres/open-postgres";
import { openSharedTypingRelay } from "../../src/store/postgres/shared-typing-relay";
import { by, Link, portOf } from "../chaos/link";
import { within } from "../support/deadline";
import { emptyDatabase, preparedDatabase } from "../support/postgres";
import { rejection } from "../support/rejection";
import { logContract } from "./contract";
import { ada as draft, seqs, upTo } from "./contract-parts";
import { makeOlderPostgres } from "./older-stores";
import { follow, HASTY, machine, PATIENT, postgresStore } from "./postgres-machines";

setDefaultTimeout(60_000);

logContract("the Postgres log", postgresStore);

/** Appends twenty-five messages of a writer, one after the other. */
async function appendMany(log: Log, writer: string): Promise<void> {
  for (const n of upTo(25)) await log.append(draft(`${writer}-${n}`, { from: writer }));
}

describe.concurrent("several machines on one Postgres log", () => {
  test("P10: machines receive each other's messages, all in one order", async () => {
    await using database = await preparedDatabase();
    await using hongKong = await machine(database.url);
    await using lisbon = await machine(database.url);
    const [here, there] = [await follow(hongKong), await follow(lisbon)];
    const appended = await Promise.all(
      upTo(200).map((n) => (n % 2 ? hongKong : lisbon).append(draft(`id-${n}`))),
    );
    const inOrder = appended.toSorted((one, other) => one.seq - other.seq);
    expect(seqs(inOrder)).toEqual(upTo(200));
    expect(await here.upTo(200)).toEqual(inOrder);
    expect(await there.upTo(200)).toEqual(inOrder);
  });

  test("P8: a message that is sent to two machines at the same time is stored once", async () => {
    await using database = await preparedDatabase();
    await using hongKong = await machine(database.url);
    await using lisbon = await machine(database.url);
    const twice = await Promise.all(
      upTo(50).map((n) =>
        Promise.all([hongKong.append(draft(`id-${n}`)), lisbon.append(draft(`id-${n}`))]),
      ),
    );
    for (const [one, other] of twice) expect(one).toEqual(other);
    expect(await lisbon.read("lobby", { limit: 1 })).toMatchObject({ head: 50 });
  });

  test("a message that is too long for a notification is announced by its number", async () => {
    await using database = await preparedDatabase();
    await using hongKong = await machine(database.url);
    await using lisbon = await machine(database.url);
    const there = await follow(lisbon);
    const texts = ["short", "😀".repeat(4000), "a".repeat(4000), "b".repeat(4000), "短"];
    await Promise.all(texts.map((txt, n) => hongKong.append(draft(`id-${n}`, { txt }))));
    expect((await there.upTo(5)).map(({ txt }) => txt)).toEqual(texts);
  });

  test("P10: no message is lost when eight writers on each machine append while transactions are held open", async () => {
    await using database = await preparedDatabase();
    await using hongKong = await machine(database.url);
    await using lisbon = await machine(database.url);
    await hongKong.append(draft("the first"));
    const [here, there] = [await follow(hongKong), await follow(lisbon)];

    // Somebody else's transactions have the room, again and again.
    const holding = (async () => {
      for (const _ of upTo(20))
        await database.sql.begin(async (transaction) => {
          await transaction`SELECT FROM chuan.rooms FOR UPDATE`;
          await transaction`SELECT pg_sleep(0.02)`;
        });
    })();
    await Promise.all(
      upTo(8).flatMap((n) => [
        appendMany(hongKong, `hong kong ${n}`),
        appendMany(lisbon, `lisbon ${n}`),
      ]),
    );
    await holding;

    const all = upTo(401).slice(1);
    expect(seqs(await here.upTo(401))).toEqual(all);
    expect(await there.upTo(401)).toEqual(here.messages);
  });

  test("machines that start together create the schema once", async () => {
    await using database = await emptyDatabase();
    const machines = await Promise.all(upTo(5).map(() => machine(database.url)));
    await Promise.all(machines.map((one, n) => one.append(draft(`id-${n}`))));
    await Promise.all(machines.map((one) => one.close()));
    await using again = await machine(database.url);
    expect(await again.read("lobby", { limit: 1 })).toMatchObject({ head: 5 });
  });

  test("a machine that is older than the database does not start, and says why", async () => {
    await using database = await preparedDatabase();
    await (await machine(database.url)).close();
    await database.sql`UPDATE chuan.version SET number = ${POSTGRES_SCHEMA + 1}`;
    expect(String(await rejection(openPostgres({ url: database.url })))).toContain(
      `the database was written by a newer chuan (schema ${POSTGRES_SCHEMA + 1}, this one knows ${POSTGRES_SCHEMA})`,
    );
  });

  test("P4: rooms of an older Postgres schema are renamed to NFC, and no two become one", async () => {
    await using database = await emptyDatabase();
    const [nfc, nfd] = ["한글", "한글".normalize("NFD")];
    await makeOlderPostgres(database.url, 2, async (older) => {
      for (const room of [nfd, nfc, "\u3164"]) {
        await older`INSERT INTO chuan.rooms (name, head, at) VALUES (${room}, 1, 5)`;
        await older`
          INSERT INTO chuan.messages (room, seq, at, sender, id, name, txt)
          SELECT id, 1, 5, 'ada-ada-ada-ada-', 'one', 'ada', name FROM chuan.rooms WHERE name = ${room}`;
      }
      await older`INSERT INTO chuan.rooms (name, head, at) VALUES ('empty', 0, 0)`;
    });
    await using again = await machine(database.url);
    expect(await again.rooms("", 9)).toEqual(["room", nfc, `${nfc}-2`]);
    expect(await again.read(`${nfc}-2`, { limit: 9 })).toMatchObject({ messages: [{ txt: nfd }] });
    expect(await again.append(draft("two", { room: nfc }))).toMatchObject({ seq: 2 });
  });

  test("a machine that receives no notifications does not start, and names the setting to change", async () => {
    await using database = await preparedDatabase();
    await using another = await preparedDatabase();
    const urls = { url: database.url, direct: another.url };
    const opening = openPostgres(urls, { ...DATABASE_PATIENCE, echoAtBoot: 500 });
    expect(String(await rejection(opening))).toContain("DIRECT_DATABASE_URL");
  });

  test("a machine waits for a slow database at its start", async () => {
    await using database = await preparedDatabase();
    await using link = await Link.open(() => portOf(database.url));
    const statements = openConnections({ url: database.url, connections: 1, pooled: false });
    link.slow(200);
    const notifications = await openNotifications(by(link, database.url), statements, HASTY);
    await notifications.close();
    await statements.close();
  });

  test("a machine names the database that cannot be reached in one line, without its password", async () => {
    const said = String(
      await rejection(openPostgres({ url: "postgres://chuan:secret@127.0.0.1:1/chat" })),
    );
    expect(said).toContain("127.0.0.1:1/chat");
    expect(said).not.toContain("secret");
    expect(said.split("\n")).toHaveLength(1);
  });
});

test("P10: news of messages without a number announces none, and keeps no others from being noticed", () => {
  const messages = [{}, null, 7, { x: "2" }, { seq: 3, rev: 4 }];
  expect(announcedIn({ room: "lobby", messages })).toEqual([{ rev: 4 }]);
  // What has no number that counts may be any message: the room is read.
  const unnumbered = [
    { seq: "2" },
    { seq: 0.5, rev: 0.5 },
    { seq: null },
    { seq: 3, id: "of an older machine" },
  ];
  expect(announcedIn({ room: "lobby", messages: unnumbered })).toEqual(
    unnumbered.map(() => undefined),
  );
});

test("P16: a malformed typing notice from the database is ignored, and the next one arrives", async () => {
  await using database = await preparedDatabase();
  const postgres = await openPostgres({ url: database.url });
  const log = openPostgresLog(postgres, () => {});
  await log.follow("lobby", () => {});
  const heard: unknown[] = [];
  const relay = openSharedTypingRelay(postgres, "hong-kong");
  const ada = { from: "ada-ada-ada-ada-", name: "ada", on: true };
  const arrived = new Promise<void>((resolve) =>
    relay.onTyping((typing) => {
      heard.push(typing);
      if (typing.name === "ada") resolve();
    }),
  );
  for (const typing of [7, null, [], {}, { ...ada, name: 5 }, { ...ada, on: "yes" }, ada]) {
    const news = JSON.stringify({ room: "lobby", typing, machine: "lisbon" });
    await database.sql`SELECT pg_notify(chuan.channel_of('lobby'), ${news})`;
  }
  await within(PATIENT, "the notice that ada types", arrived);
  expect(heard).toEqual([{ room: "lobby", ...ada }]);
  await log.close();
  await postgres.close();
});
