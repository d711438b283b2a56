/** Bytes that are unsent to all the connections of one address: a connection costs nothing, an address does. */

/** A connection, or an answer that outlived its connection. */
export interface Recipient {
  /** Ends it, and frees what is unsent to it. */
  cut(): void;
}

/**
 * Milliseconds: whoever has not come for so long does not come. Everybody else is on the way: what is said to a whole
 * school at once waits for all of it together, for as long as a request takes.
 */
const ABSENT = 1500;

interface Wait {
  bytes: number;
  since: number;
}

/** What waits for each connection of one address that has not come for it. */
interface Crowd {
  bytes: number;
  /** In the order in which they began to wait. */
  waits: Map<Recipient, Wait>;
  isWatched: boolean;
}

export interface UnsentBytes {
  /** Notes how many bytes are unsent to a recipient of `address` now. */
  note(address: string, recipient: Recipient, bytes: number): void;
}

/** As many times the limit are too much even for a moment: then nobody is waited for. */
const AT_ONCE = 2;

/**
 * `limit` is in bytes, 0 for none. While more is unsent to an address, its recipient that has been absent longest is cut;
 * where it is twice as much, until it is within the limit again whoever has waited longest.
 */
export function createUnsentBytes(limit: number): UnsentBytes {
  const crowds = new Map<string, Crowd>();

  function change(address: string, crowd: Crowd, recipient: Recipient, bytes: number): void {
    const before = crowd.waits.get(recipient);
    crowd.bytes += bytes - (before?.bytes ?? 0);
    if (bytes > 0) crowd.waits.set(recipient, { bytes, since: before?.since ?? performance.now() });
    else crowd.waits.delete(recipient);
    if (crowd.waits.size > 0) crowds.set(address, crowd);
    else crowds.delete(address);
  }

  /** Looks again when whoever has waited longest is absent, if there is too much. */
  function watch(address: string, crowd: Crowd): void {
    const [longest] = crowd.waits.values();
    if (crowd.isWatched || crowd.bytes <= limit || !longest) return;
    crowd.isWatched = true;
    const left = Math.max(0, longest.since + ABSENT - performance.now());
    setTimeout(lookAgain, left, address, crowd).unref();
  }

  function lookAgain(address: string, crowd: Crowd): void {
    crowd.isWatched = false;
    relieve(address, crowd, performance.now() - ABSENT);
    watch(address, crowd);
  }

  /** Cuts recipients that have waited since then or longer, until there is no more than allowed. */
  function relieve(address: string, crowd: Crowd, then: number): void {
    for (const [recipient, { since }] of crowd.waits) {
      if (crowd.bytes <= limit || since > then) return;
      change(address, crowd, recipient, 0);
      recipient.cut();
    }
  }

  return {
    note(address, recipient, bytes) {
      if (limit === 0) return;
      const crowd = crowds.get(address) ?? { bytes: 0, waits: new Map(), isWatched: false };
      change(address, crowd, recipient, bytes);
      if (crowd.bytes > AT_ONCE * limit) relieve(address, crowd, Infinity);
      watch(address, crowd);
    },
  };
}
