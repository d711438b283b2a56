/** The engine alone, with nothing of the chat: a Socket.IO server and no limits but those that a test sets. */
import { Server, type ServerOptions } from "socket.io";
import { createEngine, type EngineOptions } from "../../src/engine/engine";

/** For whoever is bothered by none. */
export const WITHOUT_LIMITS: EngineOptions = {
  path: "/socket.io/",
  maxPacket: 1_000_000,
  allowedOrigins: [],
  addressHeader: undefined,
  onMissingAddress: () => {},
  onForeignOrigin: () => {},
  admission: { connections: 0, perAddress: 0, ratePerAddress: 0 },
  heartbeat: { interval: 25_000, timeout: 20_000 },
  stepTimeout: 10_000,
  backlog: 0,
  packetRate: { perSecond: 0, burst: 0 },
  onError: () => {},
};

export async function serveEngine(
  options: Partial<EngineOptions> = {},
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
