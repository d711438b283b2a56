/** Limits the bytes a second that it costs to tell rooms about their people (H45). */

/**
 * Calls `tell`, which tells a room something and returns its cost in bytes, as soon as the budget allows. Rooms take
 * turns. While a room waits, a newer `tell` of it takes the place of the one before.
 */
export type ByteBudget = (room: string, tell: () => number) => void;

/** Milliseconds' worth of the budget that may be spent at once. */
const BURST = 1000;

export function createByteBudget(bytesPerSecond: number): ByteBudget {
  const waiting = new Map<string, () => number>();
  let paidAt = -Infinity;
  let timer: Timer | undefined;

  function tellNext(): void {
    timer = undefined;
    for (const [room, tell] of waiting) {
      const now = performance.now();
      if (paidAt > now) {
        timer = setTimeout(tellNext, paidAt - now).unref();
        return;
      }
      waiting.delete(room);
      paidAt = Math.max(paidAt, now - BURST) + (tell() / bytesPerSecond) * 1000;
    }
  }

  return (room, tell) => {
    waiting.set(room, tell);
    if (timer === undefined) tellNext();
  };
}
