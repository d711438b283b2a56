/** A limit to the bytes a second that telling rooms about their people costs. */

/**
 * Lets what is told about a room, and its cost in bytes, happen as soon as the budget allows. Rooms take turns; of a
 * room that waits, only the newest is told.
 */
export type ByteBudget = (room: string, tell: () => number) => void;

/** Milliseconds of a budget that may be spent at once. */
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
