/**
 * What long-polling is answered with, until it has been written. Bun takes whatever it is given, and keeps it while the
 * client does not read: what was handed to Bun is not gone, so an answer is counted until Bun has written it.
 */
import { type Connection, networkAt } from "./connection";
import type { Debtor, Waiting } from "./waiting";

/** Bytes that the system takes at once, even for a client that reads nothing: they need not be counted. */
const SMALL = 2048;

export interface Answers {
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

export function createAnswers(unsent: Waiting): Answers {
  const unread = new WeakMap<Connection, Debtor>();

  /** Writes a body to Bun, and counts it until Bun has written it or the client is gone. */
  async function write(
    connection: Connection,
    body: string,
    to: ReadableStreamDirectController,
  ): Promise<void> {
    const network = networkAt(connection);
    // Not the connection: that may have ended, or have a WebSocket by now, which is counted for itself.
    const debtor = { cut: () => to.close(new Error("not read")) };
    unread.set(connection, debtor);
    unsent.note(network, debtor, Buffer.byteLength(body));
    try {
      await to.write(body);
      await to.flush(true);
    } finally {
      unsent.note(network, debtor, 0);
      if (unread.get(connection) === debtor) unread.delete(connection);
    }
  }

  return {
    isUnread: (connection) => unread.has(connection),

    async count(connection, answer) {
      const body = await answer.text();
      const { status, headers } = answer;
      // One character has three bytes at most.
      if (3 * body.length <= SMALL || Buffer.byteLength(body) <= SMALL)
        return new Response(body, { status, headers });
      const stream = new DirectStream({
        type: "direct",
        pull: (to) => write(connection, body, to),
      });
      return new Response(stream, { status, headers });
    },

    cut: (connection) => unread.get(connection)?.cut(),
  };
}
