/** The limit of a page in bytes: long pages would delay everybody else (H15). */
import type { Text } from "../protocol";

/**
 * The first of `texts` whose names and words together have at most `bytes` in UTF-8. The very first text is always among
 * them: a reader of pages would not get past an empty one. Takes no more from `texts` than it needs to look at.
 */
export function takeWithin<T extends Text>(texts: Iterable<T>, bytes = Infinity): T[] {
  const taken: T[] = [];
  let left = bytes;
  for (const text of texts) {
    left -= Buffer.byteLength(text.txt) + Buffer.byteLength(text.name);
    if (left < 0 && taken.length > 0) break;
    taken.push(text);
  }
  return taken;
}
