/** Builds the parts and joins them into one server. */
import type { Logger } from "pino";
import { Server } from "socket.io";
import { openChat } from "./chat/chat";
import type { ChatServer } from "./chat/connection";
import { leave } from "./chat/leaving";
import type { Config } from "./config";
import { bindEngine } from "./engine/engine";
import type { Log } from "./log/log";
import { openLog } from "./log/open";
import { LOBBY } from "./protocol";
import { createApp } from "./web/app";
import { loadAssets } from "./web/assets";

export interface RunningServer {
  /** Where it listens, without a slash at the end. */
  url: string;
  /** Sends every connection away (P18), finishes what was accepted and closes the log. */
  stop: () => Promise<void>;
}

/** Bytes a packet may have: far above the longest message, far below what hurts. */
const MAX_PACKET = 64 * 1024;
/** Milliseconds in which the log has to answer for the server to be called ready. */
const READY_WITHIN = 2000;

/** Opens the configured log and starts a server on it. */
export async function startServer(config: Config, logger: Logger): Promise<RunningServer> {
  const log = openLog(config.databaseUrl, (error) => {
    logger.error({ err: error }, "a message could not be delivered");
  });
  try {
    return await serveLog(log, config, logger);
  } catch (error) {
    await log.close();
    throw error;
  }
}

/** Starts a server on a log, which it closes when it stops. Rejects when the address is taken. */
export async function serveLog(log: Log, config: Config, logger: Logger): Promise<RunningServer> {
  const io: ChatServer = new Server({ serveClient: false });
  const engine = bindEngine(io, { path: "/socket.io/", maxPacket: MAX_PACKET });
  const limits = { rooms: config.maxRooms, backlog: config.backlogBytes };
  await openChat({ io, log, logger, greeting: config.greeting, limits });

  let leaving = false;
  const app = createApp({
    engine,
    assets: await loadAssets(),
    logger,
    leaving: () => leaving,
    ready: async () => !leaving && (await answers(log)),
  });
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
      leaving = true;
      await leave(io, config.drainSeconds);
      await io.close();
      await server.stop(true);
      await log.close();
    },
  };
}

async function answers(log: Log): Promise<boolean> {
  const answer = log.read(LOBBY, { limit: 1 }).then(
    () => true,
    () => false,
  );
  return Promise.race([answer, Bun.sleep(READY_WITHIN).then(() => false)]);
}
