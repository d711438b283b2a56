/** What a connection has been sent and has not taken: more of it than allowed ends the connection (P19). */
import type { Server as BunEngine } from "@socket.io/bun-engine";
import type { Packet } from "@socket.io/bun-engine/dist/parser";
import { type Answers, createAnswers } from "./answers";
import { type Connection, networkAt, type WebSocket, webSocketOf } from "./connection";
import { makeRounds } from "./shared-interval";
import type { Debtor, Waiting } from "./unsent";

/** Milliseconds between two looks at what WebSockets have not read: what is published to them passes by here. */
const LOOK_EVERY = 500;
/**
 * Characters published, all copies together, after which it is looked before the time: it may be for many who do not
 * read. So many for each connection, because to look takes time for each.
 */
const LOOK_AFTER = { each: 20_000, least: 8_000_000 };

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
  /** Notes that so many characters have been published, all copies together. */
  published(characters: number): void;
  /** What long-polling has been answered and has not been written. */
  readonly answers: Answers;
}

/**
 * Watches the connections of an engine from now on. `limit` is in bytes for each, 0 for none; `unsent` counts what
 * there is for all of an address. A connection that passes a limit is not asked to leave, which would be written behind
 * all that it does not read, but cut off.
 */
export function createBacklog(engine: BunEngine, unsent: Waiting, limit: number): Backlog {
  const websocket = { backpressureLimit: limit, closeOnBackpressureLimit: limit > 0 };
  const answers = createAnswers(unsent);
  const backlog = { websocket, ended: 0, check, published, answers };
  const ending = new WeakSet<object>();
  /** The WebSockets that had not read everything when they were last looked at. */
  const behind = new Map<Connection, Debtor>();
  const connections: ReadonlyMap<string, Connection> = engine["clients"];
  const lookAfter = makeRounds(connections, LOOK_EVERY, look);
  let publishedSince = 0;

  function look(): void {
    publishedSince = 0;
    // Whoever was behind and has gone is among these alone.
    for (const connection of behind.keys()) noteUnread(connection);
    for (const connection of connections.values()) noteUnread(connection);
  }

  function published(characters: number): void {
    publishedSince += characters;
    const most = Math.max(LOOK_AFTER.least, LOOK_AFTER.each * connections.size);
    if (limit > 0 && publishedSince > most) look();
  }

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
    if (ws) return end(ws, () => ws.terminate());
    answers.cut(connection);
    end(connection, () => connection["onClose"]("transport error"));
  }

  function noteUnread(connection: Connection): void {
    const unread = webSocketOf(connection)?.getBufferedAmount() ?? 0;
    const known = behind.get(connection);
    if (unread === 0 && !known) return;
    const debtor = known ?? { cut: () => cutOff(connection) };
    if (unread > 0) behind.set(connection, debtor);
    else behind.delete(connection);
    unsent.note(networkAt(connection), debtor, unread);
  }

  function watchWaiting(connection: Connection): void {
    const network = networkAt(connection);
    const debtor = { cut: () => cutOff(connection) };
    let waiting = 0;
    const wait = (bytes: number) => {
      waiting = bytes;
      unsent.note(network, debtor, bytes);
      if (waiting > limit) cutOff(connection);
    };
    const cease = () => waiting > 0 && wait(0);
    const drop = () => {
      cease();
      // The connection may be kept for a while, by the requests it came with: what waited for it is not.
      connection["writeBuffer"].length = 0;
    };
    connection.on("packetCreate", (packet) => {
      if (!connection.transport.writable) wait(waiting + sizeOf(packet));
    });
    connection.on("flush", (taken) => {
      const left = waiting - taken.reduce((bytes, packet) => bytes + sizeOf(packet), 0);
      // Whoever takes a part has come: the rest begins to wait now.
      cease();
      if (left > 0) wait(left);
    });
    connection.on("close", drop);
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
