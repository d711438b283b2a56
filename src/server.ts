/** Builds the parts and joins them into one server. */
import type { Logger } from "pino";
import { Server } from "socket.io";
import { openChat } from "./chat/chat";
import type { ChatServer } from "./chat/connection";
import type { Config } from "./config";
import { bindEngine } from "./engine/engine";
import { openMemoryLog } from "./log/memory";
import { createApp } from "./web/app";
import { loadAssets } from "./web/assets";

export interface RunningServer {
  /** Where it listens, without a slash at the end. */
  url: string;
  /** Ends every connection, finishes what was accepted and closes the store. */
  stop: () => Promise<void>;
}

/** Bytes a packet may have: far above the longest message, far below what hurts. */
const MAX_PACKET = 64 * 1024;

/** Starts a server. Rejects when the address is taken or the log cannot be opened. */
export async function startServer(config: Config, logger: Logger): Promise<RunningServer> {
  const log = openMemoryLog();
  const io: ChatServer = new Server({ serveClient: false });
  const engine = bindEngine(io, { path: "/socket.io/", maxPacket: MAX_PACKET });
  const limits = { rooms: config.maxRooms, backlog: config.backlogBytes };
  await openChat({ io, log, logger, greeting: config.greeting, limits });

  const app = createApp({ engine, assets: await loadAssets(), logger });
  const { websocket, idleTimeout, maxRequestBodySize } = engine;
  const server = Bun.serve({
    port: config.port,
    hostname: config.host,
    fetch: app.fetch,
    websocket,
    idleTimeout,
    maxRequestBodySize,
  });

  return {
    url: `http://${config.host === "0.0.0.0" ? "localhost" : config.host}:${server.port}`,
    async stop() {
      await io.close();
      await server.stop(true);
      await log.close();
    },
  };
}
