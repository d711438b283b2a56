import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { type AddressInfo, connect, createServer } from "node:net";
import { LogUnavailable } from "../../src/store/log";
import { openPostgresLog } from "../../src/store/postgres/postgres-log";
import { channelOf } from "../../src/store/postgres/channels";
import { openPostgres } from "../../src/store/postgres/open-postgres";
import { by, Link, portOf } from "../chaos/link";
import { within } from "../support/deadline";
import { preparedDatabase } from "../support/postgres";
import { rejection } from "../support/rejection";
import { until } from "../support/until";
import { ada as draft, seqs, upTo } from "./contract-parts";
import { follow, HASTY, insist, machine, PATIENT } from "./postgres-machines";

setDefaultTimeout(60_000);

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

describe.concurrent("a machine on the Postgres log", () => {
  test("P14: a machine misses no message when its listening connection is terminated", async () => {
    await using database = await preparedDatabase();
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

  test("P14: a machine misses no message when all its connections are terminated under load", async () => {
    await using database = await preparedDatabase();
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

  test("P12: a machine whose database is away rejects appends in time, and continues by itself when it is back", async () => {
    await using database = await preparedDatabase();
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

  test("P12: a machine reports once that its database went away, and once that it is back", async () => {
    await using database = await preparedDatabase();
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

  test("P14: a machine notices that its connections died silently, and catches up", async () => {
    await using database = await preparedDatabase();
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

  test("P14: a machine that could not listen to every channel again reconnects, and catches up", async () => {
    await using database = await preparedDatabase();
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

  test("P14: a machine misses no message when it reconnects while it begins to follow a room", async () => {
    await using database = await preparedDatabase();
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

  test("P10: a machine with a slow network keeps the order, and loses no message", async () => {
    await using database = await preparedDatabase();
    await using link = await Link.open(() => portOf(database.url));
    await using hongKong = await machine(by(link, database.url));
    await using lisbon = await machine(database.url);
    const here = await follow(hongKong);
    link.slow(100);
    await Promise.all(upTo(40).map((n) => insist(n % 2 ? hongKong : lisbon, draft(`id-${n}`))));
    expect(seqs(await here.upTo(40))).toEqual(upTo(40));
  });
});
