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
import { startPostgres } from "../test/support/postgres";
import { build } from "./built";
import { median, percentile } from "./figures";

const SMALL = 10_000;
const LARGE = 1_000_000;
const CHANGES = 1000;
const RUNS = 25;
const PAGE = { limit: 50, bytes: 65_536 };
/** The last schema of version 1. */
const VERSION_1 = 4;

/** Prints both for the embedded store and for the shared one. */
export async function changes(): Promise<void> {
  const script = await build();
  const folder = await mkdtemp(`${tmpdir()}/chuan-bench-`);
  const postgres = await startPostgres({ durable: true });
  try {
    await compare("SQLite", script, async (count) => {
      const path = `${folder}/${count}.db`;
      makeOlderSqlite(path, VERSION_1, (older) => {
        older.run(`INSERT INTO rooms (id, name, head, at) VALUES (1, 'lobby', ${count}, 5)`);
        older.run(`
          INSERT INTO messages (room, seq, at, sender, id, name, txt)
          WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
          SELECT 1, i, 5, 'ada', 'id-' || i, 'ada', 'as people write' FROM n`);
      });
      return `sqlite:${path}`;
    });
    await compare("Postgres", script, async (count) => {
      const database = `of_${count}`;
      await using admin = new SQL(postgres.urlOf("postgres"), { max: 1 });
      await admin.unsafe(`CREATE DATABASE ${database}`);
      const url = postgres.urlOf(database);
      await makeOlderPostgres(url, VERSION_1, async (older) => {
        await older`INSERT INTO chuan.rooms (name, head, at) VALUES ('lobby', ${count}, 5)`;
        await older`
          INSERT INTO chuan.messages (room, seq, at, sender, id, name, txt)
          SELECT r.id, i, 5, 'ada', 'id-' || i, 'ada', 'as people write'
          FROM chuan.rooms r, generate_series(1, ${count}::int) i`;
      });
      return url;
    });
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true });
  }
}

/** Makes two stores of version 1, starts a server on each, changes messages, and catches up in turns. */
async function compare(
  store: string,
  script: string,
  make: (count: number) => Promise<string>,
): Promise<void> {
  const counts = [SMALL, LARGE];
  const times = new Map<number, number[]>(counts.map((count) => [count, []]));
  await using opened = new AsyncDisposableStack();
  const logs = new Map<number, Log>();
  for (const count of counts) {
    const url = await make(count);
    console.log(
      `${store}: from start to listening on ${count} messages of version 1 in ${(await timeToBoot(script, url)).toFixed(0)} ms, later ${(await timeToBoot(script, url)).toFixed(0)} ms`,
    );
    const { log, close } = await openStore(readLocation(url), { onFault: () => {} });
    opened.defer(close);
    await changeSome(log, count);
    logs.set(count, log);
  }
  for (let run = 0; run < RUNS; run += 1)
    for (const [count, log] of logs) times.get(count)?.push(await timeToCatchUp(log, count));
  const [small = [], large = []] = counts.map((count) => times.get(count));
  const figures = (all: number[]) =>
    `median ${median(all).toFixed(2)} ms, 90th percentile ${percentile(all, 90).toFixed(2)} ms`;
  console.log(
    `${store}: ${CHANGES} changes in a room of ${SMALL}: ${figures(small)}; of ${LARGE}: ${figures(large)}; ${(median(large) / median(small)).toFixed(2)} times as long`,
  );
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
