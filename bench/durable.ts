/**
 * What durability costs: acknowledged messages a second of this server, and of the same server when it
 * commits one by one; and whether a store of a million messages is slower to read than a small one.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { openSqliteLog } from "../src/store";
import { Machine, MAIN } from "../test/chaos/machine";
import { within } from "../test/support/deadline";
import { build } from "./built";
import { RAISED } from "./raised";
import { median, percentile } from "./figures";
import { joinWriters, PATIENCE, ROOMS, SENDERS, warmThroughput } from "./throughput";
import type { Writer } from "./writer";

const ONE_BY_ONE = `${import.meta.dir}/servers/one-by-one.ts`;
/** Messages that a sender has under way at once: one that waits for each acknowledgement, and an outbox, which sends up to 32 together. */
const IN_FLIGHT = [1, 4];
const RUNS = 3;
const SECONDS = 3;
const SMALL = 1000;
const LARGE = 1_000_000;
const GROUP = 1000;
const READS = 200;
const BOOTS = 5;
const PAGE = 50;

/** Prints both comparisons. */
export async function durable(): Promise<void> {
  await compareThroughput();
  await compareStores();
}

async function compareThroughput(): Promise<void> {
  for (const inFlight of IN_FLIGHT) {
    const grouped = await compareWith(inFlight);
    const times = await onServer(MAIN, (writers) => timesToAck(writers, grouped / 10));
    console.log(
      `at ${(grouped / 10).toFixed(0)}/s, to the acknowledgement: median ${median(times).toFixed(1)} ms, 99th percentile ${percentile(times, 99).toFixed(1)} ms`,
    );
  }
}

/** Prints how many more messages are acknowledged when they are committed in groups, and returns how many a second. */
async function compareWith(inFlight: number): Promise<number> {
  const measure = (writers: Writer[]) => warmThroughput(writers, inFlight, SECONDS);
  const ratios: number[] = [];
  const rates: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const single = await onServer(ONE_BY_ONE, measure);
    const grouped = await onServer(MAIN, measure);
    ratios.push(grouped / single);
    rates.push(grouped);
    console.log(`one by one ${single.toFixed(0)}/s, in groups ${grouped.toFixed(0)}/s`);
  }
  console.log(
    `durable throughput, ${SENDERS} senders in ${ROOMS} rooms, ${inFlight} in flight each: ${median(ratios).toFixed(1)} times that of commits one by one`,
  );
  return median(rates);
}

async function onServer<T>(script: string, measure: (writers: Writer[]) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(`${tmpdir()}/chuan-bench-`);
  const store = { DATABASE_URL: `sqlite:${folder}/chuan.db`, LOG_LEVEL: "info" };
  try {
    await using machine = new Machine({ ...RAISED, ...store }, script);
    await machine.start();
    return await measure(await joinWriters(machine.port));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Milliseconds to each acknowledgement, at a steady rate that does not wait for any. */
async function timesToAck(writers: Writer[], rate: number): Promise<number[]> {
  const times: number[] = [];
  const sending: Promise<void>[] = [];
  const began = performance.now();
  for (let n = 0; n < rate * SECONDS; n += 1) {
    const due = began + (n / rate) * 1000;
    if (due > performance.now()) await Bun.sleep(due - performance.now());
    const writer = writers[n % writers.length];
    // Counted from when it was due, so that a stall is not hidden by the messages it held up.
    const sent = writer?.send().then(() => void times.push(performance.now() - due));
    if (sent) sending.push(sent);
  }
  await within(PATIENCE * 1000, "the last acknowledgement", Promise.all(sending));
  return times;
}

async function compareStores(): Promise<void> {
  const script = await build();
  const small = await storeOf(SMALL, script);
  const large = await storeOf(LARGE, script);
  for (const place of ["start", "middle", "end"] as const)
    console.log(
      `a page from the ${place} of ${LARGE} messages takes ${(large[place] / small[place]).toFixed(2)} times as long as of ${SMALL} (${large[place].toFixed(3)} ms)`,
    );
  console.log(
    `from start to listening, median of ${BOOTS}: ${small.boot.toFixed(0)} ms with ${SMALL} messages, ${large.boot.toFixed(0)} ms with ${LARGE}`,
  );
}

/** Milliseconds to read a page, at three places, and to start a server on a store of `count` messages. */
async function storeOf(count: number, script: string) {
  const folder = await mkdtemp(`${tmpdir()}/chuan-bench-`);
  const path = `${folder}/chuan.db`;
  const log = openSqliteLog(path, () => {});
  try {
    for (let first = 1; first <= count; first += GROUP) await fill(log, first);
    const after = { start: 0, middle: count / 2, end: count - PAGE };
    const start = await timeToRead(log, after.start);
    const middle = await timeToRead(log, after.middle);
    const end = await timeToRead(log, after.end);
    await log.close();
    return { start, middle, end, boot: await timeToBoot(script, `sqlite:${path}`) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function fill(log: ReturnType<typeof openSqliteLog>, first: number): Promise<void> {
  const group = Array.from({ length: GROUP }, (_, n) =>
    log.append({
      room: "lobby",
      from: "ada",
      id: `m${first + n}`,
      name: "ada",
      txt: "as people write",
    }),
  );
  await Promise.all(group);
}

async function timeToRead(log: ReturnType<typeof openSqliteLog>, after: number): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < READS; n += 1) {
    const began = performance.now();
    await log.read("lobby", { after, limit: PAGE });
    times.push(performance.now() - began);
  }
  return median(times);
}

async function timeToBoot(script: string, url: string): Promise<number> {
  const times: number[] = [];
  for (let boot = 0; boot < BOOTS; boot += 1) {
    await using machine = new Machine({ DATABASE_URL: url }, script);
    const began = performance.now();
    await machine.start();
    times.push(performance.now() - began);
  }
  return median(times);
}

if (import.meta.main) await durable();
