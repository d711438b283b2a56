import { expect, setDefaultTimeout, test } from "bun:test";
import { SERVER_ROOM } from "../../src/protocol";
import { watchOlderMachines } from "../../src/store/postgres/older-machines";
import { openPostgres } from "../../src/store/postgres/open-postgres";
import { openSharedRoster } from "../../src/store/postgres/shared-roster";
import { emptyDatabase, preparedDatabase } from "../support/postgres";
import { until } from "../support/until";
import { ada, seqs, upTo } from "./contract-parts";
import { as, CLOSED, closed, settle } from "./community-parts";
import { notice } from "./acts-parts";
import { editing, made, reacting, removing } from "./changes-parts";
import { communityMachine, follow, machine } from "./postgres-machines";
import { isRoomOfVersion1, makeOldDatabase, oldMachine } from "./version-1-machine";

setDefaultTimeout(60_000);

test("machines of version 1 and of this one serve one database, and lose, double and reorder nothing", async () => {
  await using database = await emptyDatabase();
  await makeOldDatabase(database.url);
  await using older = await oldMachine(database.url);
  await older.append(ada("before"));

  // The old machine goes on while the new one boots and moves the database forward.
  const over = new AbortController();
  const acknowledged: string[] = ["before"];
  const writing = (async () => {
    for (let n = 1; !over.signal.aborted; n += 1) {
      const { id } = await older.append(ada(`old-${n}`));
      acknowledged.push(id);
    }
  })();
  await using newer = await machine(database.url);
  const told = await follow(newer);
  for (const n of upTo(60)) {
    acknowledged.push((await newer.append(ada(`new-${n}`))).id);
    if (n % 3 === 0) await made(newer.change(reacting({ seq: n / 3, by: `person-${n}` })));
    if (n % 5 === 0) await made(newer.change(editing({ seq: 1, txt: `edit ${n}` })));
    if (n === 30) await made(newer.change(removing({ seq: 2 })));
  }
  over.abort();
  await writing;

  const { messages, head, rev } = await newer.read("lobby", { after: 0, limit: 10_000 });
  expect(seqs(messages)).toEqual(upTo(head));
  expect(messages.map(({ id }) => id).toSorted()).toEqual(acknowledged.toSorted());
  expect(rev).toBe(head + 20 + 12 + 1);
  expect(new Set(messages.map((message) => message.rev)).size).toBe(head);
  // The new machine told of everything that happened above where it began, without a hole.
  await told.upTo(head);
  const revs = told.messages.map((message) => message.rev);
  expect(revs).toEqual(upTo(revs.length).map((n) => rev - revs.length + n));
  // The old one heard of every message once, in order, and reads all of them as they are now.
  await until("the old machine to hear of all", () => older.heard.at(-1)?.seq === head);
  expect(older.heard.map(({ seq }) => seq)).toEqual(upTo(head));
  const read = await older.read(0, 10_000);
  expect(read.map(({ seq, txt }) => [seq, txt])).toEqual(
    messages.map(({ seq, txt }) => [seq, txt]),
  );
  const cut = await newer.read("lobby", { since: 0, limit: 10_000 });
  expect(cut.messages).toEqual(messages.toSorted((one, other) => one.rev - other.rev));
});

test("H35: a machine of version 1 stores nothing a second time that was removed or retired, and takes away what it retires", async () => {
  await using database = await preparedDatabase();
  await using newer = await machine(database.url);
  await using older = await oldMachine(database.url);
  for (const n of upTo(4)) await newer.append(ada(`id-${n}`));
  await newer.change(reacting({ seq: 1 }));
  await newer.change(removing({ seq: 2 }));
  expect(await older.append(ada("id-2"))).toMatchObject({ seq: 2, txt: "" });
  expect(await older.remove(Date.now() + 1, 3)).toBe(3);
  for (const n of upTo(3)) {
    expect(await older.append(ada(`id-${n}`))).toMatchObject({ seq: n, txt: "" });
    expect(await newer.append(ada(`id-${n}`))).toMatchObject({ seq: n, txt: "", gone: {} });
  }
  expect(await newer.read("lobby", { since: 0, limit: 9 })).toMatchObject({
    messages: [{ seq: 4, rev: 4 }],
    head: 4,
    floor: 4,
    rev: 6,
  });
  const left = await database.sql`
    SELECT (SELECT count(*)::int FROM chuan.reactions) AS reactions, (SELECT count(*)::int FROM chuan.change_keys) AS keys`;
  expect(left[0]).toEqual({ reactions: 0, keys: 0 });
});

test("H36: a machine of version 1 gets no closed room by any name that it takes, and leaves what is kept of people as it is", async () => {
  await using database = await preparedDatabase();
  await using newer = await communityMachine({ url: database.url });
  await using older = await oldMachine(database.url, CLOSED);
  await settle(newer.community, { profiles: [closed()], members: [as("owner")] });
  await newer.log.append(ada("secret", { room: CLOSED }));
  await newer.log.append(ada("hello"));
  // Its every event takes a room's name only if it is one of version 1, before anything is read.
  expect([CLOSED, SERVER_ROOM].map((room) => isRoomOfVersion1(room))).toEqual([false, false]);
  expect(isRoomOfVersion1("lobby")).toBeTrue();
  // What it does with all rooms, which is to retire, keeps the rest.
  expect(await older.remove(Date.now() + 1, 9)).toBe(1);
  await older.append(ada("two"));
  expect(await newer.community.members(CLOSED, undefined, 9)).toHaveLength(1);
  expect((await newer.community.profile(CLOSED))?.title).toBe("Designers");
});

