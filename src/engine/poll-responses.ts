/**
 * Responses to polls that have not been written. Bun takes any response and keeps it while the client does not read, so
 * a response is counted until Bun has written it.
 */
import type { Connection } from "./bun-engine";
import { networkAt } from "./engine-io-connection";
import type { Recipient, UnsentBytes } from "./unsent";

/** Bytes that the system takes at once even for a client that reads nothing: a response of so many is not counted. */
const SMALL = 2048;

export interface PollResponses {
  /** Whether a response to the connection has not been written. A client that reads does not poll again before. */
  isUnread(connection: Connection): boolean;
  /** The same response, counted until it has been written. */
  count(connection: Connection, response: Response): Promise<Response>;
  /** Drops the response that has not been written to the connection. */
  cut(connection: Connection): void;
}

/** Bun's own stream, which says when it has written. The DOM's types hide it. */
const DirectStream = ReadableStream as unknown as new (
  source: Bun.DirectUnderlyingSource,
) => ReadableStream;

export function createPollResponses(unsent: UnsentBytes): PollResponses {
  const unread = new WeakMap<Connection, Recipient>();

  /** Gives a body to Bun, and counts it until Bun has written it or the client is gone. */
  async function write(
    connection: Connection,
    holder: { body: string },
    to: ReadableStreamDirectController,
  ): Promise<void> {
    const network = networkAt(connection);
    // Not the connection itself: it may end before its response is read, or have a WebSocket, which is counted apart.
    const recipient = { cut: () => to.close(new Error("not read")) };
    unread.set(connection, recipient);
    unsent.note(network, recipient, Buffer.byteLength(holder.body));
    try {
      const written = to.write(holder.body);
      // Bun has a copy: a second one would be kept until the client reads.
      holder.body = "";
      await written;
      await to.flush(true);
    } finally {
      unsent.note(network, recipient, 0);
      if (unread.get(connection) === recipient) unread.delete(connection);
    }
  }

  function stream(connection: Connection, body: string): ReadableStream {
    const holder = { body };
    return new DirectStream({ type: "direct", pull: (to) => write(connection, holder, to) });
  }

  return {
    isUnread: (connection) => unread.has(connection),

    async count(connection, response) {
      const body = await response.text();
      const { status, headers } = response;
      // A character has three bytes at most, so most bodies need not be measured.
      const isSmall = 3 * body.length <= SMALL || Buffer.byteLength(body) <= SMALL;
      return new Response(isSmall ? body : stream(connection, body), { status, headers });
    },

    cut: (connection) => unread.get(connection)?.cut(),
  };
}
