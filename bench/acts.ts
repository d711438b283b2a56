/** What a message costs in a room in which 10,000 acts were done (P32), beside a room with as many messages that are none. */
import { Database } from "bun:sqlite";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { Machine } from "../test/chaos/machine";
import { compare, PAIRS, road } from "./against";
import { build } from "./built";
import type { KnownStore } from "./known";
import { table } from "./table";

const ACTS = 10_000;
const NOTICE = {
  notice: { act: "mute", by: "ada", whom: "lin", name: "lin", until: 5, reason: "advertising" },
};

/** Prints the medians of both, the median of the ratios and the interval that holds it. */
export async function acts(): Promise<void> {
  const script = await build();
  await using withActs = await storeOf(script, true);
  await using without = await storeOf(script, false);
  const both = { now: { script, store: withActs }, before: { script, store: without } };
  const rows = await compare(both, road);
  const head = [`median of ${PAIRS}`, "no act", `${ACTS} acts`, "ratio", "95 % interval"];
  console.log(table(head, rows));
}

/** A store whose lobby has so many messages, all of them acts or none. */
async function storeOf(script: string, isActs: boolean): Promise<KnownStore> {
  const folder = await mkdtemp(`${tmpdir()}/chuan-acts-`);
  const path = `${folder}/chuan.db`;
  await using machine = new Machine({ DATABASE_URL: `sqlite:${path}` }, script);
  await machine.start();
  await machine.leave();
  fill(path, isActs);
  return {
    copyTo: (other) => cp(folder, other, { recursive: true }),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

function fill(path: string, isActs: boolean): void {
  using database = new Database(path);
  database.run(`
    INSERT INTO rooms (name, head, at, acts) VALUES ('lobby', ${ACTS}, 5, ${isActs ? ACTS : 0})
    ON CONFLICT (name) DO UPDATE SET head = excluded.head, acts = excluded.acts`);
  database.run(
    `INSERT INTO messages (room, seq, at, sender, id, name, txt, more)
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ACTS})
     SELECT r.id, i, 5, 'ada', 'id-' || i, 'ada', 'as people write', ? FROM n, rooms r WHERE r.name = 'lobby'`,
    [isActs ? JSON.stringify(NOTICE) : null],
  );
  if (isActs)
    database.run(
      "INSERT INTO acts (room, seq) SELECT m.room, m.seq FROM messages m JOIN rooms r ON r.id = m.room AND r.name = 'lobby'",
    );
}

if (import.meta.main) await acts();
