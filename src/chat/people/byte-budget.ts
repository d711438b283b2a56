/** Limits the bytes a second that it costs to tell rooms about their people (H45). */

/**
 * Calls `tell`, which tells a room something and returns its cost in bytes, as soon as the budget allows. Rooms take
 * turns. While a room waits, a newer `tell` of it takes the place of the one before. `bytes` returns the cost where it
 * is known before: then the room waits until so much is saved, and else until what was told before is paid.
 */
export type ByteBudget = (room: string, tell: () => number, bytes?: () => number) => void;

/** Milliseconds' worth of the budget that is kept while nobody waits. */
const BURST = 1000;

export function createByteBudget(bytesPerSecond: number): ByteBudget {
  const waiting = new Map<string, { tell: () => number; bytes: () => number }>();
  /** Up to when the budget is spent. */
  let paidAt = -Infinity;
  let timer: Timer | undefined;
  const timeOf = (bytes: number) => (bytes / bytesPerSecond) * 1000;

  function tellNext(): void {
    timer = undefined;
    for (const [room, { tell, bytes }] of waiting) {
      const wait = paidAt + timeOf(bytes()) - performance.now();
      if (wait > 0) {
        timer = setTimeout(tellNext, wait).unref();
        return;
      }
      waiting.delete(room);
      paidAt += timeOf(tell());
    }
  }

  return (room, tell, bytes = () => 0) => {
    waiting.set(room, { tell, bytes });
    if (timer !== undefined) return;
    paidAt = Math.max(paidAt, performance.now() - BURST);
    tellNext();
  };
}
