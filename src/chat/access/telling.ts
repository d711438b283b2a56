/** When people get the news of a room: not too often, and not twice. */
import type { Caller } from "../caller";

/** Milliseconds between two sendings of a room's profile: each goes to all of its members. */
const PACE = 250;

/** Returns a function that calls `tell` with a room, at once if that was not done recently. Of many changes only the last state is sent. */
export function createTellingPace(tell: (room: string) => void): (room: string) => void {
  /** The rooms that were sent recently, and whether they have changed since. */
  const recent = new Map<string, { again: boolean }>();

  function tellNow(room: string): void {
    const one = { again: false };
    recent.set(room, one);
    tell(room);
    setTimeout(() => {
      recent.delete(room);
      if (one.again) tellNow(room);
    }, PACE).unref();
  }

  return (room) => {
    const one = recent.get(room);
    if (one) one.again = true;
    else tellNow(room);
  };
}

/** Milliseconds in which a person is not sent twice that they were put out of a room. */
const TWICE = 5000;

/** Notes which callers were just put out of which rooms. */
export function createLately() {
  const put = new WeakMap<Caller, Map<string, number>>();
  return {
    has: (caller: Caller, room: string) =>
      performance.now() - (put.get(caller)?.get(room) ?? -TWICE) < TWICE,
    add(caller: Caller, room: string) {
      put.set(caller, (put.get(caller) ?? new Map<string, number>()).set(room, performance.now()));
    },
  };
}
