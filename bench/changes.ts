/**
 * What a long room costs somebody who was away while a thousand of its messages were changed, and how long the first start
 * on a store of version 1 takes.
 */
import { SQL } from "bun";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { type Log, openStore, readLocation } from "../src/store";
import { Machine } from "../test/chaos/machine";
import { makeOlderPostgres, makeOlderSqlite } from "../test/store/older-stores";
import { type RunningPostgres, startPostgres } from "../test/support/cluster";
import { build } from "./built";
import { median } from "./figures";

const SMALL = 10_000;
const LARGE = 1_000_000;
const CHANGES = 1000;
const RUNS = 25;
const PAGE = { limit: 50, bytes: 65_536 };
/** The last schema of version 1. */
const VERSION_1 = 4;

type MakeStore = (count: number) => Promise<string>;

/** Prints both for the embedded store and for the shared one. */
export async function changes(): Promise<void> {
  const script = await build();
  const folder = await mkdtemp(`${tmpdir()}/chuan-bench-`);
  const postgres = await startPostgres({ durable: true });
  try {
    await compare("SQLite", script, (count) => makeSqlite(`${folder}/${count}.db`, count));
    await compare("Postgres", script, (count) => makePostgres(postgres, count));
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true });
  }
}

/** A file of version 1 with so many messages. Resolves with its address. */
async function makeSqlite(path: string, count: number): Promise<string> {
  makeOlderSqlite(path, VERSION_1, (older) => {
    older.run(`INSERT INTO rooms (id, name, head, at) VALUES (1, 'lobby', ${count}, 5)`);
    older.run(`
      INSERT INTO messages (room, seq, at, sender, id, name, txt)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      SELECT 1, i, 5, 'ada', 'id-' || i, 'ada', 'as people write' FROM n`);
  });
  return `sqlite:${path}`;
}

async function makePostgres({ urlOf }: RunningPostgres, count: number): Promise<string> {
  const database = `of_${count}`;
  await using admin = new SQL(urlOf("postgres"), { max: 1 });
  await admin.unsafe(`CREATE DATABASE ${database}`);
  await makeOlderPostgres(urlOf(database), VERSION_1, async (older) => {
    await older`INSERT INTO chuan.rooms (name, head, at) VALUES ('lobby', ${count}, 5)`;
    await older`
      INSERT INTO chuan.messages (room, seq, at, sender, id, name, txt)
      SELECT r.id, i, 5, 'ada', 'id-' || i, 'ada', 'as people write'
      FROM chuan.rooms r, generate_series(1, ${count}::int) i`;
  });
  return urlOf(database);
}

/** Makes a short and a long room, starts a server on each, changes messages, and catches up in both in turns. */
async function compare(store: string, script: string, make: MakeStore): Promise<void> {
  await using short = await prepare(store, script, make, SMALL);
  await using long = await prepare(store, script, make, LARGE);
  const times: [short: number[], long: number[]] = [[], []];
  for (let run = 0; run < RUNS; run += 1) {
    times[0].push(await timeToCatchUp(short.log, SMALL));
    times[1].push(await timeToCatchUp(long.log, LARGE));
  }
  const [inShort, inLong] = times.map(median) as [number, number];
  console.log(
    `${store}: catching up after ${CHANGES} changes takes ${inShort.toFixed(2)} ms in a room of ${SMALL}, ${inLong.toFixed(2)} ms in one of ${LARGE}: ${(inLong / inShort).toFixed(2)} times as long`,
  );
}

/** A store of version 1 on which a server was started, and then messages changed. */
async function prepare(store: string, script: string, make: MakeStore, count: number) {
  const url = await make(count);
  const [first, second] = [await timeToBoot(script, url), await timeToBoot(script, url)];
  console.log(
    `${store}: from start to listening on ${count} messages of version 1: ${first.toFixed(0)} ms, and the next time ${second.toFixed(0)} ms`,
  );
  const { log, close } = await openStore(readLocation(url), { onFault: () => {} });
  await changeSome(log, count);
  return { log, [Symbol.asyncDispose]: close };
}

async function timeToBoot(script: string, url: string): Promise<number> {
  await using machine = new Machine({ DATABASE_URL: url }, script);
  const began = performance.now();
  await machine.start();
  return performance.now() - began;
}

/** Edits, reactions and removals all over the room. */
async function changeSome(log: Log, count: number): Promise<void> {
  const all = Array.from({ length: CHANGES }, (_, n) => {
    const place = { room: "lobby", seq: 1 + n * (count / CHANGES), id: `change-${n}`, by: "ada" };
    if (n % 10 === 0) return log.change({ ...place, kind: "remove" });
    if (n % 3 === 0)
      return log.change({ ...place, kind: "react", emoji: "👍", on: true, name: "ada" });
    return log.change({ ...place, kind: "edit", txt: `as people correct, ${n}`, calls: [] });
  });
  await Promise.all(all);
}

/** Milliseconds until somebody who had all messages before the changes has what there is now (P14). */
async function timeToCatchUp(log: Log, cursor: number): Promise<number> {
  const began = performance.now();
  let got = 0;
  for (let [since, rev] = [cursor, cursor + 1]; since < rev;) {
    const page = await log.read("lobby", { since, ...PAGE });
    got += page.messages.length;
    [since, rev] = [page.upto ?? page.rev, page.rev];
  }
  if (got !== CHANGES) throw new Error(`${got} messages were read, and ${CHANGES} were changed`);
  return performance.now() - began;
}

if (import.meta.main) await changes();
