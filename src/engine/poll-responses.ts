/**
 * What long-polling is answered with, until it has been written. Bun takes whatever it is given, and keeps it while the
 * client does not read: what was handed to Bun is not gone, so an answer is counted until Bun has written it.
 */
import type { Connection } from "./bun-engine";
import { networkAt } from "./engine-io-connection";
import type { Recipient, UnsentBytes } from "./unsent";

/** Bytes that the system takes at once, even for a client that reads nothing: they need not be counted. */
const SMALL = 2048;

export interface PollResponses {
  /** Whether an answer to the connection has not been written: a client that reads has no reason to ask again yet. */
  isUnread(connection: Connection): boolean;
  /** The same answer, counted until it has been written. */
  count(connection: Connection, answer: Response): Promise<Response>;
  /** Drops what has not been written to the connection. */
  cut(connection: Connection): void;
}

/** Bun's own, which says when it has written; the types of a browser's hide that. */
const DirectStream = ReadableStream as unknown as new (
  source: Bun.DirectUnderlyingSource,
) => ReadableStream;

export function createPollResponses(unsent: UnsentBytes): PollResponses {
  const unread = new WeakMap<Connection, Recipient>();

  /** Writes an answer to Bun, and counts it until Bun has written it or the client is gone. */
  async function write(
    connection: Connection,
    parcel: { body: string },
    to: ReadableStreamDirectController,
  ): Promise<void> {
    const network = networkAt(connection);
    // Not the connection: that may have ended, or have a WebSocket by now, which is counted for itself.
    const recipient = { cut: () => to.close(new Error("not read")) };
    unread.set(connection, recipient);
    unsent.note(network, recipient, Buffer.byteLength(parcel.body));
    try {
      const written = to.write(parcel.body);
      // Bun has a copy, which is enough for as long as nobody reads it.
      parcel.body = "";
      await written;
      await to.flush(true);
    } finally {
      unsent.note(network, recipient, 0);
      if (unread.get(connection) === recipient) unread.delete(connection);
    }
  }

  function stream(connection: Connection, body: string): ReadableStream {
    const parcel = { body };
    return new DirectStream({ type: "direct", pull: (to) => write(connection, parcel, to) });
  }

  return {
    isUnread: (connection) => unread.has(connection),

    async count(connection, answer) {
      const body = await answer.text();
      const { status, headers } = answer;
      // One character has three bytes at most.
      const isSmall = 3 * body.length <= SMALL || Buffer.byteLength(body) <= SMALL;
      return new Response(isSmall ? body : stream(connection, body), { status, headers });
    },

    cut: (connection) => unread.get(connection)?.cut(),
  };
}
