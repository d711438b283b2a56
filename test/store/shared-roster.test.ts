/** The roster that machines share on Postgres (P15): what each tells of a room, while others come, die and forget. */
import type { SQL } from "bun";
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import type { Roster } from "../../src/store/roster";
import { announcePresence } from "../../src/chat/people/presence";
import { openSharedRoster } from "../../src/store/postgres/shared-roster";
import { createLogger } from "../../src/logging/logger";
import { openStore } from "../../src/store/open-store";
import { LogUnavailable } from "../../src/store/log";
import { openPostgresLog } from "../../src/store/postgres/postgres-log";
import { openPostgres } from "../../src/store/postgres/open-postgres";
import type { Presence } from "../../src/protocol";
import { by, Link, portOf } from "../chaos/link";
import { within } from "../support/deadline";
import { preparedDatabase } from "../support/postgres";
import { rejection } from "../support/rejection";
import { until } from "../support/until";
import { ada as draft } from "./contract-parts";

setDefaultTimeout(60_000);

// Most of what each takes is waiting, and each has servers of its own.
const test = alone.concurrent;

/** A roster as one machine has it, with the log whose rooms it hears of. */
async function machine(url: string) {
  const postgres = await openPostgres({ url });
  const log = openPostgresLog(postgres, () => {});
  await log.follow("lobby", () => {});
  const roster = await openSharedRoster(postgres, crypto.randomUUID());
  return {
    roster,
    /** Ends as a machine does that loses its power. */
    async [Symbol.asyncDispose]() {
      await log.close();
      await postgres.close();
    },
  };
}

const ada = { from: "ada-ada-ada-ada-", name: "ada" };
const lin = { from: "lin-lin-lin-lin-", name: "lin" };

/** The first news of a room with so many people in it. */
async function untilThereAre(count: number, { roster }: { roster: Roster }): Promise<Presence> {
  const { promise, resolve } = Promise.withResolvers<Presence>();
  const look = async (room: string) => {
    const presence = await roster.present(room);
    if (presence.count === count) resolve(presence);
  };
  roster.onChange((room) => void look(room));
  return within(30_000, `the news of ${count} people`, promise);
}

/** Blocks the writes of people by every machine until the returned function is called. */
async function holdWrites(sql: SQL): Promise<() => Promise<void>> {
  const holder = await sql.reserve();
  await holder`BEGIN`;
  await holder`SELECT 1 FROM chuan.machines FOR UPDATE`;
  return async () => {
    await holder`COMMIT`;
    void holder.release();
  };
}

async function untilOneWrites(sql: SQL): Promise<void> {
  const isWaiting = async () => {
    const [row] = await sql`
      SELECT 1 FROM pg_stat_activity WHERE query LIKE '%chuan.attend%' AND wait_event_type = 'Lock'`;
    return row !== undefined;
  };
  await until("a write that waits", isWaiting);
}

test("P15: a person who joins while an earlier arrival is being written is in the reply to join", async () => {
  await using database = await preparedDatabase();
  await using hongKong = await machine(database.url);
  const release = await holdWrites(database.sql);
  hongKong.roster.enter("lobby", ada);
  await untilOneWrites(database.sql);
  const before = hongKong.roster.present("lobby");
  hongKong.roster.enter("lobby", lin);
  const answer = hongKong.roster.present("lobby");
  await release();
  expect(await answer).toMatchObject({ count: 2, people: [ada, lin] });
  expect(await before).toMatchObject({ people: expect.arrayContaining([ada]) });
});

test("P15: presence has everybody on this machine, although the database had forgotten the machine", async () => {
  await using database = await preparedDatabase();
  await using hongKong = await machine(database.url);
  hongKong.roster.enter("lobby", ada);
  await hongKong.roster.present("lobby");
  await database.sql`TRUNCATE chuan.machines CASCADE`;
  hongKong.roster.enter("lobby", lin);
  expect(await hongKong.roster.present("lobby")).toMatchObject({ count: 2 });
});

