/** Exports a store to a file of lines, and imports such a file. */
import { SQL } from "bun";
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { openPrivately } from "../private-file";
import type { ArchiveItem, ArchiveSource, ArchiveTarget } from "./items";
import { fromLines, toLines } from "./lines";

/** Called now and then with the number of rooms and messages that are done. */
export type Progress = (items: number) => void;

const BATCH = 1000;
/** Bytes of a line: the longest message has 51,000 where every character of it is escaped. */
const LINE = 65_536;
const NEWLINE = 10;

/** Writes all of a store to a new file that only its owner may read, and resolves when it is on disk. Rejects when the file exists. */
export async function exportTo(
  path: string,
  source: ArchiveSource,
  progress: Progress,
): Promise<void> {
  await using file = await openPrivately(path);
  try {
    const text = Readable.from(chunks(counted(source.items(), progress)));
    await pipeline(text, file.createWriteStream({ flush: true }));
  } catch (error) {
    // Half of a chat is worse than none, because it looks like a whole one.
    await rm(path);
    throw error;
  }
}

/** Fills an empty store from a file. When it rejects, the store stays empty. */
export async function importFrom(
  path: string,
  target: ArchiveTarget,
  progress: Progress,
): Promise<void> {
  const items = counted(fromLines(linesOf(path)), progress);
  let line = 2;
  for await (const batch of batches(items)) {
    await written(target, batch, line);
    line += batch.length;
  }
  await target.commit();
}

/** Writes a batch, whose first item is on `line`. Rejects with the lines of the batch for what the store refuses, such as a send key that is there twice. */
async function written(target: ArchiveTarget, batch: ArchiveItem[], line: number): Promise<void> {
  try {
    await target.write(batch);
  } catch (error) {
    const detail = error instanceof SQL.PostgresError ? error.detail : undefined;
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(`lines ${line} to ${line + batch.length - 1}: ${detail ?? said}`, {
      cause: error,
    });
  }
}

/** The lines of a file. By hand, since Node's readline also ends a line at U+2028, which a message may have. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const decode = decoder();
  let rest: Uint8Array = new Uint8Array();
  for await (const bytes of Bun.file(path).stream()) {
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      yield decode(joined(rest, bytes.subarray(start, end)));
      rest = new Uint8Array();
      start = end + 1;
    }
    rest = joined(rest, bytes.subarray(start));
    // Once a line is too long, no further byte of it is read.
    if (rest.length > LINE) decode(rest);
  }
  if (rest.length > 0) yield decode(rest);
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  return one.length === 0 ? other : Buffer.concat([one, other]);
}

/** Decodes one line after the other. Throws with the number of one that is too long, or no UTF-8. */
function decoder(): (line: Uint8Array) => string {
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let number = 0;
  return (line) => {
    number += 1;
    if (line.length > LINE) throw new Error(`line ${number}: it has more than ${LINE} bytes`);
    try {
      return utf8.decode(line);
    } catch (error) {
      throw new Error(`line ${number}: it is not UTF-8`, { cause: error });
    }
  };
}

async function* counted(
  items: AsyncIterable<ArchiveItem>,
  progress: Progress,
): AsyncGenerator<ArchiveItem> {
  let count = 0;
  for await (const item of items) {
    yield item;
    count += 1;
    if (count % BATCH === 0) progress(count);
  }
  progress(count);
}

async function* chunks(items: AsyncIterable<ArchiveItem>): AsyncGenerator<string> {
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
