/** The range of a room's messages that is drawn: enough for any screen, and no more. */

/** From `first` to `last`, both included, by `seq`. If `last` is infinite, new messages are included. */
export interface DrawnRange {
  first: number;
  last: number;
}

/** Messages in a range: several times what a tall screen shows. */
export const RANGE_LENGTH = 150;
export const RANGE_STEP = 50;

/** The range at the end of the list, whose last message is `newest`. */
export function rangeAtEnd(newest: number): DrawnRange {
  return { first: newest - RANGE_LENGTH + 1, last: Infinity };
}

export function rangeAround(seq: number): DrawnRange {
  return { first: seq - RANGE_LENGTH / 2, last: seq + RANGE_LENGTH / 2 };
}

/** The range a step further up; messages far below leave it. */
export function olderRange(range: DrawnRange): DrawnRange {
  const first = range.first - RANGE_STEP;
  return { first, last: Math.min(range.last, first + RANGE_LENGTH + RANGE_STEP) };
}

/** The range a step further down, or the one at the end if the step reaches it. */
export function newerRange(range: DrawnRange, newest: number): DrawnRange {
  const last = Math.min(range.last, newest) + RANGE_STEP;
  return {
    first: Math.max(range.first, last - RANGE_LENGTH - RANGE_STEP),
    last: last >= newest ? Infinity : last,
  };
}

/** The range after new messages: at the end it follows them; further up it keeps what the reader sees. */
export function grownRange(range: DrawnRange, newest: number, reading: number | "end"): DrawnRange {
  if (Math.min(range.last, newest) - range.first < RANGE_LENGTH + 2 * RANGE_STEP) return range;
  if (reading === "end") return rangeAtEnd(newest);
  return {
    first: Math.max(range.first, reading - RANGE_STEP),
    last: Math.min(range.last, reading + RANGE_LENGTH),
  };
}
