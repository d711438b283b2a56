/** The Engine.IO connection that carries Socket.IO's sockets, as bun-engine makes it. */
// The engine's modules import each other in a ring that holds only when entered by the first of these.
import { Server as BunEngine } from "@socket.io/bun-engine";
import { Socket as Connection } from "@socket.io/bun-engine/dist/socket";
import { WS } from "@socket.io/bun-engine/dist/transports/websocket";
import type { Socket } from "socket.io";

export { BunEngine, Connection, WS };
export type WebSocket = Bun.ServerWebSocket<unknown>;

/** The connection under a socket. Socket.IO types it as Node's engine would have made it. */
export function connectionOf(socket: Socket): Connection {
  return socket.conn as unknown as Connection;
}

/** The open WebSocket that everything written to a connection goes to at once, if there is one. */
export function webSocketOf({ readyState, transport }: Connection): WebSocket | undefined {
  if (readyState !== "open" || !(transport instanceof WS) || !transport.writable) return undefined;
  const ws = transport["socket"];
  return ws?.readyState === globalThis.WebSocket.OPEN ? ws : undefined;
}
