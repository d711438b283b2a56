/** Limits the bytes that are unsent to all the connections of one address, and of all addresses with many. */

/** A connection, or a response that outlives its connection. */
export interface Recipient {
  /** Ends it, and frees the bytes that are unsent to it. */
  cut(): void;
}

/**
 * Milliseconds. A client that has not polled or read for so long is gone. Shorter gaps are normal: a broadcast to a whole
 * school behind one address waits for all of its clients at once, as long as a request takes.
 */
export const GONE_AFTER = 1500;

/** The bytes that wait for one recipient, and since when. */
interface Waiting {
  bytes: number;
  since: number;
}

/** The recipients of one address with unsent bytes. */
interface AddressEntry {
  bytes: number;
  /** In the order in which they began to wait. */
  waiting: Map<Recipient, Waiting>;
  isTimed: boolean;
}

export interface UnsentBytes {
  /** Sets how many bytes are unsent to a recipient at `address` now. */
  note(address: string, recipient: Recipient, bytes: number): void;
}

/**
 * So many times the limit are too much even for a moment, at one address or at all addresses with many unsent bytes
 * together: then no recipient is waited for.
 */
const AT_ONCE = 2;
/** This part of the limit is not many bytes: readers at different addresses may be behind, as many as there are. */
const MANY = 1 / 10;

/**
 * `limit` is in bytes, 0 for none. While more is unsent to an address, the recipients that are gone are cut, those first
 * that have waited longest. When twice as much is unsent, the ones that have waited longest are cut at once. So they are
 * at the address with the most, when all addresses with more than a tenth of the limit have more than twice the limit together.
 */
export function createUnsentBytes(limit: number): UnsentBytes {
  const addresses = new Map<string, AddressEntry>();
  /** The addresses with many unsent bytes, and the sum of these. */
  const heavy = { addresses: new Map<string, AddressEntry>(), bytes: 0 };

  function change(address: string, entry: AddressEntry, recipient: Recipient, bytes: number): void {
    const before = entry.waiting.get(recipient);
    weigh(address, entry, entry.bytes + bytes - (before?.bytes ?? 0));
    if (bytes > 0)
      entry.waiting.set(recipient, { bytes, since: before?.since ?? performance.now() });
    else entry.waiting.delete(recipient);
    if (entry.waiting.size > 0) addresses.set(address, entry);
    else addresses.delete(address);
  }

  function weigh(address: string, entry: AddressEntry, bytes: number): void {
    if (heavy.addresses.delete(address)) heavy.bytes -= entry.bytes;
    entry.bytes = bytes;
    if (bytes <= MANY * limit) return;
    heavy.addresses.set(address, entry);
    heavy.bytes += bytes;
  }

  /** If too much is unsent, sets a timer for when the recipient that has waited longest is gone. */
  function setTimer(address: string, entry: AddressEntry): void {
    const [longest] = entry.waiting.values();
    if (entry.isTimed || entry.bytes <= limit || !longest) return;
    entry.isTimed = true;
    const left = Math.max(0, longest.since + GONE_AFTER - performance.now());
    setTimeout(cutGone, left, address, entry).unref();
  }

  function cutGone(address: string, entry: AddressEntry): void {
    entry.isTimed = false;
    relieve(address, entry, performance.now() - GONE_AFTER);
    setTimer(address, entry);
  }

  /** Cuts recipients that began to wait at `then` or before, until the address is within the limit. */
  function relieve(address: string, entry: AddressEntry, then: number): void {
    for (const [recipient, { since }] of entry.waiting) {
      if (entry.bytes <= limit || since > then) return;
      cut(address, entry, recipient);
    }
  }

  /** Cuts the recipient that has waited longest at the address with the most, until all together are within the limit. */
  function relieveAll(): void {
    while (heavy.bytes > AT_ONCE * limit) {
      const [address, entry] = [...heavy.addresses].reduce((most, one) =>
        one[1].bytes > most[1].bytes ? one : most,
      );
      const [longest] = entry.waiting.keys();
      if (!longest) return;
      cut(address, entry, longest);
    }
  }

  function cut(address: string, entry: AddressEntry, recipient: Recipient): void {
    change(address, entry, recipient, 0);
    recipient.cut();
  }

  return {
    note(address, recipient, bytes) {
      if (limit === 0) return;
      const entry = addresses.get(address) ?? { bytes: 0, waiting: new Map(), isTimed: false };
      change(address, entry, recipient, bytes);
      if (entry.bytes > AT_ONCE * limit) relieve(address, entry, Infinity);
      relieveAll();
      setTimer(address, entry);
    },
  };
}
