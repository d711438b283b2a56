/** The requests of a session by long-polling: polls, and POSTs with packets, one of each at a time. */
import type { Connection } from "./bun-engine";
import type { BunServer } from "./bun-server";
import type { PacketFilter } from "./packet-filter";
import type { PollResponses } from "./poll-responses";
import type { Refusals } from "./refusals";

/** Seconds without a byte after which Bun ends a request: a poll that waits for packets, and any other request. */
export interface IdleTimeouts {
  poll: number;
  other: number;
}

export interface LongPollingParts {
  pollResponses: PollResponses;
  packetFilter: PacketFilter;
  refuse: Refusals["refuse"];
  /** Has the engine answer. */
  pass: (request: Request, server: BunServer) => Promise<Response>;
  idle: IdleTimeouts;
  /** Milliseconds that the body of a POST may take. */
  stepTimeout: number;
}

export interface LongPolling {
  poll(request: Request, connection: Connection, server: BunServer): Promise<Response>;
  post(request: Request, connection: Connection, server: BunServer): Promise<Response>;
}

export function createLongPolling(parts: LongPollingParts): LongPolling {
  const { pollResponses, packetFilter, refuse, pass, idle, stepTimeout } = parts;
  /** Connections of which the body of a POST is coming in. */
  const posting = new WeakSet<Connection>();

  /** Ends a connection that does not wait for the response to its last request: no client of the protocol does that. */
  function endForOverlap(connection: Connection): Response {
    connection["onClose"]("transport error");
    return refuse("overlap");
  }

  return {
    async poll(request, connection, server) {
      if (pollResponses.isUnread(connection)) return endForOverlap(connection);
      server.timeout(request, idle.poll);
      const response = await pass(request, server);
      server.timeout(request, idle.other);
      return pollResponses.count(connection, response);
    },

    async post(request, connection, server) {
      if (posting.has(connection)) return endForOverlap(connection);
      posting.add(connection);
      const body = await bodyOf(request, stepTimeout);
      posting.delete(connection);
      if (body === undefined) return refuse("late");
      if (packetFilter.admitsBody(connection, body)) return pass(withBody(request, body), server);
      connection["onClose"]("parse error");
      return refuse("packets");
    },
  };
}

/** A request's body, or `undefined` when it does not come within so many milliseconds or at all. */
async function bodyOf(request: Request, ms: number): Promise<string | undefined> {
  const { promise: late, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, ms, undefined);
  const text = request.text().catch(() => undefined);
  try {
    return await Promise.race([text, late]);
  } finally {
    clearTimeout(timer);
  }
}

function withBody({ url, method, headers, signal }: Request, body: string): Request {
  return new Request(url, { method, headers, signal, body });
}
