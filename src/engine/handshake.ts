/** A handshake by WebSocket, done as bun-engine does it, but in one write and without keeping the request. */
import { generateId } from "@socket.io/bun-engine/dist/util";
import { Connection, WS } from "./connection";

/** Whether a request that names no session asks for one by WebSocket, in this revision of the protocol. */
export function isWebSocketHandshake(request: Request, parameters: URLSearchParams): boolean {
  return (
    request.method === "GET" &&
    request.headers.has("Upgrade") &&
    parameters.get("transport") === "websocket" &&
    parameters.get("EIO") === "4"
  );
}

/**
 * A WebSocket that is a connection as soon as it is open: what it is told then leaves in one write with
 * the answer to the upgrade. Nothing of the request is copied, neither headers nor parameters.
 */
export class OpeningWebSocket extends WS {
  connection: Connection | undefined;

  override onOpen(ws: Parameters<WS["onOpen"]>[0]): void {
    super.onOpen(ws);
    const request = { url: "", headers: {}, _query: {}, connection: { encrypted: false } };
    this.connection = new Connection(generateId(), this.opts, this, request);
  }
}
