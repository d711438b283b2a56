/** What waits for all the long-polling clients of one address: a connection costs nothing, an address does. */
import type { Connection } from "./connection";

/** What waits for each connection of one address that has not come for it. */
interface Crowd {
  bytes: number;
  /** In the order in which they began to wait: whoever does come is never in front for long. */
  waiting: Map<Connection, number>;
}

export interface Waiting {
  /** Notes how many bytes wait for a connection of `address` now. */
  note(address: string, connection: Connection, bytes: number): void;
}

/** `limit` is in bytes. While more waits for an address, `end` is given whoever of it has waited longest. */
export function createWaiting(limit: number, end: (connection: Connection) => void): Waiting {
  const crowds = new Map<string, Crowd>();

  function note(address: string, connection: Connection, bytes: number): void {
    const crowd = crowds.get(address) ?? { bytes: 0, waiting: new Map<Connection, number>() };
    crowd.bytes += bytes - (crowd.waiting.get(connection) ?? 0);
    if (bytes > 0) crowd.waiting.set(connection, bytes);
    else crowd.waiting.delete(connection);
    if (crowd.waiting.size > 0) crowds.set(address, crowd);
    else crowds.delete(address);
    if (crowd.bytes > limit) endLongest(address, crowd);
  }

  function endLongest(address: string, { waiting }: Crowd): void {
    for (const [connection] of waiting) {
      note(address, connection, 0);
      return end(connection);
    }
  }

  return { note };
}
