/**
 * `bun run bench against COMMIT [measure …]`: this working tree compared with a commit, in pairs of runs that take
 * turns, so that other work on the machine affects both. A ratio is this tree's figure divided by the commit's.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { Machine } from "../test/chaos/machine";
import { build } from "./built";
import { Crowd } from "./crowd";
import { median, medianInterval } from "./figures";
import { BY_INVITATION, keyOf, type KnownStore, knownStore } from "./known";
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
/** Milliseconds until every connection has the list of who is there. */
const TOLD_WITHIN = 1500;

/** A server that listens, its process, and the owners of its connections. */
interface Started {
  port: number;
  usage: Usage;
  keyOf?: (n: number) => string;
}

/** One of the two versions. */
interface Version {
  script: string;
  /** The store on which it starts; an empty one without it. */
  store?: KnownStore;
}

type Measure = (server: Started) => Promise<Figures>;

/** Figures by name; the name says the unit. */
type Figures = Record<string, number>;

const measures: Record<string, Measure> = {
  async road({ port, usage, keyOf: key }) {
    const crowd = new Crowd(`http://127.0.0.1:${port}`, true, undefined, key);
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

  async connections({ port, usage, keyOf: key }) {
    const crowd = new Crowd(`http://127.0.0.1:${port}`, true, undefined, key);
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

/** Measures on a store of 10,000 people. They run only when they are named. */
const ON_KNOWN = { "known-road": "road", "known-connections": "connections" } as const;

/** Prints, for each figure, the medians of both versions, the median of the ratios and its interval. */
export async function against(commit: string | undefined, names: readonly string[]): Promise<void> {
  if (commit === undefined) throw new Error("usage: bun run bench against COMMIT [measure …]");
  const chosen = chosenOf(names);
  await using before = await buildCommit(commit);
  const versions = { now: { script: await build() }, before: { script: before.script } };
  const rows: string[][] = [];
  for (const measure of chosen.onEmpty) rows.push(...(await compare(versions, measure)));
  if (chosen.onKnown.length > 0) {
    await using now = await knownStore(versions.now.script);
    await using then = await knownStore(versions.before.script);
    const known = {
      now: { ...versions.now, store: now },
      before: { ...versions.before, store: then },
    };
    for (const measure of chosen.onKnown) rows.push(...(await compare(known, measure)));
  }
  const head = [`median of ${PAIRS}`, commit.slice(0, 12), "this tree", "ratio", "95 % interval"];
  console.log(table(head, rows));
}

function chosenOf(names: readonly string[]): Record<"onEmpty" | "onKnown", Measure[]> {
  const all = [...Object.keys(measures), ...Object.keys(ON_KNOWN)];
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined)
    throw new Error(`there is no measure ${unknown}: there are ${all.join(", ")}`);
  const isChosen = ([name]: [string, unknown]) => names.length === 0 || names.includes(name);
  return {
    onEmpty: Object.entries(measures)
      .filter(isChosen)
      .map(([, measure]) => measure),
    onKnown: Object.entries(ON_KNOWN).flatMap(([name, of]) =>
      names.includes(name) ? (measures[of] ?? []) : [],
    ),
  };
}

async function compare(
  versions: { now: Version; before: Version },
  measure: Measure,
): Promise<string[][]> {
  const now: Figures[] = [];
  const before: Figures[] = [];
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const runs = [
      async () => now.push(await onServer(versions.now, measure)),
      async () => before.push(await onServer(versions.before, measure)),
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

async function onServer({ script, store }: Version, measure: Measure): Promise<Figures> {
  const folder = await mkdtemp(`${tmpdir()}/chuan-bench-`);
  try {
    await store?.copyTo(folder);
    const settings = { ...RAISED, ...(store && BY_INVITATION) };
    await using machine = new Machine(
      { ...settings, DATABASE_URL: `sqlite:${folder}/chuan.db` },
      script,
    );
    await machine.start();
    const started = { port: machine.port, usage: new Usage(machine.pid) };
    return await measure(store ? { ...started, keyOf } : started);
  } finally {
    await rm(folder, { recursive: true });
  }
}
