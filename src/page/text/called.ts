/** Where a message's text calls people by name, for drawing. The server finds the calls (P24). */
import type { Call } from "../../protocol";

/** From `start`, included, to `end`, excluded, in UTF-16 code units. */
export interface TextRange {
  start: number;
  end: number;
}

export interface Mention extends TextRange {
  /** Whether it calls the reader. */
  isMe: boolean;
}

/** The places of `calls`, which count code points, in `txt`, in rising order; of several people of one name, one. */
export function mentionsIn(
  txt: string,
  calls: readonly Call[] = [],
  me: string | undefined,
): Mention[] {
  const placed = new Map<number, { end: number; isMe: boolean }>();
  for (const { from, start, end } of calls)
    if (start !== undefined && end !== undefined)
      placed.set(start, { end, isMe: from === me || placed.get(start)?.isMe === true });
  if (placed.size === 0) return [];
  const units = unitsOf(txt);
  return [...placed]
    .map(([start, { end, isMe }]) => ({ start: units[start], end: units[end], isMe }))
    .filter((one): one is Mention => one.start !== undefined && one.end !== undefined)
    .toSorted((one, other) => one.start - other.start);
}

/** Where each code point begins; the last entry is the text's end. */
function unitsOf(txt: string): number[] {
  const starts = [0];
  for (const { length } of txt) starts.push((starts.at(-1) ?? 0) + length);
  return starts;
}
