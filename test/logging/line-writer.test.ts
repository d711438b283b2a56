import { expect, setDefaultTimeout, test } from "bun:test";
import { closeSync, constants, openSync, readSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLineWriter } from "../../src/logging/line-writer";
import { within } from "../support/deadline";
import { until } from "../support/until";

setDefaultTimeout(60_000);

/** A pipe, and a writer at its one end. */
async function openPipe(flags = 0) {
  const folder = await mkdtemp(join(tmpdir(), "chuan-log-"));
  const path = join(folder, "pipe");
  Bun.spawnSync(["mkfifo", path]);
  const reading = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writing = openSync(path, constants.O_WRONLY | flags);
  const bytes = Buffer.alloc(65_536);
  let text = "";
  /** All that has been written until now. */
  function read(): string {
    try {
      for (let count = 1; count > 0; text += bytes.toString("latin1", 0, count))
        count = readSync(reading, bytes);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
    }
    return text;
  }
  return {
    ...createLineWriter(writing, (lines) => `${lines} left out\n`),
    read,
    stopReading: () => closeSync(reading),
    async [Symbol.asyncDispose]() {
      closeSync(writing);
      await rm(folder, { recursive: true });
    },
  };
}

const lineOf = (n: number) => `line ${n} ${"x".repeat(1000)}\n`;
const numbersIn = (text: string) => [...text.matchAll(/^line (\d+) /gm)].map(([, n]) => Number(n));
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

test("a log line is written soon, and lines keep their order", async () => {
  await using pipe = await openPipe();
  pipe.write("listening\n");
  await until("the first line", () => pipe.read() === "listening\n");
  for (const n of upTo(500)) pipe.write(lineOf(n));
  await until("all lines", () => numbersIn(pipe.read()).length === 500);
  expect(numbersIn(pipe.read())).toEqual(upTo(500));
});

test.each([
  ["a blocking pipe", 0],
  ["a non-blocking pipe", constants.O_NONBLOCK],
])(
  "H40: %s that nobody reads costs a megabyte at most; further lines are left out and counted, the others keep their order",
  async (_, flags) => {
    await using pipe = await openPipe(flags);
    const start = performance.now();
    for (const n of upTo(5000)) pipe.write(lineOf(n));
    expect(performance.now() - start).toBeLessThan(1000);
    let isFlushed = false;
    pipe.flush(() => (isFlushed = true));
    await until("the end of what was taken", () => {
      pipe.read();
      return isFlushed;
    });
    const numbers = numbersIn(pipe.read());
    expect(numbers).toEqual(upTo(numbers.length));
    expect(numbers.length).toBeLessThan(1100);
    expect(pipe.read()).toContain(`\n${5000 - numbers.length} left out\n`);
    pipe.write(lineOf(5000));
    await until("a later line", () => numbersIn(pipe.read()).includes(5000));
  },
);

test("a log whose reader is gone causes no fault, and a flush does not wait for it", async () => {
  await using pipe = await openPipe();
  pipe.stopReading();
  for (const n of upTo(10)) pipe.write(lineOf(n));
  const { promise, resolve } = Promise.withResolvers<void>();
  pipe.flush(resolve);
  await within(20_000, "the flush", promise);
  pipe.write(lineOf(10));
});

test("a flush of an empty log ends at once", async () => {
  await using pipe = await openPipe();
  let isFlushed = false;
  pipe.flush(() => (isFlushed = true));
  expect(isFlushed).toBe(true);
});
