/**
 * `bun run bench against COMMIT [measure …]`: this working tree beside a commit, in pairs of runs that take turns, so
 * that whatever else the machine does meets both. A ratio is this tree's figure by the commit's.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { Machine } from "../test/chaos/machine";
import { build } from "./built";
import { Crowd } from "./crowd";
import { median, medianInterval } from "./figures";
import { RAISED } from "./raised";
import { buildCommit } from "./revision";
import { table } from "./table";
import { joinWriters, warmThroughput } from "./throughput";
import { Usage } from "./usage";

const PAIRS = 11;
const RECEIVERS = 10;
const IN_FLIGHT = 8;
const SENT_FOR = 1500;
const THROUGHPUT_IN_FLIGHT = 4;
const THROUGHPUT_SECONDS = 2;
const WARM_CONNECTIONS = 200;
const CONNECTIONS = 3000;
/** Milliseconds until every connection was told who is there. */
const TOLD_WITHIN = 1500;

/** A server that listens, and its process. */
interface Started {
  port: number;
  usage: Usage;
}

/** Figures by name, with their units in it. */
type Figures = Record<string, number>;

const measures: Record<string, (server: Started) => Promise<Figures>> = {
  async road({ port, usage }) {
    const crowd = new Crowd(`http://127.0.0.1:${port}`, true);
    await crowd.grow(RECEIVERS + 1);
    await crowd.send(IN_FLIGHT, SENT_FOR / 3);
    const before = await usage.cpu();
    const { messages } = await crowd.send(IN_FLIGHT, SENT_FOR);
    const used = (await usage.cpu()) - before;
    crowd.leave();
    return { "a message by the full road, CPU µs": (used * 1e6) / messages };
  },

  async durable({ port }) {
    const writers = await joinWriters(port);
    const rate = await warmThroughput(writers, THROUGHPUT_IN_FLIGHT, THROUGHPUT_SECONDS);
    return { "durable throughput, messages/s": rate };
  },

  async connections({ port, usage }) {
    const crowd = new Crowd(`http://127.0.0.1:${port}`, true);
    await crowd.grow(WARM_CONNECTIONS);
    await usage.settled();
    const [cpu, memory] = [await usage.cpu(), await usage.memory()];
    await crowd.grow(WARM_CONNECTIONS + CONNECTIONS);
    const used = (await usage.cpu()) - cpu;
    await Bun.sleep(TOLD_WITHIN);
    await usage.settled();
    const held = (await usage.memory()) - memory;
    crowd.leave();
    return {
      "connecting, CPU µs": (used * 1e6) / CONNECTIONS,
      "an idle connection, KB": held / CONNECTIONS / 1024,
    };
  },
};

/** Prints, for each figure, the medians of both versions, the median of the ratios and the interval that holds it. */
export async function against(commit: string | undefined, names: readonly string[]): Promise<void> {
  if (commit === undefined) throw new Error("usage: bun run bench against COMMIT [measure …]");
  const chosen = chosenOf(names);
  await using before = await buildCommit(commit);
  const scripts = { now: await build(), before: before.script };
  const rows: string[][] = [];
  for (const measure of chosen) rows.push(...(await compare(scripts, measure)));
  const head = [`median of ${PAIRS}`, commit.slice(0, 12), "this tree", "ratio", "95 % interval"];
  console.log(table(head, rows));
}

function chosenOf(names: readonly string[]) {
  const unknown = names.find((name) => !Object.hasOwn(measures, name));
  if (unknown !== undefined)
    throw new Error(
      `there is no measure ${unknown}: there are ${Object.keys(measures).join(", ")}`,
    );
  return Object.entries(measures).flatMap(([name, measure]) =>
    names.length === 0 || names.includes(name) ? [measure] : [],
  );
}

async function compare(
  scripts: { now: string; before: string },
  measure: (server: Started) => Promise<Figures>,
): Promise<string[][]> {
  const now: Figures[] = [];
  const before: Figures[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const runs = [
      async () => now.push(await onServer(scripts.now, measure)),
      async () => before.push(await onServer(scripts.before, measure)),
    ];
    // Each goes first in every other pair.
    for (const run of pair % 2 === 0 ? runs : runs.toReversed()) await run();
  }
  return Object.keys(now[0] ?? {}).map((name) =>
    rowOf(name, valuesOf(before, name), valuesOf(now, name)),
  );
}

function valuesOf(figures: readonly Figures[], name: string): number[] {
  return figures.map((one) => one[name] ?? Number.NaN);
}

function rowOf(name: string, before: readonly number[], now: readonly number[]): string[] {
  const ratios = now.map((figure, n) => figure / (before[n] ?? Number.NaN));
  const [least, most] = medianInterval(ratios);
  return [
    name,
    median(before).toPrecision(4),
    median(now).toPrecision(4),
    median(ratios).toFixed(3),
    `${least.toFixed(3)} to ${most.toFixed(3)}`,
  ];
}

async function onServer(
  script: string,
  measure: (server: Started) => Promise<Figures>,
): Promise<Figures> {
  const folder = await mkdtemp(`${tmpdir()}/chuan-bench-`);
  try {
    await using machine = new Machine(
      { ...RAISED, DATABASE_URL: `sqlite:${folder}/chuan.db` },
      script,
    );
    await machine.start();
    return await measure({ port: machine.port, usage: new Usage(machine.pid) });
  } finally {
    await rm(folder, { recursive: true });
  }
}
