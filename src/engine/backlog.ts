/** What a connection has been sent and has not taken: more of it than allowed ends the connection (P19). */
import type { Server as BunEngine } from "@socket.io/bun-engine";
import type { Packet } from "@socket.io/bun-engine/dist/parser";
import { networkOf } from "./addresses";
import { addressOf, type Connection, type WebSocket, webSocketOf } from "./connection";
import { makeRounds } from "./rounds";
import { createWaiting } from "./waiting";

/** As many full backlogs may wait for all the connections of one address. */
const CROWD = 10;
/** Milliseconds between two looks at what WebSockets have not read: what is published to them passes by here. */
const LOOK_EVERY = 500;

export interface Backlog {
  /** What `Bun.serve` has to know: what goes past `check` is cut off by Bun itself. */
  readonly websocket: Pick<
    Bun.WebSocketHandler<unknown>,
    "backpressureLimit" | "closeOnBackpressureLimit"
  >;
  /** Connections that were ended for it since the start. */
  readonly ended: number;
  /** Ends a WebSocket's connection if more than allowed waits to be written to it. */
  check(ws: WebSocket): void;
}

/**
 * Watches the connections of an engine from now on. `limit` is in bytes, 0 for none. Whoever passes it is
 * not asked to leave, which would be written behind all that it does not read, but cut off.
 */
export function createBacklog(engine: BunEngine, limit: number): Backlog {
  const websocket = { backpressureLimit: limit, closeOnBackpressureLimit: limit > 0 };
  const backlog = { websocket, ended: 0, check };
  const ending = new WeakSet<object>();
  const crowds = createWaiting(limit * CROWD, cutOff);
  /** The WebSockets that had not read everything when they were last looked at. */
  const behind = new Set<Connection>();
  const lookAfter = makeRounds<Connection>(engine["clients"], LOOK_EVERY, (all) => {
    // Whoever was behind and has gone is among these alone.
    for (const connection of behind) noteUnread(connection);
    for (const connection of all) noteUnread(connection);
  });

  function check(ws: WebSocket): void {
    if (limit > 0 && ws.getBufferedAmount() > limit) end(ws, () => ws.terminate());
  }

  /** Later, because whoever is sending just now expects nobody to disappear under its hands. */
  function end(one: object, cut: () => void): void {
    if (ending.has(one)) return;
    ending.add(one);
    backlog.ended += 1;
    queueMicrotask(cut);
  }

  function checkSoFar(this: Connection): void {
    const ws = webSocketOf(this);
    if (ws) check(ws);
  }

  function cutOff(connection: Connection): void {
    const ws = webSocketOf(connection);
    if (ws) end(ws, () => ws.terminate());
    else end(connection, () => connection["onClose"]("transport error"));
  }

  function noteUnread(connection: Connection): void {
    const unread = webSocketOf(connection)?.getBufferedAmount() ?? 0;
    if (unread > 0) behind.add(connection);
    else if (!behind.delete(connection)) return;
    crowds.note(networkOf(addressOf(connection)), connection, unread);
  }

  function watchWaiting(connection: Connection): void {
    const network = networkOf(addressOf(connection));
    let waiting = 0;
    const wait = (bytes: number) => {
      waiting = bytes;
      crowds.note(network, connection, bytes);
      if (waiting > limit) cutOff(connection);
    };
    const cease = () => waiting > 0 && wait(0);
    connection.on("packetCreate", (packet) => {
      if (!connection.transport.writable) wait(waiting + sizeOf(packet));
    });
    connection.on("flush", (taken) => {
      const left = waiting - taken.reduce((bytes, packet) => bytes + sizeOf(packet), 0);
      // Whoever takes a part has come: the rest begins to wait now.
      cease();
      if (left > 0) wait(left);
    });
    connection.on("close", cease);
  }

  if (limit > 0)
    engine.on("connection", (connection: Connection) => {
      // Not "drain": with a fifth event to listen to, a connection's table of listeners takes 1 KB more.
      connection.on("packetCreate", checkSoFar);
      lookAfter();
      // A WebSocket is written to in the same turn: only long-polling makes packets wait.
      if (connection.transport.name === "polling") watchWaiting(connection);
    });
  return backlog;
}

function sizeOf({ data = "" }: Packet): number {
  return typeof data === "string" ? Buffer.byteLength(data) : data.byteLength;
}