test("H36: a machine of an earlier version is found while it is on the database, and one of this version is not", async () => {
  await using database = await preparedDatabase();
  const postgres = await openPostgres({ url: database.url });
  const roster = await openSharedRoster(postgres, "one of this version");
  await postgres.reader.run("SELECT chuan.attend('an older one', '[]', '15 seconds')", []);
  const found: number[] = [];
  const stop = watchOlderMachines(postgres.reader, (machines) => found.push(machines), 20);
  await until("the older machine to be found", () => found.length > 1);
  expect(new Set(found)).toEqual(new Set([1]));

  await postgres.reader.run(
    "UPDATE chuan.machines SET seen = '-infinity' WHERE version IS NULL",
    [],
  );
  // Two looks may be under way.
  await Bun.sleep(100);
  const before = found.length;
  await Bun.sleep(200);
  expect(found.length).toBe(before);
  stop();
  await roster.close();
  await postgres.close();
});

test("P32: a machine of the version before stores, changes and decides as it did, on a database that knows acts", async () => {
  await using database = await preparedDatabase();
  await using newer = await communityMachine({ url: database.url });
  await newer.log.append(ada("one"));
  await settle(newer.community, { notice: notice("act") });
  const { sql } = database;
  const drafts = [{ ...ada("two"), more: null }];
  // To the letter what the version before asks: it knows no acts, and is told of none.
  const stored = await sql.unsafe(
    `SELECT stored.seq::float8 AS seq, stored.rev::float8 AS rev, stored.txt AS txt, stored.is_new AS "isNew"
     FROM chuan.store('lobby', $1::text::json) AS stored`,
    [JSON.stringify(drafts)],
  );
  expect([...stored]).toEqual([{ seq: 3, rev: 3, txt: "message two", isNew: true }]);
  const told = { seq: 1, id: "one", from: "ada-ada-ada-ada-", name: "ada", txt: "edited", at: 5 };
  const state = { seq: 1, was: 1, changer: told.from, id: "edit", txt: "edited", more: null };
  const states = [{ ...state, told: JSON.stringify(told), isNew: true, isGone: false }];
  const changed = await sql.unsafe(
    "SELECT changed.rev::float8 AS rev FROM chuan.change('lobby', $1::text::json) AS changed",
    [JSON.stringify(states)],
  );
  expect([...changed]).toEqual([{ rev: 4 }]);
  const seen = {
    rooms: [{ room: CLOSED, version: 0, isSaid: false }],
    asker: "",
    since: 0,
    founded: 0,
  };
  const decision = {
    profiles: [],
    founders: [],
    members: [{ room: CLOSED, from: "lin", rank: 0 }],
    named: [],
    invitations: [],
    changed: [CLOSED],
  };
  const decide = () =>
    sql.unsafe("SELECT chuan.decide($1::text::json, $2::text::json) AS done", [
      JSON.stringify(seen),
      JSON.stringify(decision),
    ]);
  expect([...(await decide()), ...(await decide())]).toEqual([{ done: true }, { done: false }]);
  const people = await sql.unsafe(`SELECT "from", rooms FROM chuan.known('["lin"]'::json)`);
  expect(people[0]).toMatchObject({ from: "lin", rooms: [{ room: CLOSED, rank: 0 }] });
});

test("P35: to a machine of the version before, which knows no keys, somebody whose first key is refused is nobody, and others are as they were", async () => {
  await using database = await preparedDatabase();
  await using newer = await communityMachine({ url: database.url });
  const { community, persons } = newer;
  const lin = { from: "lin-lin-lin-lin-", name: "lin" };
  const nur = { from: "nur-nur-nur-nur-", name: "nur" };
  const people = [{ from: "ada-ada-ada-ada-", name: "ada" }, lin, nur];
  await settle(community, { members: people.map((person) => as("member", person)) });
  await persons.mark([{ from: lin.from, room: CLOSED, seen: 0 }]);
  await persons.replaceKey("ada-ada-ada-ada-", "another-key-of-a", "ada-ada-ada-ada-");
  await persons.erase(nur, false);
  const { sql } = database;
  // To the letter what the version before asks.
  const found = await sql.unsafe(
    'SELECT "from", rank, name, rooms, restrictions, owed FROM chuan.about($1::text::json)',
    [JSON.stringify(people.map(({ from }) => from))],
  );
  expect(found.map((row: { from: string }) => row.from)).toEqual([lin.from]);
  expect(found[0]).toMatchObject({ name: "lin", owed: false, rooms: [{ room: CLOSED, rank: 0 }] });
  const enrolled = await sql.unsafe(
    'SELECT sender AS "from" FROM chuan.enrol($1::text::json, $2::text::json)',
    [
      JSON.stringify([lin, nur].map((person) => ({ room: "tea", folded: "x", ...person }))),
      JSON.stringify({ room: SERVER_ROOM, id: "x", changed: { rooms: [], people: [] } }),
    ],
  );
  expect([...enrolled]).toEqual([{ from: lin.from }]);
  expect((await persons.holder("another-key-of-a"))?.rooms).toHaveLength(1);
  expect((await community.person(nur.from)).rooms).toEqual([]);
});
