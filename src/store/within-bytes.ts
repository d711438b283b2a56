/** How far a page goes: texts can be long, and whoever reads them is not to hold up everybody else (H15). */
import type { Text } from "../protocol/protocol";

/**
 * The first of `texts` whose names and words have at most `bytes` in UTF-8 together, and the very first whatever it has:
 * a page that is never empty leads on. Takes no more from `texts` than it has to look at.
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
