/** Exports a store to a file of lines, and imports such a file. */
import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { openPrivately } from "../private-file";
import {
  type ArchiveItem,
  type ArchiveSource,
  type ArchiveTarget,
  isFile,
  isOfFiles,
  isPiece,
} from "./items";
import { fromLines, toLines } from "./lines";
import { RefusedItem } from "./refused-item";

/** How much is done: rooms, messages and what belongs to them, files, and the bytes of these. */
export interface CopyProgress {
  items: number;
  files: number;
  bytes: number;
}

/** Called now and then. */
export type Progress = (done: CopyProgress) => void;

/** Items that are written at once, and bytes of pieces of files in them. */
const BATCH = 1000;
const BATCH_BYTES = 2 ** 18;
/** Bytes of a line: the longest message has 51,000 where every character of it is escaped. */
const LINE = 65_536;
const NEWLINE = 10;

/** Writes all of a store to a new file that only its owner may read, and resolves with how much when it is on disk. Rejects when the file exists. */
export async function exportTo(
  path: string,
  source: ArchiveSource,
  progress: Progress,
): Promise<CopyProgress> {
  await using file = await openPrivately(path);
  const done = { ...NOTHING };
  try {
    const text = Readable.from(chunks(counted(source.items(), done, progress)), {
      highWaterMark: 1,
    });
    await pipeline(text, file.createWriteStream({ flush: true }));
    return done;
  } catch (error) {
    // Half of a chat is worse than none, because it looks like a whole one.
    await rm(path);
    throw error;
  }
}

/** Fills an empty store from a file, and resolves with how much. When it rejects, the store stays empty. */
export async function importFrom(
  path: string,
  target: ArchiveTarget,
  progress: Progress,
): Promise<CopyProgress> {
  const done = { ...NOTHING };
  const items = counted(fromLines(linesOf(path)), done, progress);
  let line = 2;
  for await (const batch of batches(items, weightOf)) {
    await written(target, batch, line);
    line += batch.length;
  }
  await target.commit();
  return done;
}

/** Writes a batch, whose first item is on `line`. Rejects with the line that the store refuses, such as a member who is there twice. */
async function written(target: ArchiveTarget, batch: ArchiveItem[], line: number): Promise<void> {
  try {
    await target.write(batch);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const lines =
      cause instanceof RefusedItem
        ? `line ${line + batch.indexOf(cause.item)}`
        : `lines ${line} to ${line + batch.length - 1}`;
    throw new Error(`${lines}: ${said}`, { cause });
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

const NOTHING: CopyProgress = { items: 0, files: 0, bytes: 0 };

const weightOf = (item: ArchiveItem) => (isPiece(item) ? item.piece.length : 0);

/** Counts items in `done`. */
async function* counted(
  items: AsyncIterable<ArchiveItem>,
  done: CopyProgress,
  progress: Progress,
): AsyncGenerator<ArchiveItem> {
  let count = 0;
  for await (const item of items) {
    yield item;
    count += 1;
    if (!isOfFiles(item)) done.items += 1;
    if (isFile(item)) done.files += 1;
    done.bytes += weightOf(item);
    if (count % BATCH === 0) progress({ ...done });
  }
  progress({ ...done });
}

const lengthOf = (line: string) => line.length;

async function* chunks(items: AsyncIterable<ArchiveItem>): AsyncGenerator<string> {
  for await (const batch of batches(toLines(items), lengthOf)) yield `${batch.join("\n")}\n`;
}

async function* batches<T>(
  all: AsyncIterable<T>,
  bytesOf: (one: T) => number,
): AsyncGenerator<T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for await (const one of all) {
    batch.push(one);
    bytes += bytesOf(one);
    if (batch.length < BATCH && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
