import { Database } from "bun:sqlite";
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { SERVER_ROOM } from "../../src/protocol";
import { openCommunity } from "../../src/store/open-community";
import { openSqlite } from "../../src/store/sqlite/open-sqlite";
import { backUp } from "../../src/store/sqlite/backup";
import { openCommunityQueue } from "../../src/store/sqlite/community-queue";
import { prepareCommunityStatements } from "../../src/store/sqlite/community-statements";
import { preparePersonStatements } from "../../src/store/sqlite/person-statements";
import { within } from "../support/deadline";
import { rejection } from "../support/rejection";
import { until } from "../support/until";
import { communityContract } from "./contract-community";
import {
  ada,
  as,
  CLOSED,
  closed,
  type CommunityMachine,
  type CommunityStore,
  invitation,
  listen,
  settle,
} from "./community-parts";
import { ada as saidByAda, upTo } from "./contract-parts";
import { makeOlderSqlite } from "./older-stores";
import { makeSqliteStore } from "./sqlite-store";

setDefaultTimeout(60_000);

/** The machine that has the file. */
function machineOn(path: string): CommunityMachine {
  const { log, community, persons } = openSqlite(path, () => {});
  return {
    log,
    community,
    persons,
    async [Symbol.asyncDispose]() {
      await community.close();
      await log.close();
    },
  };
}

async function sqliteCommunity(): Promise<CommunityStore & { path: string }> {
  const store = await makeSqliteStore();
  return {
    ...store,
    open: () => Promise.resolve(machineOn(store.path)),
    beside: () => openCommunity({ kind: "sqlite", path: store.path }),
  };
}

communityContract("the SQLite store", sqliteCommunity);

/** Runs code that has `community`, on the store beside its server, as a command does: in a process of its own. */
async function command(path: string, code: string): Promise<string> {
  const script = `
    import { openCommunity } from ${JSON.stringify(`${import.meta.dir}/../../src/store/index.ts`)};
    const community = await openCommunity({ kind: "sqlite", path: ${JSON.stringify(path)} });
    ${code};
    await community.close();`;
  const child = Bun.spawn([process.execPath, "-e", script], { stdout: "pipe" });
  const said = await new Response(child.stdout).text();
  expect(await child.exited).toBe(0);
  return said;
}

describe.concurrent("a SQLite store and commands beside its server", () => {
  test("P33: what a command writes in a process of its own, the server knows soon, and the other way round", async () => {
    await using store = await sqliteCommunity();
    await using server = await store.open();
    const { told } = listen(server.community);
    const decision = JSON.stringify({ members: [as("owner", ada, SERVER_ROOM)] });
    await command(
      store.path,
      `await community.decide({ rooms: [${JSON.stringify(SERVER_ROOM)}], people: [] }, () => (${decision}))`,
    );
    await within(
      1000,
      "the server's being told",
      until("it to be told", () => told.length > 0),
    );
    expect(told).toEqual(["all"]);
    expect((await server.community.person(ada.from)).rank).toBe("owner");
    await server.community.enrol("tea", ada);
    const said = await command(
      store.path,
      `console.log((await community.members("tea", undefined, 9))[0].from)`,
    );
    expect(said.trim()).toBe(ada.from);
  });

  test("what the server itself writes, messages and people, is no news of another process", async () => {
    await using store = await sqliteCommunity();
    await using server = await store.open();
    const { told } = listen(server.community);
    await server.log.append(saidByAda("one"));
    await server.community.enrol("tea", ada);
    // Two looks, at least.
    await Bun.sleep(1200);
    expect(told).toEqual([{ rooms: [], people: [ada.from] }]);
  });

  test("while a command writes, the server's messages and decisions wait for it, and are not lost", async () => {
    await using store = await sqliteCommunity();
    await using server = await store.open();
    const { log, community } = server;
    using writing = new Database(store.path);
    writing.run("BEGIN IMMEDIATE");
    const waiting = Promise.all([
      log.append(saidByAda("one")),
      community.enrol("tea", ada),
      settle(community, { profiles: [closed()] }),
    ]);
    await Bun.sleep(100);
    expect(await community.profile(CLOSED)).toBeUndefined();
    writing.run("COMMIT");
    await waiting;
    expect(await community.profile(CLOSED)).toEqual(closed());
  });

  test("two commands and the server that write at once take turns, and none fails", async () => {
    await using store = await sqliteCommunity();
    await using server = await store.open();
    const raise = `for (let n = 0; n < 100; n += 1)
      await community.decide({ rooms: ["tea"], people: [] }, ({ profiles }) => ({
        profiles: [{ room: "tea", kind: "open", at: 1, days: (profiles.get("tea")?.days ?? 0) + 1 }] }))`;
    const here = async () => {
      for (const _ of upTo(100)) {
        await server.community.decide({ rooms: ["tea"], people: [] }, ({ profiles }) => {
          const days = (profiles.get("tea")?.days ?? 0) + 1;
          return { profiles: [{ room: "tea", kind: "open", at: 1, days }] };
        });
      }
    };
    await Promise.all([command(store.path, raise), command(store.path, raise), here()]);
    expect((await server.community.profile("tea"))?.days).toBe(300);
  });

  test("a command refuses a store that is not there, and one of another version", async () => {
    await using store = await sqliteCommunity();
    expect(String(await rejection(store.beside()))).toContain(
      "is not there: is DATABASE_URL right?",
    );
    makeOlderSqlite(store.path, 5, () => {});
    expect(String(await rejection(store.beside()))).toContain("start the server on it once");
  });
});

