/** Socket.IO on Bun: a Socket.IO server joined to `Bun.serve`. Nothing here knows what is said. */
import { Server as BunEngine, type WebSocketData } from "@socket.io/bun-engine";
import type { Server } from "socket.io";

export interface EngineOptions {
  /** The path that clients connect to, with both slashes. */
  path: string;
  /** Bytes that one packet may have. */
  maxPacket: number;
}

/** What `Bun.serve` needs of the engine. */
export interface Engine {
  fetch: (request: Request, server: Bun.Server<WebSocketData>) => Promise<Response>;
  websocket: Bun.WebSocketHandler<WebSocketData>;
  /** Seconds: above the ping interval, or a waiting long-poll would be cut. */
  idleTimeout: number;
  maxRequestBodySize: number;
}

/** Binds a Socket.IO server to an engine for `Bun.serve`. */
export function bindEngine(io: Server, options: EngineOptions): Engine {
  const engine = new BunEngine({ path: options.path, maxHttpBufferSize: options.maxPacket });
  io.bind(engine);
  const { websocket, idleTimeout, maxRequestBodySize } = engine.handler();
  return {
    fetch: (request, server) => engine.handleRequest(request, server),
    websocket,
    idleTimeout,
    maxRequestBodySize,
  };
}
