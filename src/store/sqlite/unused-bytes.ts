/** The bytes of a SQLite file in which nothing is, where copies of removed rows may stay (https://sqlite.org/fileformat.html). */

/** From a byte up to, but not including, another one. */
export type Span = readonly [start: number, end: number];

/** What the header of a file says of its pages. */
export interface FileHeader {
  pageSize: number;
  /** Bytes of a page that SQLite uses. */
  usable: number;
  pages: number;
  firstTrunk: number;
}

export const HEADER_BYTES = 100;
/** The first bytes of pages with rows or keys: of an inner or outer page of an index or a table. */
const INNER = new Set([2, 5]);
const OUTER = new Set([10, 13]);

export function headerOf(start: Buffer): FileHeader {
  const size = start.readUInt16BE(16);
  const pageSize = size === 1 ? 65_536 : size;
  return {
    pageSize,
    usable: pageSize - start.readUInt8(20),
    pages: start.readUInt32BE(28),
    firstTrunk: start.readUInt32BE(32),
  };
}

/** The unused parts of the page `number`. A page that has neither rows nor keys has none. */
export function unusedIn(page: Buffer, number: number, usable: number): Span[] {
  const header = number === 1 ? HEADER_BYTES : 0;
  const kind = page.readUInt8(header);
  if (!INNER.has(kind) && !OUTER.has(kind)) return [];
  const cells = page.readUInt16BE(header + 3);
  const begin = header + (INNER.has(kind) ? 12 : 8) + 2 * cells;
  const content = page.readUInt16BE(header + 5) || 65_536;
  const free = freeBlocksOf(page, header, usable);
  if (begin > content || content > usable || !free) return [];
  return [[begin, content], ...free];
}

/** The blocks that are free among a page's rows, without the four bytes that make them a list; undefined if it is not a list. */
function freeBlocksOf(page: Buffer, header: number, usable: number): Span[] | undefined {
  const blocks: Span[] = [];
  let last = 0;
  for (let at = page.readUInt16BE(header + 1); at !== 0; at = page.readUInt16BE(at)) {
    if (at <= last || at + 4 > usable) return undefined;
    const end = at + page.readUInt16BE(at + 2);
    if (end > usable) return undefined;
    blocks.push([at + 4, end]);
    last = at;
  }
  return blocks;
}

/** A page of the list of free pages: the next of the list, and the free pages that it names. */
export function trunkIn(
  page: Buffer,
  usable: number,
): { next: number; leaves: number[]; unused: Span } {
  const count = Math.min(page.readUInt32BE(4), usable / 4 - 2);
  const leaves = Array.from({ length: count }, (_, n) => page.readUInt32BE(8 + 4 * n));
  return { next: page.readUInt32BE(0), leaves, unused: [8 + 4 * count, usable] };
}
