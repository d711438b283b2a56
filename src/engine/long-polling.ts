/** The requests of a session by long-polling: polls, and POSTs with packets, one of each at a time. */
import type { Connection } from "./bun-engine";
import type { BunServer } from "./bun-server";
import type { PacketFilter } from "./packet-filter";
import type { PollResponses } from "./poll-responses";
import type { Refusals } from "./refusals";
import { bodyWithin } from "./request-body";

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
  /** Bytes that it may have. */
  maxPacket: number;
}

export interface LongPolling {
  poll(request: Request, connection: Connection, server: BunServer): Promise<Response>;
  post(request: Request, connection: Connection, server: BunServer): Promise<Response>;
}

export function createLongPolling(parts: LongPollingParts): LongPolling {
  const { pollResponses, packetFilter, refuse, pass, idle, stepTimeout, maxPacket } = parts;
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
      const body = await bodyWithin(request, { bytes: maxPacket, ms: stepTimeout });
      posting.delete(connection);
      if ("refused" in body) return refuse(body.refused);
      const { text } = body;
      if (packetFilter.admitsBody(connection, text)) return pass(withBody(request, text), server);
      connection["onClose"]("parse error");
      return refuse("packets");
    },
  };
}

function withBody({ url, method, headers, signal }: Request, body: string): Request {
  return new Request(url, { method, headers, signal, body });
}
