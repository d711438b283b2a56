/**
 * What a message costs in a room with 10,000 acts (P32), compared with a room that has as many messages and no act. Both are on one
 * server and take short turns, so that other work on the machine affects both.
 */
import { Database } from "bun:sqlite";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { Machine } from "../test/chaos/machine";
import { build } from "./built";
import { median, medianInterval } from "./figures";
import { RAISED } from "./raised";
import { table } from "./table";
import { Usage } from "./usage";
import { Writer } from "./writer";

const ACTS = 10_000;
const [CALM, WILD] = ["calm", "wild"];
const RECEIVERS = 10;
const IN_FLIGHT = 8;
const PAIRS = 80;
const MESSAGES = 600;
const WARM = 5000;
const NOTICE = {
  notice: { act: "mute", by: "ada", whom: "lin", name: "lin", until: 5, reason: "advertising" },
};

/** Prints the medians of both, the median of the ratios and its interval. */
export async function acts(): Promise<void> {
  const script = await build();
  const folder = await mkdtemp(`${tmpdir()}/chuan-acts-`);
  try {
    const path = `${folder}/chuan.db`;
    await using machine = new Machine({ ...RAISED, DATABASE_URL: `sqlite:${path}` }, script);
    await machine.start();
    await machine.leave();
    fill(path);
    await machine.start();
    await compare(machine.port, new Usage(machine.pid));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A room without an act, and one in which every message is an act. */
function fill(path: string): void {
  using database = new Database(path);
  for (const room of [CALM, WILD]) {
    const isWild = room === WILD;
    database.run("INSERT INTO rooms (name, head, at, acts) VALUES (?, ?, 5, ?)", [
      room,
      ACTS,
      isWild ? ACTS : 0,
    ]);
    database.run(
      `INSERT INTO messages (room, seq, at, sender, id, name, txt, more)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${ACTS})
       SELECT r.id, i, 5, 'ada', 'id-' || i, 'ada', 'as people write', ? FROM n, rooms r WHERE r.name = ?`,
      [isWild ? JSON.stringify(NOTICE) : null, room],
    );
  }
  database.run(
    "INSERT INTO acts (room, seq) SELECT room, seq FROM messages WHERE room = (SELECT id FROM rooms WHERE name = ?)",
    [WILD],
  );
}

async function compare(port: number, usage: Usage): Promise<void> {
  const [calm, wild] = [await senderIn(port, CALM), await senderIn(port, WILD)];
  for (const sender of [calm, wild]) await send(sender, WARM);
  const costs = new Map<Writer, number[]>([calm, wild].map((sender) => [sender, []]));
  for (let pair = 0; pair < PAIRS; pair += 1)
    // Each goes first in every other pair.
    for (const sender of pair % 2 === 0 ? [calm, wild] : [wild, calm]) {
      const before = await usage.ran();
      await send(sender, MESSAGES);
      costs.get(sender)?.push((await usage.ran()) - before);
    }
  const [without = [], withActs = []] = costs.values();
  const ratios = withActs.map((cost, n) => cost / (without[n] ?? Number.NaN));
  const interval = medianInterval(ratios).map((ratio) => ratio.toFixed(3));
  const head = [`median of ${PAIRS}`, "no act", `${ACTS} acts`, "ratio", "95 % interval"];
  const row = [
    microseconds(without),
    microseconds(withActs),
    median(ratios).toFixed(3),
    interval.join(" to "),
  ];
  console.log(table(head, [["a message by the full road, CPU µs", ...row]]));
}

/** The median, over the turns, of what a message cost. */
const microseconds = (turns: readonly number[]) => ((median(turns) * 1e6) / MESSAGES).toFixed(1);

/** Somebody in a room in which others receive what they send. */
async function senderIn(port: number, room: string): Promise<Writer> {
  await Promise.all(Array.from({ length: RECEIVERS }, () => Writer.join(port, room)));
  return Writer.join(port, room);
}

async function send(writer: Writer, messages: number): Promise<void> {
  let left = messages;
  const one = async () => {
    while ((left -= 1) >= 0) await writer.send();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, one));
}

if (import.meta.main) await acts();
