/** What waits for all the connections of one address: a connection costs nothing, an address does. */
import type { Connection } from "./connection";

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
  waits: Map<Connection, Wait>;
  isWatched: boolean;
}

export interface Waiting {
  /** Notes how many bytes wait for a connection of `address` now. */
  note(address: string, connection: Connection, bytes: number): void;
}

/** `limit` is in bytes. While more waits for an address, `end` is given whoever of it has been absent longest. */
export function createWaiting(limit: number, end: (connection: Connection) => void): Waiting {
  const crowds = new Map<string, Crowd>();

  function note(address: string, connection: Connection, bytes: number): void {
    const crowd = crowds.get(address) ?? { bytes: 0, waits: new Map(), isWatched: false };
    const before = crowd.waits.get(connection);
    crowd.bytes += bytes - (before?.bytes ?? 0);
    if (bytes > 0)
      crowd.waits.set(connection, { bytes, since: before?.since ?? performance.now() });
    else crowd.waits.delete(connection);
    if (crowd.waits.size > 0) crowds.set(address, crowd);
    else crowds.delete(address);
    watch(address, crowd);
  }

  /** Looks again when whoever has waited longest is absent, if there is too much. */
  function watch(address: string, crowd: Crowd): void {
    const [longest] = crowd.waits.values();
    if (crowd.isWatched || crowd.bytes <= limit || !longest) return;
    crowd.isWatched = true;
    const left = Math.max(0, longest.since + ABSENT - performance.now());
    setTimeout(relieve, left, address, crowd).unref();
  }

  function relieve(address: string, crowd: Crowd): void {
    const absent = performance.now() - ABSENT;
    for (const [connection, { since }] of crowd.waits) {
      if (crowd.bytes <= limit || since > absent) break;
      note(address, connection, 0);
      end(connection);
    }
    crowd.isWatched = false;
    watch(address, crowd);
  }

  return { note };
}
