/** The Engine.IO connection that carries Socket.IO's sockets, as bun-engine makes it. */
import type { Socket } from "socket.io";
import { networkOf } from "./addresses";
import type { Connection, WS } from "./bun-engine";
import { WebSocketConnection } from "./websocket-connection";

export type WebSocket = Bun.ServerWebSocket<unknown>;

/** The connection under a socket. Socket.IO types it as Node's engine would have made it. */
export function connectionOf(socket: Socket): Connection {
  return socket.conn as unknown as Connection;
}

/** A connection of this engine's own as bun-engine has it, whose parts are the same but cannot be its private ones. */
export function asConnection(connection: WebSocketConnection): Connection {
  return connection as unknown as Connection;
}

/** A connection as one of this engine's own, if it is one. */
function asOwn(connection: Connection | WebSocketConnection): WebSocketConnection | undefined {
  return connection instanceof WebSocketConnection ? connection : undefined;
}

/**
 * The WebSocket of a connection to which something may be published. While there is none, what the connection is sent
 * has to go by itself, since more waits for it.
 */
export function publishableOf(connection: Connection): WebSocket | undefined {
  const isReady = asOwn(connection)?.hasConnected ?? true;
  return isReady ? webSocketOf(connection) : undefined;
}

/** Calls `listener` when something may be published to a connection, unless the returned function has been called before. */
export function onPublishable(connection: Connection, listener: () => void): () => void {
  const own = asOwn(connection);
  if (own) return own.whenConnected(listener);
  const upgraded = () => {
    // What has been waiting for the WebSocket goes before whatever is published from now on.
    connection["flush"]();
    listener();
  };
  connection.once("upgrade", upgraded);
  return () => connection.off("upgrade", upgraded);
}

/** Socket.IO reads the address where Node's engine has it. */
type Addressed = Connection & {
  remoteAddress?: string | undefined;
  network?: string | undefined;
};

/** Says where a connection comes from. */
export function setAddress(connection: Connection, address: string | undefined): void {
  const addressed: Addressed = connection;
  addressed.remoteAddress = address;
  addressed.network = address === undefined ? undefined : networkOf(address);
}

/** What counts as the address of a connection, as the gate has found. Limits go by it. */
export function networkAt(connection: Connection): string {
  return (connection as Addressed).network ?? "";
}

/** The open WebSocket that everything written to a connection goes to in the same turn, if there is one. */
export function webSocketOf(connection: Connection): WebSocket | undefined {
  const { readyState, transport } = connection;
  if (readyState !== "open" || transport.name !== "websocket" || !transport.writable)
    return undefined;
  const ws = (transport as WS)["socket"];
  return ws?.readyState === globalThis.WebSocket.OPEN ? ws : undefined;
}
