import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { type AddressInfo, connect, createServer } from "node:net";
import { type Draft, type Log, LogUnavailable } from "../../src/store/log";
import { openPostgresLog } from "../../src/store/postgres/postgres-log";
import { announcedIn } from "../../src/store/postgres/statements";
import { channelOf } from "../../src/store/postgres/channels";
import { openConnections } from "../../src/store/postgres/connections";
import { openNotifications } from "../../src/store/postgres/notifications";
import { POSTGRES_SCHEMA } from "../../src/store/postgres/schema";
import { type DatabasePatience, DATABASE_PATIENCE } from "../../src/store/postgres/patience";
import { openPostgres } from "../../src/store/postgres/open-postgres";
import type { Message } from "../../src/protocol/protocol";
import { by, Link, portOf } from "../chaos/link";
import { within } from "../support/deadline";
import { emptyDatabase } from "../support/postgres";
import { rejection } from "../support/rejection";
import { until } from "../support/until";
import { ada as draft, logContract, type Store } from "./contract";

setDefaultTimeout(60_000);

type Machine = Log & AsyncDisposable;

/** Less than a machine waits for otherwise, since these tests are about what it does then. */
const HASTY: DatabasePatience = {
  ...DATABASE_PATIENCE,
  answer: 1000,
  connection: 1000,
  attempt: 200,
  silence: 200,
  echo: 500,
  message: 1000,
};

interface MachineOptions {
  failed?: ((error: unknown) => void) | undefined;
  direct?: string;
  patience?: DatabasePatience;
}

/** The log as one machine has it, whose network leads to the database at `url`. */
async function machine(
  url: string,
  { failed = () => {}, direct, patience }: MachineOptions = {},
): Promise<Machine> {
  const postgres = await openPostgres({ url, direct }, patience);
  const log = openPostgresLog(postgres, failed);
  async function close() {
    await log.close();
    await postgres.close();
  }
  return { ...log, close, [Symbol.asyncDispose]: close };
}

async function postgresStore(): Promise<Store> {
  const database = await emptyDatabase();
  return {
    open: (failed) => machine(database.url, { failed }),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** Milliseconds: no promise, only the end of all patience with a machine that has much to do. */
const PATIENT = 30_000;

const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
const seqs = (messages: readonly Message[]) => messages.map(({ seq }) => seq);

/** Asks again and again, as clients do, until the log does it. */
async function untilDone<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof LogUnavailable)) throw error;
    }
  }
}

/** Appends as a client does: with the same send key, until it is acknowledged. */
const insist = (log: Log, one: Draft) => untilDone(() => log.append(one));

/** The messages of a room that a machine gets from now on. */
async function follow(log: Log, room = "lobby") {
  const messages: Message[] = [];
  let wanted = { seq: Infinity, resolve: () => {} };
  const told = (message: Message) => {
    messages.push(message);
    if (message.seq >= wanted.seq) wanted.resolve();
  };
  await untilDone(() => log.follow(room, told));
  return {
    messages,
    async upTo(seq: number, ms = PATIENT): Promise<Message[]> {
      const reached = new Promise<void>((resolve) => {
        wanted = { seq, resolve };
        if ((messages.at(-1)?.seq ?? 0) >= seq) resolve();
      });
      await within(ms, `message ${seq}, after ${messages.length} messages,`, reached);
      return messages;
    },
  };
}

const AS_IT_IS = (bytes: Buffer) => bytes;

