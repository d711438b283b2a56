/** What the community asks Postgres: how often, and by which index. */
import { SQL } from "bun";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import * as statements from "../../src/store/postgres/community-statements";
import * as personStatements from "../../src/store/postgres/person-statements";
import type { Connections } from "../../src/store/postgres/connections";
import { openPostgres } from "../../src/store/postgres/open-postgres";
import { openPostgresCommunity } from "../../src/store/postgres/postgres-community";
import { preparedDatabase } from "../support/postgres";
import { as, settle } from "./community-parts";
import { upTo } from "./contract-parts";

setDefaultTimeout(60_000);

/** The body of `chuan.may_reach`, with numbered parameters. */
const named = (body: string) =>
  ["one", "other", "usual"].reduce(
    (text, parameter, n) => text.replaceAll(new RegExp(`\\b${parameter}\\b`, "g"), `$${n + 1}`),
    body,
  );

describe.concurrent("the queries of the community", () => {
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
