/**
 * How long a visitor who wakes a sleeping machine (scale to zero) waits: from the start of the process to the
 * page's first byte, and to the first message delivered to somebody else.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { Machine } from "../test/chaos/machine";
import { freePort } from "../test/support/port";
import { build } from "./built";
import { median } from "./figures";
import { Writer } from "./writer";

const RUNS = 10;
/** Milliseconds between two tries to reach a server that does not listen yet. */
const RETRY = 2;

/** Prints the medians of several starts on a store that has messages. */
export async function wake(): Promise<void> {
  const script = await build();
  const folder = await mkdtemp(`${tmpdir()}/chuan-bench-`);
  const firstBytes: number[] = [];
  const firstMessages: number[] = [];
  for (let run = 0; run <= RUNS; run += 1) {
    const { firstByte, firstMessage } = await start(script, `sqlite:${folder}/chuan.db`);
    // The first one makes the store, which a machine that sleeps has made long ago.
    if (run === 0) continue;
    firstBytes.push(firstByte);
    firstMessages.push(firstMessage);
  }
  await rm(folder, { recursive: true });
  console.log(
    `from the start of the process, median of ${RUNS}: first byte ${median(firstBytes).toFixed(0)} ms, first message delivered ${median(firstMessages).toFixed(0)} ms`,
  );
}

async function start(
  script: string,
  databaseUrl: string,
): Promise<{ firstByte: number; firstMessage: number }> {
  const port = await freePort();
  const env = { DATABASE_URL: databaseUrl, PORT: String(port), DRAIN_SECONDS: "0" };
  await using machine = new Machine(env, script);
  const began = performance.now();
  const started = machine.start();
  await page(port);
  const firstByte = performance.now() - began;
  const [ada, lin] = await Promise.all([Writer.join(port, "lobby"), Writer.join(port, "lobby")]);
  await Promise.all([lin.message(), ada.send()]);
  const firstMessage = performance.now() - began;
  await started;
  await machine.leave();
  return { firstByte, firstMessage };
}

/** Asks for the page until somebody answers. */
async function page(port: number): Promise<void> {
  for (;;) {
    const response = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (response?.ok) return;
    await Bun.sleep(RETRY);
  }
}

if (import.meta.main) await wake();