/** A way to a port on which words can be garbled, so that Postgres refuses what they say. */
async function garbling(port: number) {
  let garble = AS_IT_IS;
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    near.on("data", (bytes: Buffer) => far.write(garble(bytes)));
    far.on("data", (bytes) => near.write(bytes));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const)
      one.on("error", () => {}).on("close", () => other.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    /** Garbles `words` the next time that they pass, and resolves then. */
    once: (words: string) =>
      new Promise<void>((resolve) => {
        garble = (bytes) => {
          const text = bytes.toString("latin1");
          if (!text.includes(words)) return bytes;
          garble = AS_IT_IS;
          resolve();
          return Buffer.from(text.replace(words, "?".repeat(words.length)), "latin1");
        };
      }),
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

logContract("the Postgres log", postgresStore);

describe.concurrent("several machines on one Postgres log", () => {
  test("P10: get each other's messages, all in one order", async () => {
    await using database = await emptyDatabase();
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

  test("P8: store a message once that is sent to both at the same time", async () => {
    await using database = await emptyDatabase();
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

  test("announce what is too long for a notification by its number", async () => {
    await using database = await emptyDatabase();
    await using hongKong = await machine(database.url);
    await using lisbon = await machine(database.url);
    const there = await follow(lisbon);
    const texts = ["short", "😀".repeat(4000), "a".repeat(4000), "b".repeat(4000), "短"];
    await Promise.all(texts.map((txt, n) => hongKong.append(draft(`id-${n}`, { txt }))));
    expect((await there.upTo(5)).map(({ txt }) => txt)).toEqual(texts);
  });

  test("P10: lose nothing when eight writers each append while transactions are held open", async () => {
    await using database = await emptyDatabase();
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
    const write = async (log: Log, writer: string) => {
      for (const n of upTo(25)) await log.append(draft(`${writer}-${n}`, { from: writer }));
    };
    await Promise.all(
      upTo(8).flatMap((n) => [write(hongKong, `hong kong ${n}`), write(lisbon, `lisbon ${n}`)]),
    );
    await holding;

    const all = upTo(401).slice(1);
    expect(seqs(await here.upTo(401))).toEqual(all);
    expect(await there.upTo(401)).toEqual(here.messages);
  });

  test("bring a new database up to date together, and then leave it as it is", async () => {
    await using database = await emptyDatabase();
    const machines = await Promise.all(upTo(5).map(() => machine(database.url)));
    await Promise.all(machines.map((one, n) => one.append(draft(`id-${n}`))));
    await Promise.all(machines.map((one) => one.close()));
    await using again = await machine(database.url);
    expect(await again.read("lobby", { limit: 1 })).toMatchObject({ head: 5 });
  });

  test("that are older than the database do not touch it, and say so", async () => {
    await using database = await emptyDatabase();
    await (await machine(database.url)).close();
    await database.sql`UPDATE chuan.version SET number = ${POSTGRES_SCHEMA + 1}`;
    expect(String(await rejection(openPostgres({ url: database.url })))).toContain(
      `the database was written by a newer chuan (schema ${POSTGRES_SCHEMA + 1}, this one knows ${POSTGRES_SCHEMA})`,
    );
  });

  test("P4: name the rooms of an older version in NFC, and no two in one", async () => {
    await using database = await emptyDatabase();
    const [nfc, nfd] = ["한글", "한글".normalize("NFD")];
    {
      await using older = await machine(database.url);
      for (const room of [nfd, nfc, "\u3164"])
        await older.append(draft("one", { room, txt: room }));
    }
    await database.sql`INSERT INTO chuan.rooms (name, head, at) VALUES ('empty', 0, 0)`;
    await database.sql`UPDATE chuan.version SET number = 2`;
    await using again = await machine(database.url);
    expect(await again.rooms("", 9)).toEqual(["room", nfc, `${nfc}-2`]);
    expect(await again.read(`${nfc}-2`, { limit: 9 })).toMatchObject({ messages: [{ txt: nfd }] });
    expect(await again.append(draft("two", { room: nfc }))).toMatchObject({ seq: 2 });
  });

  test("refuse to start where they would hear nothing, and say which variable helps", async () => {
    await using database = await emptyDatabase();
    await using another = await emptyDatabase();
    await (await machine(database.url)).close();
    const urls = { url: database.url, direct: another.url };
    const opening = openPostgres(urls, { ...DATABASE_PATIENCE, echoAtBoot: 500 });
    expect(String(await rejection(opening))).toContain("DIRECT_DATABASE_URL");
  });

  test("wait at boot for a database that is slow", async () => {
    await using database = await emptyDatabase();
    await using link = await Link.open(() => portOf(database.url));
    const statements = openConnections({ url: database.url, connections: 1, pooled: false });
    link.slow(200);
    const notifications = await openNotifications(by(link, database.url), statements, HASTY);
    await notifications.close();
    await statements.close();
  });

  test("say in one line which database cannot be reached, without its password", async () => {
    const said = String(
      await rejection(openPostgres({ url: "postgres://chuan:secret@127.0.0.1:1/chat" })),
    );
    expect(said).toContain("127.0.0.1:1/chat");
    expect(said).not.toContain("secret");
    expect(said.split("\n")).toHaveLength(1);
  });
});

describe.concurrent("a machine on the Postgres log", () => {
  test("P14: misses nothing when its listening connection is terminated", async () => {
    await using database = await emptyDatabase();
    await using hongKong = await machine(database.url);
    await using lisbon = await machine(database.url);
    const there = await follow(lisbon);
    for (const n of upTo(60)) {
      if (n % 20 === 0)
        await database.sql`
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND query LIKE 'LISTEN%'`;
      await insist(hongKong, draft(`id-${n}`));
    }
    expect(seqs(await there.upTo(60))).toEqual(upTo(60));
  });

  test("P14: misses nothing when all connections are terminated in the middle of the work", async () => {
    await using database = await emptyDatabase();
    await using hongKong = await machine(database.url);
    await using lisbon = await machine(database.url);
    const [here, there] = [await follow(hongKong), await follow(lisbon)];
    const sending = upTo(300).map((n) =>
      insist(n % 2 ? hongKong : lisbon, draft(`id-${n}`, { from: `sender ${n % 7}` })),
    );
    await database.sql`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    await Promise.all(sending);
    expect(seqs(await here.upTo(300))).toEqual(upTo(300));
    expect(await there.upTo(300)).toEqual(here.messages);
  });

  test("P12: whose database is away says so in time, and goes on by itself when it is back", async () => {
    await using database = await emptyDatabase();
    await using link = await Link.open(() => portOf(database.url));
    await using hongKong = await machine(by(link, database.url), { patience: HASTY });
    await using lisbon = await machine(database.url);
    const here = await follow(hongKong);
    await insist(hongKong, draft("before"));
    link.break();
    const refused = rejection(hongKong.append(draft("meanwhile")));
    expect(await within(PATIENT, "the refusal", refused)).toBeInstanceOf(LogUnavailable);
    const reading = rejection(hongKong.read("lobby", { limit: 1 }));
    expect(await within(PATIENT, "the refusal", reading)).toBeInstanceOf(LogUnavailable);
    await lisbon.append(draft("from elsewhere"));
    link.heal();
    expect(seqs(await here.upTo(2))).toEqual([1, 2]);
    expect(await insist(hongKong, draft("meanwhile"))).toMatchObject({ seq: 3 });
  });

  test("P12: whose database goes away and comes back reports each once to its listeners", async () => {
    await using database = await emptyDatabase();
    await using link = await Link.open(() => portOf(database.url));
    const postgres = await openPostgres({ url: by(link, database.url) }, HASTY);
    const seen: boolean[] = [];
    postgres.notifications.onAvailability((isThere) => void seen.push(isThere));
    link.break();
    await until("the database is missed", () => seen.length > 0);
    link.heal();
    await until("the database is found", () => seen.length > 1);
    expect(seen).toEqual([false, true]);
    await postgres.close();
  });

  test("P14: whose connections have died without a word finds out, and catches up", async () => {
    await using database = await emptyDatabase();
    await using link = await Link.open(() => portOf(database.url));
    await using hongKong = await machine(by(link, database.url), { patience: HASTY });
    await using lisbon = await machine(database.url);
    const here = await follow(hongKong);
    const swallowed = link.silence("up", "down");
    const meanwhile = insist(hongKong, draft("meanwhile"));
    await lisbon.append(draft("from elsewhere"));
    await within(PATIENT, "a loss", swallowed);
    link.heal();
    // What was lost on the way is lost: only other connections bring it.
    await within(PATIENT, "the acknowledgement", meanwhile);
    expect(seqs(await here.upTo(2))).toEqual([1, 2]);
  });

  test("P14: that could not listen to every room's channel again reconnects, and catches up", async () => {
    await using database = await emptyDatabase();
    await using way = await garbling(portOf(database.url));
    await using link = await Link.open(() => way.port);
    await using hongKong = await machine(database.url, {
      direct: by(link, database.url),
      patience: HASTY,
    });
    await using lisbon = await machine(database.url);
    const here = await follow(hongKong);
    const refused = way.once(`LISTEN "${channelOf("lobby")}"`);
    const swallowed = link.silence("down");
    await insist(lisbon, draft("swallowed"));
    await within(PATIENT, "a loss", swallowed);
    link.heal();
    await within(PATIENT, "a refusal", refused);
    expect(seqs(await here.upTo(1))).toEqual([1]);
  });

  test("P14: misses nothing when it reconnects while it begins to follow a room", async () => {
    await using database = await emptyDatabase();
    await using lisbon = await machine(database.url);
    const postgres = await openPostgres({ url: database.url });
    let listensAnew: (() => void) | undefined;
    let isHeadRead = false;
    const hongKong = openPostgresLog(
      {
        ...postgres,
        notifications: {
          ...postgres.notifications,
          subscribe(room, { listening }) {
            listensAnew = listening;
            return postgres.notifications.subscribe(room, { heard() {}, listening });
          },
        },
        reader: {
          ...postgres.reader,
          async run<Row>(statement: string, parameters: unknown[]) {
            const rows = await postgres.reader.run<Row>(statement, parameters);
            if (isHeadRead) return rows;
            isHeadRead = true;
            await lisbon.append(draft("said-while-nobody-listened"));
            listensAnew?.();
            return rows;
          },
        },
      },
      () => {},
    );
    const here = await follow(hongKong);
    expect(seqs(await here.upTo(1))).toEqual([1]);
    await hongKong.close();
    await postgres.close();
  });

  test("P10: whose network is slow keeps the order, and loses nothing", async () => {
    await using database = await emptyDatabase();
    await using link = await Link.open(() => portOf(database.url));
    await using hongKong = await machine(by(link, database.url));
    await using lisbon = await machine(database.url);
    const here = await follow(hongKong);
    link.slow(100);
    await Promise.all(upTo(40).map((n) => insist(n % 2 ? hongKong : lisbon, draft(`id-${n}`))));
    expect(seqs(await here.upTo(40))).toEqual(upTo(40));
  });
});

test("P10: news of messages without a number announces none, and keeps no others from being noticed", () => {
  const messages = [{}, null, 7, { seq: "2" }, { seq: 0.5 }, { seq: null }, { seq: 3 }];
  expect(announcedIn({ room: "lobby", messages })).toEqual([{ room: "lobby", seq: 3 }]);
});
