/** Judges a value of which it is known what was written, and in which span of time: the last write counts (as in Jepsen's register checkers). */
import type { Tried } from "./own-records";
import type { Epoch } from "./records";

/** Whether something was acknowledged in the last log, or before the backups of which it is made. */
export function isDue({ epoch, ended }: Tried, epochs: readonly Epoch[]): boolean {
  const place = epochs.findIndex(({ id }) => id === epoch);
  if (ended === undefined || place < 0) return false;
  return epochs.slice(place, -1).every(({ backedUpAt = 0 }) => ended < backedUpAt);
}

/** Whether `one` may have happened after `other`: what was not acknowledged may have happened at any time. */
export const mayFollow = (one: Tried, other: Tried) => (one.ended ?? Infinity) > other.began;

/** The first due write after which nobody wrote what is there now. */
export function overwritten<W extends Tried>(
  writes: readonly W[],
  due: readonly W[],
  isThere: (write: W) => boolean,
): W | undefined {
  const there = writes.filter(isThere);
  return due.find((one) => !isThere(one) && !there.some((other) => mayFollow(other, one)));
}
