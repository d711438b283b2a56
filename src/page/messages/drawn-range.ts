/** Which part of a long list is in the page at all: enough for any screen, and no more. */

/** From `first` to `last`, both included, by `seq`. With `last` infinite, new messages are in it. */
export interface DrawnRange {
  first: number;
  last: number;
}

/** More than a tall screen shows, several times. */
export const LENGTH = 150;
export const STEP = 50;

/** The end of a list whose newest message is `newest`. */
export function rangeAtEnd(newest: number): DrawnRange {
  return { first: newest - LENGTH + 1, last: Infinity };
}

export function rangeAround(seq: number): DrawnRange {
  return { first: seq - LENGTH / 2, last: seq + LENGTH / 2 };
}

/** A step further back; what is far below is taken out. */
export function olderRange(range: DrawnRange): DrawnRange {
  const first = range.first - STEP;
  return { first, last: Math.min(range.last, first + LENGTH + STEP) };
}

/** A step nearer to the newest, or to the end when it is reached. */
export function newerRange(range: DrawnRange, newest: number): DrawnRange {
  const last = Math.min(range.last, newest) + STEP;
  return {
    first: Math.max(range.first, last - LENGTH - STEP),
    last: last >= newest ? Infinity : last,
  };
}

/** With more messages: a person who reads the end follows it; a person who reads further up keeps what they see. */
export function grownRange(range: DrawnRange, newest: number, reading: number | "end"): DrawnRange {
  if (Math.min(range.last, newest) - range.first < LENGTH + 2 * STEP) return range;
  if (reading === "end") return rangeAtEnd(newest);
  return {
    first: Math.max(range.first, reading - STEP),
    last: Math.min(range.last, reading + LENGTH),
  };
}