test("P15: a thousand people who join at once share one read of the database", async () => {
  await using database = await preparedDatabase();
  await using hongKong = await machine(database.url);
  const answers = Array.from({ length: 1000 }, (_, n) => {
    hongKong.roster.enter("lobby", { from: `person ${n}`, name: "somebody" });
    return hongKong.roster.present("lobby");
  });
  expect(new Set(answers).size).toBe(1);
  expect(await answers[0]).toMatchObject({ count: 1000 });
});

test("P15: the people of a machine that died are removed from presence in time", async () => {
  await using database = await preparedDatabase();
  await using hongKong = await machine(database.url);
  {
    await using lisbon = await machine(database.url);
    lisbon.roster.enter("lobby", lin);
    expect(await lisbon.roster.present("lobby")).toMatchObject({ count: 1 });
  }
  hongKong.roster.enter("lobby", ada);
  expect(await hongKong.roster.present("lobby")).toMatchObject({ count: 2 });
  await database.sql`UPDATE chuan.machines SET seen = seen - '1 minute'::interval`;
  hongKong.roster.rename("lobby", { ...ada, name: "Ada" });
  expect(await untilThereAre(1, hongKong)).toMatchObject({ people: [{ name: "Ada" }] });
});

test("P18: a machine whose database is silent closes within five seconds, and reports no fault", async () => {
  await using database = await preparedDatabase();
  await using link = await Link.open(() => portOf(database.url));
  const faults: unknown[] = [];
  const store = await openStore(
    { kind: "postgres", url: by(link, database.url) },
    { onFault: (error) => void faults.push(error) },
  );
  const swallowed = link.silence("up", "down");
  store.roster.enter("lobby", ada);
  const said = rejection(store.log.append({ ...draft("meanwhile"), from: ada.from }));
  await swallowed;
  await within(5000, "the end of the store", store.close());
  expect(await said).toBeInstanceOf(LogUnavailable);
  expect(faults).toEqual([]);
});

test("P15: a machine that closes is not on the roster again, whatever it still had to write", async () => {
  await using database = await preparedDatabase();
  const postgres = await openPostgres({ url: database.url });
  const roster = await openSharedRoster(postgres, crypto.randomUUID());
  roster.enter("lobby", ada);
  await roster.present("lobby");
  roster.leave("lobby", ada);
  await roster.close();
  // The next write would have been 250 ms after the last one.
  await Bun.sleep(500);
  await postgres.close();
  expect(await database.sql`SELECT id FROM chuan.machines WHERE seen > '-infinity'`).toHaveLength(
    0,
  );
});

test("P15: a machine writes all of its people again to a database that has forgotten them", async () => {
  await using database = await preparedDatabase();
  await using hongKong = await machine(database.url);
  hongKong.roster.enter("lobby", ada);
  hongKong.roster.enter("lobby", lin);
  await hongKong.roster.present("lobby");
  await database.sql`TRUNCATE chuan.machines CASCADE`;
  hongKong.roster.rename("lobby", { ...ada, name: "Ada" });
  expect(await untilThereAre(2, hongKong)).toMatchObject({ room: "lobby" });
});

test("P15: ten thousand people who arrive on two machines cause at most four announcements a second on a third", async () => {
  await using database = await preparedDatabase();
  await using hongKong = await machine(database.url);
  await using lisbon = await machine(database.url);
  await using macau = await machine(database.url);
  const told: Presence[] = [];
  const { promise: everybody, resolve } = Promise.withResolvers<void>();
  hongKong.roster.enter("lobby", ada);
  announcePresence(
    hongKong.roster,
    {
      size: () => 1,
      tell(presence) {
        told.push(presence);
        if (presence.count === 10_001) resolve();
      },
    },
    createLogger("silent"),
  );
  const began = performance.now();
  for (let n = 0; n < 10_000; n++) {
    const { roster } = n % 2 ? lisbon : macau;
    roster.enter("lobby", { from: `person ${n}`, name: "somebody" });
    if (n % 250 === 0) await Bun.sleep(20);
  }
  await within(30_000, "the last arrival", everybody);
  const seconds = (performance.now() - began) / 1000;
  expect(told.length).toBeLessThanOrEqual(4 * seconds + 1);
  expect(told.at(-1)?.people).toHaveLength(100);
});
