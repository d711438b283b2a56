/** Which part of a long list is in the page at all: enough for any screen, and no more. */

/** From `first` to `last`, both included, by `seq`. With `last` infinite, new messages are in it. */
export interface Span {
  first: number;
  last: number;
}

/** More than a tall screen shows, several times. */
export const LENGTH = 150;
export const STEP = 50;

/** The end of a list whose newest message is `newest`. */
export function atEnd(newest: number): Span {
  return { first: newest - LENGTH + 1, last: Infinity };
}

export function around(seq: number): Span {
  return { first: seq - LENGTH / 2, last: seq + LENGTH / 2 };
}

/** A step further back; what is far below is taken out. */
export function further(span: Span): Span {
  const first = span.first - STEP;
  return { first, last: Math.min(span.last, first + LENGTH + STEP) };
}

/** A step nearer to the newest, or to the end when it is reached. */
export function nearer(span: Span, newest: number): Span {
  const last = Math.min(span.last, newest) + STEP;
  return {
    first: Math.max(span.first, last - LENGTH - STEP),
    last: last >= newest ? Infinity : last,
  };
}

/** With more messages: a person who reads the end follows it; a person who reads further up keeps what they see. */
export function grown(span: Span, newest: number, reading: number | "end"): Span {
  if (Math.min(span.last, newest) - span.first < LENGTH + 2 * STEP) return span;
  if (reading === "end") return atEnd(newest);
  return {
    first: Math.max(span.first, reading - STEP),
    last: Math.min(span.last, reading + LENGTH),
  };
}
