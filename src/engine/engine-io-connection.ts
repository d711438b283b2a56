/** The Engine.IO connection under a Socket.IO socket: its address, its WebSocket, and when it can be published to. */
import type { Socket } from "socket.io";
import { networkOf } from "./addresses";
import type { Connection, WS } from "./bun-engine";
import { WebSocketConnection } from "./websocket-connection";

export type WebSocket = Bun.ServerWebSocket<unknown>;

/** The connection under a socket. Socket.IO's types have it as Node's engine makes it. */
export function connectionOf(socket: Socket): Connection {
  return socket.conn as unknown as Connection;
}

/** A connection of this engine as bun-engine's type: it has the same members, but a type cannot share private ones. */
export function asConnection(connection: WebSocketConnection): Connection {
  return connection as unknown as Connection;
}

/** The connection, if it is one of this engine's own kind. */
export function ownOf(
  connection: Connection | WebSocketConnection,
): WebSocketConnection | undefined {
  return connection instanceof WebSocketConnection ? connection : undefined;
}

/**
 * The WebSocket to which a connection's broadcasts may be published. While there is none, packets wait for the
 * connection that a publish would overtake, so that it has to be written to itself.
 */
export function publishableOf(connection: Connection): WebSocket | undefined {
  const isReady = ownOf(connection)?.hasConnected ?? true;
  return isReady ? webSocketOf(connection) : undefined;
}

/** Calls `listener` once a connection can be published to, unless the returned function is called before. */
export function onPublishable(connection: Connection, listener: () => void): () => void {
  const own = ownOf(connection);
  if (own) return own.whenConnected(listener);
  const upgraded = () => {
    // Packets that waited for the WebSocket leave before those that are published from now on.
    connection["flush"]();
    listener();
  };
  connection.once("upgrade", upgraded);
  return () => connection.off("upgrade", upgraded);
}

/** Socket.IO reads `remoteAddress`, where Node's engine has it. */
type Addressed = Connection & {
  remoteAddress?: string | undefined;
  network?: string | undefined;
};

/** Gives a connection the address of its client. */
export function setAddress(connection: Connection, address: string | undefined): void {
  const addressed: Addressed = connection;
  addressed.remoteAddress = address;
  addressed.network = address === undefined ? undefined : networkOf(address);
}

/** The address of a connection as limits count it (see `networkOf`). */
export function networkAt(connection: Connection): string {
  return (connection as Addressed).network ?? "";
}

/** The open WebSocket to which a connection writes everything in the same turn of the event loop, if there is one. */
export function webSocketOf(connection: Connection): WebSocket | undefined {
  const { readyState, transport } = connection;
  if (readyState !== "open" || transport.name !== "websocket" || !transport.writable)
    return undefined;
  const ws = (transport as WS)["socket"];
  return ws?.readyState === globalThis.WebSocket.OPEN ? ws : undefined;
}
