/** The engine alone, without the chat: a Socket.IO server with no limits but those that a test sets. */
import { Server, type ServerOptions } from "socket.io";
import { createEngine, type EngineOptions } from "../../src/engine";

/** No limit at all, for tests that set the one that they are about. */
export const WITHOUT_LIMITS: EngineOptions = {
  maxPacket: 1_000_000,
  admission: { connections: 0, perAddress: 0, ratePerAddress: 0 },
  backlog: 0,
  packetRate: { perSecond: 0, burst: 0 },
};

export async function serveEngine(
  options: EngineOptions = {},
  serverOptions: Partial<ServerOptions> = {},
) {
  const io = new Server({ serveClient: false, ...serverOptions });
  const engine = createEngine(io, { ...WITHOUT_LIMITS, ...options });
  const { fetch, websocket, idleTimeout, maxRequestBodySize } = engine;
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch,
    websocket,
    idleTimeout,
    maxRequestBodySize,
    development: false,
  });
  return {
    io,
    engine,
    url: server.url.origin,
    async [Symbol.asyncDispose]() {
      await io.close();
      await server.stop(true);
    },
  };
}
