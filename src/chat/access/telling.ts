/** When people are told of a room: not too often, and not twice. */
import type { Caller } from "../caller";

/** Milliseconds between two tellings of what one room is called and how it works: each is told to all of its members. */
const PACE = 250;

/** Returns a function that has a room told by `tell`, at once if it was not told lately, and of many changes only the last state. */
export function createTellingPace(tell: (room: string) => void): (room: string) => void {
  /** The rooms that were told lately, and whether they have changed since. */
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

/** Milliseconds in which a person is not told twice that they were put out of a room. */
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
