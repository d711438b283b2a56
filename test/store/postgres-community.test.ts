import { SQL } from "bun";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { LogUnavailable } from "../../src/store/log";
import * as statements from "../../src/store/postgres/community-statements";
import * as personStatements from "../../src/store/postgres/person-statements";
import type { Connections } from "../../src/store/postgres/connections";
import { openCommunity } from "../../src/store/open-community";
import { openPostgres } from "../../src/store/postgres/open-postgres";
import { openPostgresCommunity } from "../../src/store/postgres/postgres-community";
import { by, Link, portOf } from "../chaos/link";
import { preparedDatabase } from "../support/postgres";
import { rejection } from "../support/rejection";
import { until } from "../support/until";
import { communityContract } from "./contract-community";
import { ada, as, type CommunityStore, lin, listen, settle } from "./community-parts";
import { ada as saidByAda, upTo } from "./contract-parts";
import type { KeptMark } from "../../src/store/persons";
import { communityMachine, HASTY } from "./postgres-machines";

setDefaultTimeout(60_000);

async function postgresCommunity(): Promise<CommunityStore & { url: string }> {
  const database = await preparedDatabase();
  return {
    url: database.url,
    open: () => communityMachine({ url: database.url }),
    beside: () => openCommunity({ kind: "postgres", url: database.url }),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

communityContract("the Postgres store", postgresCommunity);

/** Marks of a hundred people. */
const hundredMarks = (seen: number) =>
  upTo(100).map((n) => ({ from: `p-${n}`, room: "lobby", seen, level: "all" as const }));

/** The body of `chuan.may_reach`, with numbered parameters. */
const named = (body: string) =>
  ["one", "other", "usual"].reduce(
    (text, parameter, n) => text.replaceAll(new RegExp(`\\b${parameter}\\b`, "g"), `$${n + 1}`),
    body,
  );

const tea = { room: "tea", kind: "open" as const, founder: ada.from, at: 1 };

describe.concurrent("the community on Postgres", () => {
  test("H34: founding a room is decided anew when something is said there before the decision is stored", async () => {
    await using database = await preparedDatabase();
    await using here = await communityMachine({ url: database.url });
    await database.sql`INSERT INTO chuan.decided VALUES ('tea', 0)`;
    const heads: number[] = [];
    let founding: Promise<unknown> | undefined;
    // The room is held, as by another machine's decision, until something has been said.
    await database.sql.begin(async (holding) => {
      await holding`SELECT FROM chuan.decided FOR UPDATE`;
      founding = here.community.decide({ rooms: ["tea"], people: [] }, ({ head }) => {
        heads.push(head("tea"));
        return head("tea") > 0 ? {} : { profiles: [tea] };
      });
      await until("the decision to wait for the room", async () => {
        const waiting = await database.sql`
          SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
        return waiting.length > 0;
      });
      await here.log.append(saidByAda("one", { room: "tea" }));
    });
    await founding;
    expect(heads).toEqual([0, 1]);
    expect(await here.community.profile("tea")).toBeUndefined();
  });

  test("P32: a machine that cannot hear its database knows within the time that nothing counts, says so once, and is told all when it hears again", async () => {
    await using database = await preparedDatabase();
    await using link = await Link.open(() => portOf(database.url));
    await using away = await communityMachine(
      { url: by(link, database.url) },
      { ...HASTY, stale: 1500 },
    );
    await using there = await communityMachine({ url: database.url });
    let stale = 0;
    away.community.onStale(() => (stale += 1));
    for (const round of [1, 2]) {
      expect(away.community.isFresh()).toBeTrue();
      const { told } = listen(away.community);
      void link.silence("up", "down");
      await settle(there.community, { members: [as(round === 1 ? "owner" : undefined)] });
      await until("the machine to notice", () => stale === round);
      expect(away.community.isFresh()).toBeFalse();
      expect(told).toEqual([]);
      link.heal();
      await until("the machine to hear again", () => away.community.isFresh());
      // Once for what it missed, and once when it certainly hears.
      await until("all of the news", () => told.filter((one) => one === "all").length >= 2);
      expect((await away.community.person(ada.from)).rooms).toHaveLength(2 - round);
    }
    expect(stale).toBe(2);
  });

  test("P32: a machine in an otherwise silent chat stays fresh", async () => {
    await using database = await preparedDatabase();
    await using one = await communityMachine({ url: database.url }, { ...HASTY, stale: 1500 });
    one.community.onStale(() => {
      throw new Error("it was stale");
    });
    await Bun.sleep(3000);
    expect(one.community.isFresh()).toBeTrue();
  });

  test("while the database is away everything rejects with LogUnavailable, and a person who joins waits for it", async () => {
    await using database = await preparedDatabase();
    await using link = await Link.open(() => portOf(database.url));
    await using one = await communityMachine(
      { url: by(link, database.url) },
      { ...HASTY, message: 20_000 },
    );
    link.break();
    for (const asked of [
      () => one.community.person(ada.from),
      () => one.community.profile("tea"),
      () => settle(one.community, { profiles: [tea] }),
      () => one.community.setAccess("invited"),
    ])
      expect(await rejection(asked())).toBeInstanceOf(LogUnavailable);
    const joining = one.community.enrol("tea", ada);
    link.heal();
    await joining;
    expect((await one.community.person(ada.from)).rooms).toHaveLength(1);
  });

  test("a decision is told once on the machine that makes it, and once on each other, whichever way is faster", async () => {
    await using database = await preparedDatabase();
    await using here = await communityMachine({ url: database.url });
    await using there = await communityMachine({ url: database.url });
    const [one, other] = [listen(here.community), listen(there.community)];
    for (const n of upTo(20))
      await settle(here.community, { members: [as("member", { ...ada, from: `p-${n}` })] });
    await other.of("p-20");
    await settle(there.community, { members: [as("member", lin)] });
    await one.of(lin.from);
    const expected = [...upTo(20).map((n) => `p-${n}`), lin.from];
    for (const { told } of [one, other])
      expect(told.flatMap((change) => (change === "all" ? ["all"] : change.people))).toEqual(
        expected,
      );
  });

  test("people who are asked for in one turn of the event loop share one query", async () => {
    await using database = await preparedDatabase();
    const postgres = await openPostgres({ url: database.url });
    let queries = 0;
    const run: Connections["run"] = (...asked) => {
      queries += 1;
      return postgres.reader.run(...asked);
    };
    const { community } = await openPostgresCommunity(
      { ...postgres, reader: { ...postgres.reader, run } },
      () => {},
    );
    await settle(community, {
      members: upTo(400).map((n) => as("member", { from: `p-${n}`, name: `${n}` })),
    });
    queries = 0;
    const found = await Promise.all(upTo(400).map((n) => community.person(`p-${n}`)));
    expect(found.map(({ name }) => name)).toEqual(upTo(400).map(String));
    expect(queries).toBe(1);
    await Promise.all([...upTo(400), ...upTo(400), 401].map((n) => community.person(`p-${n}`)));
    expect(queries).toBe(2);
    await community.close();
    await postgres.close();
  });

  test("P35: keys that come in one turn of the event loop share one query, with all that is kept of their people", async () => {
    await using database = await preparedDatabase();
    const postgres = await openPostgres({ url: database.url });
    let queries = 0;
    const run: Connections["run"] = (...asked) => {
      queries += 1;
      return postgres.reader.run(...asked);
    };
    const { community, persons } = await openPostgresCommunity(
      { ...postgres, reader: { ...postgres.reader, run } },
      () => {},
    );
    await settle(community, {
      members: upTo(400).map((n) => as("member", { from: `p-${n}`, name: `${n}` })),
    });
    for (const n of [1, 2]) await persons.replaceKey(`p-${n}`, `k-${n}`, `p-${n}`);
    queries = 0;
    const keys = ["k-1", "k-2", "p-1", ...upTo(400).map((n) => `p-${n}`)];
    const found = await Promise.all(keys.map((key) => persons.holder(key)));
    const people = ["1", "2", undefined, undefined, undefined, ...upTo(400).slice(2).map(String)];
    expect(found.map((one) => one?.name)).toEqual(people);
    expect(queries).toBe(1);
    await community.close();
    await postgres.close();
  });

  test("P36: marks that change something are told once they are durable, on every other machine once, however many there are at once", async () => {
    await using database = await preparedDatabase();
    await using here = await communityMachine({ url: database.url });
    await using there = await communityMachine({ url: database.url });
    const told = [here, there].map(({ persons }) => {
      const marks: KeptMark[] = [];
      persons.onMarks((news) => void marks.push(...news));
      return marks;
    });
    const room = "设".repeat(64);
    const marks = upTo(1000).map((n) => ({
      from: `p-${n}`,
      room,
      seen: n,
      level: "calls" as const,
    }));
    await here.persons.mark(marks);
    // Nothing changes: nothing is told.
    await here.persons.mark(marks.slice(0, 5));
    await here.persons.mark([{ from: "after", room, seen: 1 }]);
    await until("the other one to be told", () => told[1]?.at(-1)?.from === "after");
    expect(told[1]?.slice(0, -1).toSorted((a, b) => (a.seen ?? 0) - (b.seen ?? 0))).toEqual(marks);
    await there.persons.mark([{ from: "last", room, level: "none" }]);
    await until("this one to be told", () => (told[0]?.length ?? 0) > 0);
    expect(told[0]).toEqual([{ from: "last", room, level: "none" }]);
  });

  test("P36: two machines that keep marks of the same people at once, each in its own order, do not wait for each other for ever", async () => {
    await using database = await preparedDatabase();
    await using here = await communityMachine({ url: database.url });
    await using there = await communityMachine({ url: database.url });
    for (const round of upTo(5))
      await Promise.all([
        here.persons.mark(hundredMarks(2 * round)),
        there.persons.mark(hundredMarks(2 * round + 1).toReversed()),
      ]);
    const found = await Promise.all(upTo(100).map((n) => here.community.person(`p-${n}`)));
    expect(new Set(found.map(({ self }) => self?.lobby?.seen))).toEqual(new Set([11]));
  });

  test("P36: what is written about somebody while they are being erased waits for that, and is not kept", async () => {
    await using database = await preparedDatabase();
    await using here = await communityMachine({ url: database.url });
    const { persons, community } = here;
    await community.enrol("tea", ada);
    const writing: Promise<unknown>[] = [];
    // The erasure is not committed yet, as that of another machine.
    await database.sql.begin(async (erasing) => {
      await erasing`SELECT chuan.erase_person(${ada.from}, false,
        '{"room":"~server","id":"x","changed":{"rooms":[],"people":[]}}'::json)`;
      writing.push(
        persons.mark([{ from: ada.from, room: "lobby", seen: 5 }]),
        community.enrol("designers", ada),
        persons.grant({ looks: ["ada"], name: "Ada", from: ada.from }),
      );
      await until("all of them to wait", async () => {
        const waiting = await database.sql`
          SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'`;
        return waiting.length === writing.length;
      });
    });
    await Promise.all(writing);
    expect(await community.person(ada.from)).toEqual({ rooms: [], isErased: true });
  });

  test("P36: payloads of another shape on the channel of marks change nothing", async () => {
    await using database = await preparedDatabase();
    await using here = await communityMachine({ url: database.url });
    const told: KeptMark[] = [];
    here.persons.onMarks((news) => void told.push(...news));
    for (const marks of [5, [null], [{ from: "ada", seen: "5", room: "lobby", by: "x" }]])
      await database.sql`
        SELECT pg_notify(chuan.channel_of('~server'), ${JSON.stringify({ room: "~server", marks })})`;
    const mark = { from: "ada", room: "lobby", seen: 5, level: "loud" };
    await database.sql`
      SELECT pg_notify(chuan.channel_of('~server'), ${JSON.stringify({ room: "~server", marks: [{ ...mark, by: "x" }] })})`;
    await until("the last to be told", () => told.length > 0);
    // A level that a newer machine knows is none here.
    expect(told).toEqual([{ from: "ada", room: "lobby", seen: 5 }]);
  });

  test("P36: somebody with very many direct rooms can leave, although the news of it is longer than a payload", async () => {
    await using database = await preparedDatabase();
    await using here = await communityMachine({ url: database.url });
    await database.sql`
      INSERT INTO chuan.profiles (room, kind, locked, listed, days, at, dissolved, words)
      SELECT '~' || lpad(n::text, 22, 'd'), 'direct', 0, 0, 0, 1, 0, '' FROM generate_series(1, 500) n`;
    await database.sql`INSERT INTO chuan.members SELECT room, ${ada.from}, 0 FROM chuan.profiles`;
    const { told } = listen(here.community);
    await here.persons.erase(ada, false);
    await until("the machine to be told", () => told.length > 0);
    expect(await here.community.dissolved()).toHaveLength(500);
  });

  test("with 1,000 people, 100 rooms and 1,000 reports a person is read by index, and so are members, names, invitations, acts and reports", async () => {
    await using database = await preparedDatabase();
    const sql = new SQL(database.url, { max: 1 });
    await sql.unsafe(`
      INSERT INTO chuan.profiles (room, kind, locked, listed, days, at, dissolved, words)
        SELECT 'room-' || n, 'open', 0, 0, 0, 1, 0, '' FROM generate_series(1, 100) n;
      INSERT INTO chuan.members SELECT '~server', 'p-' || n, 0 FROM generate_series(1, 1000) n;
      INSERT INTO chuan.members SELECT 'room-' || (n * k) % 100, 'p-' || n, 0
        FROM generate_series(1, 1000) n, generate_series(1, 10) k ON CONFLICT DO NOTHING;
      INSERT INTO chuan.names SELECT 'p-' || n, 'name ' || n, 'NAME ' || n FROM generate_series(1, 1000) n;
      INSERT INTO chuan.marks SELECT 'p-' || n, 'room-' || n % 100, n, 'calls' FROM generate_series(1, 1000) n;
      INSERT INTO chuan.claims SELECT 'look ' || n, 'name ' || n, 'p-' || n FROM generate_series(1, 1000) n;
      INSERT INTO chuan.settings SELECT 'p-' || n, 'nobody', 1, n FROM generate_series(1, 1000) n;
      INSERT INTO chuan.blocks SELECT 'p-' || n, 'p-' || n + 1 FROM generate_series(1, 1000) n;
      INSERT INTO chuan.keys SELECT 'k-' || n, 'p-' || n FROM generate_series(1, 1000) n;
      INSERT INTO chuan.spoken SELECT 'p-' || n, 'look ' || n % 10, n FROM generate_series(1, 1000) n;
      INSERT INTO chuan.reports SELECT 'r-' || n, 'room-1', n, 'lin', 'p-' || n, n, '', NULL, NULL, 0 FROM generate_series(1, 1000) n;
      INSERT INTO chuan.invitations SELECT 'i-' || n, '', '~server', 0, NULL, 1, 1, 1, 0, 0 FROM generate_series(1, 1000) n;
      ANALYZE`);
    const [persons] = await sql`SELECT prosrc AS body FROM pg_proc WHERE proname = 'persons'`;
    const [holders] = await sql`SELECT prosrc AS body FROM pg_proc WHERE proname = 'holders'`;
    const [mayReach] = await sql`SELECT prosrc AS body FROM pg_proc WHERE proname = 'may_reach'`;
    await sql`SET enable_seqscan = off`;
    for (const [statement, values] of [
      [persons.body, ['["p-77"]']],
      [holders.body, ['["k-77"]']],
      [named(mayReach.body), ["p-77", "p-78", "shared"]],
      [personStatements.OWNERS, ['["look 77"]']],
      [personStatements.OWNED_LOOKS, ["look 77", 50]],
      [personStatements.KNOWN, ['["p-77"]', "room-7"]],
      [personStatements.NOTE_SEEN, ['[{"from":"p-77","at":5}]']],
      [statements.MEMBERS, ["~server", 0, "p-5", 50]],
      [statements.INVITATIONS, ["~server", 1000]],
      [statements.INVITATIONS_OF, ["~server", 100, "p-77"]],
      [statements.ACTS_OF_A_ROOM, ["room-1", 99, 50]],
      [statements.REPORTS.page, ["room-1", 50, 0]],
      [statements.REPORTS.undecided, ["room-1"]],
      [statements.DECIDE_REPORTS, ["room-1", 7, "acted", "ada"]],
      [statements.TAKE_DECIDED, ["p-7"]],
      [statements.FIND_MEMBERS.people, ["~server", 50, '["p-77"]']],
      [statements.FIND_MEMBERS.beginning, ["~server", 50, "NAME 77", "NAME 78"]],
    ] as const) {
      const plan = await sql.unsafe(`EXPLAIN (FORMAT text) ${statement}`, [...values]);
      expect(JSON.stringify(plan)).not.toContain("Seq Scan on ");
    }
    await sql.close();
  });
});
