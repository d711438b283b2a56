/** The limit of a page in bytes: long pages would delay everybody else (H15). */
import type { MessageRow } from "./columns";

/**
 * The first of `rows` in which names, words and what else people have added together have at most `bytes` in UTF-8. The
 * very first row is always among them: a reader of pages would not get past an empty one. Takes no more from `rows` than
 * it needs to look at.
 */
export function takeWithin<T extends Pick<MessageRow, "name" | "txt" | "more">>(
  rows: Iterable<T>,
  bytes = Infinity,
): T[] {
  const taken: T[] = [];
  let left = bytes;
  for (const row of rows) {
    left -= Buffer.byteLength(row.txt) + Buffer.byteLength(row.name);
    if (row.more !== null) left -= Buffer.byteLength(row.more);
    if (left < 0 && taken.length > 0) break;
    taken.push(row);
  }
  return taken;
}
