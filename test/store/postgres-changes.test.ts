import { expect, setDefaultTimeout, test } from "bun:test";
import type { Log } from "../../src/store/log";
import { by as through, Link, portOf } from "../chaos/link";
import { within } from "../support/deadline";
import { preparedDatabase } from "../support/postgres";
import { until } from "../support/until";
import { ada, upTo } from "./contract-parts";
import { editing, made, reacting } from "./changes-parts";
import { HASTY, insist, insistOnChange, machine, PATIENT } from "./postgres-machines";

setDefaultTimeout(60_000);

/** The revs of what a machine tells from now on, each with the one told before. */
async function revsTold(log: Log): Promise<[rev: number, prev: number][]> {
  const told: [rev: number, prev: number][] = [];
  await log.follow("lobby", ({ rev }, { prev }) => told.push([rev, prev]));
  return told;
}

test("P21, P22: machines whose connections are terminated under load make each change once, and tell all of them in order", async () => {
  await using database = await preparedDatabase();
  await using lisbon = await machine(database.url);
  await using hongKong = await machine(database.url);
  for (const n of upTo(5)) await lisbon.append(ada(`id-${n}`));
  const told = await Promise.all([revsTold(lisbon), revsTold(hongKong)]);
  const sending = upTo(150).map((n) => {
    const log = n % 2 ? lisbon : hongKong;
    if (n % 3 === 0) return insist(log, ada(`more-${n}`, { from: `sender ${n % 7}` }));
    return insistOnChange(log, reacting({ seq: 1 + (n % 5), by: `person-${n}`, id: "once" }));
  });
  await database.sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`;
  await Promise.all(sending);
  const { messages, rev } = await lisbon.read("lobby", { limit: 5, before: 6 });
  expect(rev).toBe(155);
  expect(messages.map(({ reactions }) => reactions![0]!.count)).toEqual([20, 20, 20, 20, 20]);
  for (const events of told) {
    await until("everything to be told", () => events.at(-1)?.[0] === rev);
    // In rising rev, each from the one told before: where a machine had to read, some are told with a later one.
    expect(events.map(([, prev]) => prev)).toEqual([5, ...events.slice(0, -1).map(([one]) => one)]);
  }
});

test("P21: a change whose acknowledgement was lost on the way is made once, and its machine tells it", async () => {
  await using database = await preparedDatabase();
  await using link = await Link.open(() => portOf(database.url));
  await using lisbon = await machine(through(link, database.url), { patience: HASTY });
  await lisbon.append(ada("first"));
  const told = await revsTold(lisbon);
  const swallowed = link.silence("down");
  const change = editing({ txt: "changed" });
  const changing = insistOnChange(lisbon, change);
  await within(PATIENT, "a loss", swallowed);
  link.heal();
  expect(await within(PATIENT, "the acknowledgement", changing)).toMatchObject({
    message: { txt: "changed", rev: 2 },
  });
  expect(await made(lisbon.change(change))).toMatchObject({ rev: 2 });
  await until("it to be told", () => told.length === 1);
  expect(told).toEqual([[2, 1]]);
});

test("P22: a machine that could not hear tells each message once, with what came of it, in rising rev", async () => {
  await using database = await preparedDatabase();
  await using lisbon = await machine(database.url);
  await using hongKong = await machine(database.url);
  await lisbon.append(ada("first"));
  const told: [seq: number, rev: number, prev: number, by?: string][] = [];
  await hongKong.follow("lobby", ({ seq, rev }, { prev, by }) =>
    told.push(by === undefined ? [seq, rev, prev] : [seq, rev, prev, by]),
  );
  // Nothing of this is announced: everything is read.
  await database.sql.begin(async (sql) => {
    await sql`CREATE OR REPLACE FUNCTION chuan.channel_of(room text) RETURNS text LANGUAGE sql IMMUTABLE RETURN 'nobody'`;
  });
  await lisbon.append(ada("second"));
  await lisbon.append(ada("third"));
  await lisbon.change(editing({ seq: 2, by: "x" }));
  await lisbon.change(editing({ seq: 2, by: "y", txt: "at last" }));
  const { rev } = await made(hongKong.change(editing({ seq: 1, by: "z" })));
  expect(rev).toBe(6);
  expect(told).toEqual([
    [2, 2, 1],
    [3, 3, 2],
    [2, 5, 3, "y"],
    [1, 6, 5, "z"],
  ]);
});

test("P22: changes that are too long for a notification are read", async () => {
  await using database = await preparedDatabase();
  await using lisbon = await machine(database.url);
  await using hongKong = await machine(database.url);
  await lisbon.append(ada("first"));
  const texts: string[] = [];
  await hongKong.follow("lobby", ({ txt }) => texts.push(txt));
  const said = ["😀".repeat(4000), "short", "a".repeat(4000), "b".repeat(4000), "短"];
  await Promise.all(said.map((txt) => lisbon.change(editing({ txt }))));
  await until("the last text to be told", () => texts.at(-1) === said.at(-1));
  // Of those that have to be read, some may have been changed again.
  expect(said.filter((txt) => texts.includes(txt))).toEqual([...new Set(texts)]);
});

test("P21: two machines that change one message at once lose no change", async () => {
  await using database = await preparedDatabase();
  await using lisbon = await machine(database.url);
  await using hongKong = await machine(database.url);
  await lisbon.append(ada("first"));
  const people = upTo(40).map((n) => `person-${n}`);
  await Promise.all(
    people.map((by, n) => made((n % 2 ? lisbon : hongKong).change(reacting({ by })))),
  );
  const { messages, rev } = await lisbon.read("lobby", { limit: 1 });
  expect([messages[0]!.reactions![0]!.count, rev]).toEqual([40, 41]);
  const all = await hongKong.reactors({ room: "lobby", seq: 1, emoji: "👍" }, undefined, 99);
  expect(messages[0]!.reactions![0]!.from).toEqual(all.slice(0, 8).map(({ from }) => from));
});
