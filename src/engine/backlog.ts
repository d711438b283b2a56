/** Limits the bytes that a connection has been sent and has not read: more of them end the connection. */
import { sizeOf } from "./batch";
import type { Connection } from "./bun-engine";
import type { EngineIoServer } from "./engine-io";
import { compileLightly } from "./light-compiling";
import { type PollResponses, createPollResponses } from "./poll-responses";
import { networkAt, type WebSocket, webSocketOf } from "./engine-io-connection";
import { createSharedInterval } from "./shared-interval";
import { createUnpolled } from "./unpolled";
import type { Recipient, UnsentBytes } from "./unsent";

/** Milliseconds between two checks of all WebSockets: bytes that are published to them are not seen here. */
const CHECK_EVERY = 500;
/**
 * Characters published, all copies together, after which all WebSockets are checked before the time: their clients may
 * read nothing. They grow with the connections, because a check takes time for each.
 */
const CHECK_AFTER = { each: 8000, least: 2_000_000 };

export interface Backlog {
  /** For `Bun.serve`, which cuts off the WebSockets that `check` does not see in time. */
  readonly websocket: Pick<
    Bun.WebSocketHandler<unknown>,
    "backpressureLimit" | "closeOnBackpressureLimit"
  >;
  /** Connections that were ended for their backlog since the start. */
  readonly ended: number;
  /** Ends the connection of a WebSocket if more bytes than allowed wait to be written to it. */
  check(ws: WebSocket): void;
  /** Calls `close`, which takes a closed WebSocket's connection away, but later if the WebSocket was cut off here. */
  closed(ws: object, close: () => void): void;
  /** Counts so many published characters, all copies together. */
  published(characters: number): void;
  /** Responses to polls that have not been written. */
  readonly pollResponses: PollResponses;
}

/**
 * Watches the connections of an engine from now on. `limit` is in bytes for each connection, 0 for none; `unsent` counts
 * all connections of an address. A connection over a limit is cut off without a closing packet, which would be written
 * behind everything that the client does not read.
 */
export function createBacklog(engine: EngineIoServer, unsent: UnsentBytes, limit: number): Backlog {
  const websocket = { backpressureLimit: limit, closeOnBackpressureLimit: limit > 0 };
  const pollResponses = createPollResponses(unsent);
  const backlog = { websocket, ended: 0, check, closed, published, pollResponses };
  const ending = new WeakSet<object>();
  /** The WebSockets with unread bytes at the last check. */
  const behind = new Map<Connection, Recipient>();
  const unpolled = createUnpolled(cutOff);
  const connections: ReadonlyMap<string, Connection> = engine["clients"];
  const startChecks = createSharedInterval(connections, CHECK_EVERY, () => {
    unpolled.check();
    checkAll();
  });
  let publishedSince = 0;

  function checkAll(): void {
    // What is sent to one connection is noted when it is written.
    if (publishedSince === 0 && behind.size === 0) return;
    publishedSince = 0;
    // A connection that was behind and has ended is only in this map.
    for (const connection of behind.keys()) noteUnread(connection);
    for (const connection of connections.values()) noteUnread(connection);
  }

  function published(characters: number): void {
    publishedSince += characters;
    const most = Math.max(CHECK_AFTER.least, CHECK_AFTER.each * connections.size);
    if (limit > 0 && publishedSince > most) checkAll();
  }

  function check(ws: WebSocket): void {
    if (limit > 0 && ws.getBufferedAmount() > limit) endWebSocket(ws);
  }

  function end(one: object, cut: () => void): void {
    if (ending.has(one)) return;
    ending.add(one);
    backlog.ended += 1;
    cut();
  }

  /** Frees what is unsent to a WebSocket now: in this turn of the event loop there may be much more to publish. */
  const endWebSocket = (ws: WebSocket) => end(ws, () => ws.terminate());

  /** Ends a connection later: the code that is sending now relies on all connections being there. */
  const endLater = (connection: Connection) =>
    end(connection, () => queueMicrotask(() => connection["onClose"]("transport error")));

  function closed(ws: object, close: () => void): void {
    if (ending.has(ws)) queueMicrotask(close);
    else close();
  }

  function checkSender(this: Connection): void {
    const ws = webSocketOf(this);
    if (!ws || ws.getBufferedAmount() === 0) return;
    check(ws);
    // Not only at the next check of all: until then, each connection of an address could be owed a whole backlog.
    noteUnread(this);
  }

  function cutOff(connection: Connection): void {
    const ws = webSocketOf(connection);
    if (ws) return endWebSocket(ws);
    pollResponses.cut(connection);
    endLater(connection);
  }

  function noteUnread(connection: Connection): void {
    const unread = webSocketOf(connection)?.getBufferedAmount() ?? 0;
    const known = behind.get(connection);
    if (unread === 0 && !known) return;
    const recipient = known ?? { cut: () => cutOff(connection) };
    if (unread > 0) behind.set(connection, recipient);
    else behind.delete(connection);
    unsent.note(networkAt(connection), recipient, unread);
  }

  function watchPolling(connection: Connection): void {
    const network = networkAt(connection);
    const recipient = { cut: () => cutOff(connection) };
    let waiting = 0;
    /** Bytes of the response to the last poll. */
    let taken = 0;
    const setWaiting = (bytes: number) => {
      waiting = bytes;
      unsent.note(network, recipient, bytes);
      unpolled.note(connection, bytes, taken);
      if (waiting > limit) cutOff(connection);
    };
    const clear = () => waiting > 0 && setWaiting(0);
    const drop = () => {
      clear();
      // Requests that the connection came with may keep it for a while; what waited for it goes now.
      connection["writeBuffer"].length = 0;
    };
    connection.on("packetCreate", (packet) => {
      if (!connection.transport.writable) setWaiting(waiting + sizeOf(packet));
    });
    connection.on("flush", (sent) => {
      taken = sent.reduce((bytes, packet) => bytes + sizeOf(packet), 0);
      const left = waiting - taken;
      // The client has polled, so what is left begins to wait now.
      clear();
      if (left > 0) setWaiting(left);
    });
    connection.on("close", drop);
  }

  if (limit > 0) {
    compileLightly(checkSender);
    engine.onEach("written", checkSender);
    engine.on("connection", (connection: Connection) => {
      startChecks();
      // Packets for a WebSocket are written in the same turn: only those for long-polling wait.
      if (connection.transport.name === "polling") watchPolling(connection);
    });
  }
  return backlog;
}
