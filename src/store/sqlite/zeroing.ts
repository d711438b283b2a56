/** Zeroes what a SQLite file does not use. Its write-ahead log has to be empty, and nobody may write to the file meanwhile. */
import { fsyncSync, readSync, writeSync } from "node:fs";
import {
  type FileHeader,
  HEADER_BYTES,
  headerOf,
  type Span,
  trunkIn,
  unusedIn,
} from "./unused-bytes";

/** Pages in one step, which nothing else interrupts. */
const STEP = 1024;
/** From that page number on, the first byte of a page no longer tells what kind it is. That is 137 gigabytes. */
const MOST = 2 ** 25;

/** Zeroes the unused bytes of some pages from the page `first` on. Returns the page to go on from, or undefined after the last. */
export function zeroUnused(file: number, first: number): number | undefined {
  const header = headerOf(read(file, 0, HEADER_BYTES));
  const { pageSize, pages, usable } = header;
  if (pages >= MOST) throw new Error("the file is too large to erase what was removed from it");
  const free = freePagesOf(file, header);
  const next = Math.min(first + STEP, pages + 1);
  const bytes = read(file, (first - 1) * pageSize, (next - first) * pageSize);
  for (let number = first; number < next; number += 1) {
    const start = (number - first) * pageSize;
    const page = bytes.subarray(start, start + pageSize);
    const unused = free.get(number) ?? unusedIn(page, number, usable);
    for (const span of unused) zero(file, page, span, (number - 1) * pageSize);
  }
  fsyncSync(file);
  return next > pages ? undefined : next;
}

/** The free pages, and what of each is not used. */
function freePagesOf(file: number, header: FileHeader): Map<number, Span[]> {
  const { pageSize, usable, pages, firstTrunk } = header;
  const free = new Map<number, Span[]>();
  for (let trunk = firstTrunk; trunk !== 0 && trunk <= pages && !free.has(trunk);) {
    const { next, leaves, unused } = trunkIn(read(file, (trunk - 1) * pageSize, pageSize), usable);
    free.set(trunk, [unused]);
    for (const leaf of leaves) free.set(leaf, [[0, usable]]);
    trunk = next;
  }
  return free;
}

function read(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, position);
  return bytes;
}

function zero(file: number, page: Buffer, [start, end]: Span, position: number): void {
  if (page.subarray(start, end).every((byte) => byte === 0)) return;
  writeSync(file, Buffer.alloc(end - start), 0, end - start, position + start);
}
