/** What connections are told in one turn of the event loop, held back until its end, so that it leaves each in one write. */

/** Whoever has something to write that is held back. */
export interface Held {
  /** Writes what may leave in one write, and has the rest held over. */
  leave(): void;
  /** Writes, now, all that something published would overtake. */
  release(): void;
}

export interface Cork {
  /** Has it leave at the end of this turn, when all that is ready to be done in it has been done. */
  hold(held: Held): void;
  /** Has it leave a little later, apart from what has been written until now. */
  holdOver(held: Held): void;
  /** Releases all that is held: whatever is to be written past the cork has to come after it. */
  release(): void;
}

/** Milliseconds between two writes that stay apart: a reader that wakes up for the first does not find the second yet. */
const APART = 5;

export function createCork(): Cork {
  const thisTurn = new Set<Held>();
  const later = new Set<Held>();

  function empty(all: Set<Held>, how: keyof Held): void {
    try {
      for (const held of all) {
        // First, because a write may end a connection, and whoever hears of that may have all released.
        all.delete(held);
        held[how]();
      }
    } finally {
      // One that could not be written to does not keep the others waiting.
      if (all.size > 0) queueMicrotask(() => empty(all, how));
    }
  }

  function leaveLater(held: Held): void {
    later.delete(held);
    held.leave();
  }

  return {
    hold(held) {
      if (thisTurn.size === 0) queueMicrotask(() => empty(thisTurn, "leave"));
      thisTurn.add(held);
    },
    holdOver(held) {
      thisTurn.delete(held);
      later.add(held);
      // What is written in this turn may only leave at its end: the time counts from there.
      setImmediate(() => setTimeout(leaveLater, APART, held));
    },
    release() {
      empty(thisTurn, "release");
      empty(later, "release");
    },
  };
}
