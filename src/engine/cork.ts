/** Holds back the packets of one turn of the event loop until its end, so that they leave each connection in one write. */

/** A connection with packets that are held back. */
export interface HeldWrite {
  /** Writes the packets that may leave in one write, and holds the others over. */
  leave(): void;
  /** Writes at once all packets that a publish would overtake. */
  release(): void;
}

export interface Cork {
  /** Calls `leave` at the end of this turn, after everything that was ready to run in it. */
  hold(held: HeldWrite): void;
  /** Calls `leave` a little later, so that the client reads it apart from what was written before. */
  holdOver(held: HeldWrite): void;
  /** Calls `release` of all that are held. Needed before anything is written past the cork. */
  release(): void;
}

/** Milliseconds between two writes that stay apart: a client that wakes up for the first does not find the second yet. */
const APART = 5;

export function createCork(): Cork {
  const thisTurn = new Set<HeldWrite>();
  const later = new Set<HeldWrite>();
  /** Those held over in this turn share a timer: one for each is 3 µs of what it costs to connect. */
  let heldOver: Set<HeldWrite> | undefined;

  function empty(all: Set<HeldWrite>, how: keyof HeldWrite): void {
    try {
      for (const held of all) {
        // First: a write may end a connection, and a listener for that may publish, which releases all.
        all.delete(held);
        later.delete(held);
        held[how]();
      }
    } finally {
      // An error of one connection does not hold up the others.
      if (all.size > 0) queueMicrotask(() => empty(all, how));
    }
  }

  /** Counts the time from the end of this turn: what is written in it may leave only then. */
  function startTimer(): void {
    setTimeout(empty, APART, heldOver, "leave");
    heldOver = undefined;
  }

  return {
    hold(held) {
      if (thisTurn.size === 0) queueMicrotask(() => empty(thisTurn, "leave"));
      thisTurn.add(held);
    },
    holdOver(held) {
      thisTurn.delete(held);
      later.add(held);
      if (!heldOver) {
        heldOver = new Set();
        setImmediate(startTimer);
      }
      heldOver.add(held);
    },
    release() {
      empty(thisTurn, "release");
      empty(later, "release");
    },
  };
}
