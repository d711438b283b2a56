/** What connections are told in one turn of the event loop, held back until its end, so that it leaves each in one write. */

/** Whoever has something to write that is held back. */
export interface Held {
  /** Writes all of it, now. */
  release(): void;
}

export interface Cork {
  /** Has it released at the end of this turn, when all that is ready to be done in it has been done. */
  hold(held: Held): void;
  /** Releases all that is held: whatever is to be written past the cork has to come after it. */
  release(): void;
}

export function createCork(): Cork {
  const all = new Set<Held>();

  function release(): void {
    try {
      for (const held of all) {
        // First, because a write may end a connection, and whoever hears of that may have all released.
        all.delete(held);
        held.release();
      }
    } finally {
      // One that could not be written to does not keep the others waiting.
      if (all.size > 0) queueMicrotask(release);
    }
  }

  return {
    hold(held) {
      if (all.size === 0) queueMicrotask(release);
      all.add(held);
    },
    release,
  };
}
