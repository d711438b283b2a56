/** New names, told once a second a person at most: each is told to everybody in all of the person's rooms (H45). */
import type { Caller } from "../caller";

/** Milliseconds from telling one name of a person to telling the next. */
const EVERY = 1000;

/**
 * Returns a function that tells a caller's new name by `tell`: at once, or a second after the last telling. Of a
 * caller's names only the newest is told.
 */
export function createRenamePace(tell: (caller: Caller) => void): (caller: Caller) => void {
  /** The people whose name was told within the last second, and their callers who have another name since. */
  const recent = new Map<string, Set<Caller>>();

  function begin(from: string): void {
    const waiting = new Set<Caller>();
    recent.set(from, waiting);
    setTimeout(() => {
      recent.delete(from);
      for (const caller of waiting) tell(caller);
      if (waiting.size > 0) begin(from);
    }, EVERY).unref();
  }

  return (caller) => {
    const { from } = caller.person;
    const waiting = recent.get(from);
    if (!waiting) {
      tell(caller);
      begin(from);
      return;
    }
    // The last caller to take a name is told last.
    waiting.delete(caller);
    waiting.add(caller);
  };
}
