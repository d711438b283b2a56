/** From a store to a file of lines and back. */
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { openPrivately } from "../private-file";
import type { Item, Source, Target } from "./archive";
import { fromLines, toLines } from "./lines";

/** Is told, as the work goes on, how many rooms and messages are done. */
export type Progress = (items: number) => void;

const BATCH = 1000;

/** Writes all of a store to a new file that only its owner may read, and resolves when it is on disk. Rejects when the file exists. */
export async function exportTo(path: string, source: Source, progress: Progress): Promise<void> {
  await using file = await openPrivately(path);
  try {
    const text = Readable.from(chunks(counted(source.items(), progress)));
    await pipeline(text, file.createWriteStream({ flush: true }));
  } catch (error) {
    // Half of a chat is worse than none: it looks like one.
    await rm(path);
    throw error;
  }
}

/** Fills an empty store with what a file says. All of it is taken, or, when it rejects, nothing. */
export async function importFrom(path: string, target: Target, progress: Progress): Promise<void> {
  const items = counted(fromLines(linesOf(path)), progress);
  for await (const batch of batches(items)) await target.write(batch);
  await target.commit();
}

/** The lines of a file. By hand, since Node's readline also ends a line at U+2028, which a message may have. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  for await (const bytes of Bun.file(path).stream()) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}

async function* counted(items: AsyncIterable<Item>, progress: Progress): AsyncGenerator<Item> {
  let count = 0;
  for await (const item of items) {
    yield item;
    count += 1;
    if (count % BATCH === 0) progress(count);
  }
  progress(count);
}

async function* chunks(items: AsyncIterable<Item>): AsyncGenerator<string> {
  for await (const batch of batches(toLines(items))) yield `${batch.join("\n")}\n`;
}

async function* batches<T>(all: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const one of all) {
    batch.push(one);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