test("a backup of a SQLite store has the people, rooms, invitations, names, keys, marks and blocks of a server that runs", async () => {
  await using store = await sqliteCommunity();
  await using server = await store.open();
  await settle(server.community, { profiles: [closed()], members: [as("owner")] });
  await settle(server.community, { invitation: invitation() });
  const { persons } = server;
  await persons.claim({ looks: ["ada"], name: "Ada", from: ada.from }, 0);
  await persons.mark([{ from: ada.from, room: CLOSED, seen: 0, level: "calls" }]);
  await persons.block(ada.from, "lin", true);
  await persons.replaceKey(ada.from, "another-key-of-a", ada.from);
  await backUp(store.path, `${store.path}-copy`);
  const copy = await openCommunity({ kind: "sqlite", path: `${store.path}-copy` });
  expect(await copy.person(ada.from)).toEqual(await server.community.person(ada.from));
  expect(await copy.persons.holder("another-key-of-a")).toEqual({
    from: ada.from,
    ...(await server.community.person(ada.from)),
  });
  expect(await copy.persons.holder(ada.from)).toBeUndefined();
  expect(await copy.invitation(invitation().id)).toEqual(invitation());
  await copy.close();
});

test("P27: when a store of an earlier version becomes one by invitation, everybody who spoke before is known", async () => {
  await using store = await sqliteCommunity();
  makeOlderSqlite(store.path, 5, (older) => {
    older.run("INSERT INTO rooms (id, name, head, at) VALUES (1, 'lobby', 1, 5)");
    older.run(
      "INSERT INTO messages (room, seq, at, sender, id, name, txt) VALUES (1, 1, 5, 'ada', 'one', 'Ada', 'hello')",
    );
  });
  await using server = await store.open();
  await server.community.setAccess("invited");
  expect(await server.community.person("ada")).toEqual({ rank: "member", name: "Ada", rooms: [] });
});

/** A table with the numbers from 1 to a number. */
// There are no statistics, so that SQLite plans the same for one row as for a million.
test("a person is read by index, and so are members, names and invitations", async () => {
  await using store = await sqliteCommunity();
  await (await store.open())[Symbol.asyncDispose]();
  using database = new Database(store.path, { strict: true });
  expect(
    database.query("SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat%'").all(),
  ).toEqual([]);
  const { memberships, profile, members, named, invitations, rank } =
    prepareCommunityStatements(database);
  const persons = preparePersonStatements(database);
  const ofPeople = [memberships, profile, rank, persons.marksOf, persons.personal, persons.holders];
  const { owners, ownedLooks, known, reach, sharesRoom, other, isKnown } = persons;
  const { spokenBy, leaveAll, forget } = persons;
  const ofNames = [owners, ownedLooks, known, reach, sharesRoom, other, isKnown, spokenBy];
  const ofPersons = [...ofNames, leaveAll, ...forget];
  for (const statement of [
    ...ofPeople,
    ...ofPersons,
    members,
    named.people,
    named.beginning,
    invitations,
  ]) {
    const plan = database.query(`EXPLAIN QUERY PLAN ${statement.toString()}`).all();
    const steps = plan.map((step) => (step as { detail: string }).detail);
    expect(steps.filter((step) => /^SCAN (?!json_each|CONSTANT ROW)/.test(step))).toEqual([]);
  }
});

test("what is asked about acts, restrictions and reports of one room or one person is read by index", async () => {
  await using store = await sqliteCommunity();
  await (await store.open())[Symbol.asyncDispose]();
  using database = new Database(store.path, { strict: true });
  const all = prepareCommunityStatements(database);
  const ofActs = [all.acts, all.restrictions, all.restrictionsOf, all.standing];
  const { page, undecided } = all.reports.ofRoom;
  const ofReports = [page, undecided, all.reporters, all.decideReports, all.owed, all.untold];
  for (const statement of [...ofActs, ...ofReports]) {
    const plan = database.query(`EXPLAIN QUERY PLAN ${statement.toString()}`).all();
    const steps = plan.map((step) => (step as { detail: string }).detail);
    expect(steps.filter((step) => /^SCAN (?!json_each|CONSTANT ROW)/.test(step))).toEqual([]);
  }
});

test("H42: a look at what another process wrote that fails is told with what it is, and is made again", async () => {
  const database = new Database(":memory:", { strict: true });
  const told: (string | undefined)[] = [];
  const queue = openCommunityQueue({ database }, { catchUp: () => {} }, (_, what) =>
    told.push(what),
  );
  database.close();
  await until("two looks", () => told.length >= 2);
  await queue.close();
  expect(new Set(told)).toEqual(new Set(["what another process wrote could not be read"]));
});
