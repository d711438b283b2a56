/** Builds the parts and connects them into one server. */
import type { Logger } from "pino";
import { Server } from "socket.io";
import { listen } from "./listen";
import { localUrl } from "./local-url";
import { createProxies } from "./proxies";
import { type OpenStore, openStore, startRetention, watchStore } from "../store";
import { createRateLimits } from "../chat/rate-limits";
import { openChat } from "../chat/chat";
import type { ChatServer } from "../chat/chat-socket";
import { drain } from "../chat/drain";
import type { Pace } from "../chat/files/incoming-bytes";
import type { Config } from "./config";
import { watchDescriptors } from "../ops/descriptors";
import { strictParser } from "../engine";
import { openEngine } from "./engine";
import { logStoreFaults } from "./faults";
import { warnOfNoOwner } from "./no-owner";
import { warnOfOlderMachines } from "./older-machines";
import { ENCODER, openFiles, PACE } from "./files";
import { createRequests } from "./requests";
import { warnOfNeighbours } from "../ops/neighbours";
import { createMetrics, type Metrics } from "../ops/metrics/metrics";
import { watchProcess } from "../ops/metrics/process";
import { serveMetrics } from "../ops/metrics/serve";
import { createReadiness } from "../ops/readiness";
import { type Assets, assetsOf } from "../http/assets";
import { bundleSources } from "../http/sources";

export interface RunningServer {
  /** The URL that it listens on, without a slash at the end. */
  url: string;
  /** Gives back memory that only load needs. */
  shrink: () => Promise<void>;
  /** Drains all connections (P18), finishes accepted messages and closes the store. */
  stop: () => Promise<void>;
}

/** The parts of a server besides its store. */
export interface ServerParts {
  metrics: Metrics;
  /** The static files. */
  assets: Promise<Assets>;
  /** The script of the process that encodes pictures. */
  encoder: string;
  /** How slowly the bytes of an upload may come. */
  pace: Pace;
}

/** Milliseconds for writing the last responses after all connections are closed. */
const LAST_RESPONSES = 1000;

/** Opens the store of the configuration and starts a server on it. */
export async function startServer(
  config: Config,
  logger: Logger,
  parts: Partial<ServerParts> = {},
): Promise<RunningServer> {
  const { metrics = createMetrics(), assets = bundleSources().then(assetsOf) } = parts;
  const { failed, unswept } = logStoreFaults(logger);
  const store = await openStore(config.store, {
    direct: config.directDatabaseUrl,
    onFault: failed,
    onCommit: metrics.committed,
    files: {
      place: config.files,
      bytes: config.filesBytes,
      failed: unswept,
    },
  });
  if (config.fly && config.store.kind === "sqlite") void warnOfNeighbours(config.fly, logger);
  try {
    return await serve(store, config, logger, { ...parts, metrics, assets });
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Starts a server on a store, which it closes when it stops. Rejects when an address is in use. */
export async function serve(
  store: OpenStore,
  config: Config,
  logger: Logger,
  parts: Partial<ServerParts> = {},
): Promise<RunningServer> {
  const { metrics = createMetrics(), assets = bundleSources().then(assetsOf) } = parts;
  const { log, community, persons, roster, relay } = store;
  await community.setAccess(config.access);
  await warnOfNoOwner(config.access, community, logger);
  const io: ChatServer = new Server({ serveClient: false, parser: strictParser });
  const proxies = createProxies();
  const engine = openEngine(io, config, logger, proxies);
  const limits = {
    rooms: config.maxRooms || undefined,
    backlog: config.backlogBytes || undefined,
  };
  const { greeting } = config;
  const rateLimits = createRateLimits(config, engine.broadcastBytes);
  const chat = await openChat({
    io,
    log,
    community,
    persons,
    roster,
    relay,
    logger,
    greeting,
    limits,
    rateLimits,
    measurements: metrics.measurements,
    entry: config.access,
    publicUrl: config.publicUrls[0],
    isProxy: proxies.has,
    files: await openFiles(store, config, metrics, { encoder: ENCODER, pace: PACE, ...parts }),
  });
  store.onAvailability((isThere) =>
    isThere ? logger.info("the database is back") : logger.warn("the database is away"),
  );
  warnOfOlderMachines(store, logger);
  const path = config.store.kind === "sqlite" ? config.store.path : undefined;
  const storeWatch = watchStore({ log, path, logger });
  metrics.watch({
    connections: () => countTransports(io),
    broadcasts: () => engine.fanOut,
    refusedRequests: () => ({ ...engine.refused, ...requests.refused }),
    backlogCloses: () => engine.backlog.ended,
    descriptorShortages: () => descriptors.shortages,
    reconnections: store.reconnections,
    writes: log.writes,
    freeBytes: storeWatch.free,
    files: () => store.files?.measured,
  });

  let leaving = false;
  const answers = createReadiness(log);
  const requests = createRequests({
    engine,
    chat,
    assets: await assets,
    config,
    logger,
    proxies,
    leaving: () => leaving,
    ready: async () => log.writes.isPossible && !leaving && (await answers()) && !leaving,
  });
  const { fetch, error, maxRequestBodySize } = requests;
  const { websocket, idleTimeout } = engine;
  const serving = { fetch, error, websocket, idleTimeout, maxRequestBodySize };
  const server = listen("", config.host, config.port, (address) =>
    // In development mode, Bun prints a line for each response that is cut off.
    Bun.serve({ ...address, ...serving, development: false }),
  );
  const descriptors = watchDescriptors({
    server,
    refused: () => engine.refused.full,
    logger,
  });
  const stopAside = runAside(store, config, logger, metrics);

  return {
    url: localUrl(config.host, server.port ?? config.port),
    async shrink() {
      if (!leaving) await store.shrink();
    },
    async stop() {
      leaving = true;
      await drain(io, config.drainSeconds);
      await io.close();
      // A handler returns a response before Bun has written it, and it may contain an acknowledgement.
      await Promise.race([server.stop(), Bun.sleep(LAST_RESPONSES)]);
      await server.stop(true);
      descriptors.stop();
      await stopAside();
      storeWatch.stop();
      await store.close();
    },
  };
}

/** Starts metrics and retention, and returns what stops them. Throws when the metrics' address is in use. */
function runAside(
  store: OpenStore,
  { metricsHost, metricsPort, retentionDays: days }: Config,
  logger: Logger,
  { registry }: Metrics,
): () => Promise<void> {
  const failed = (error: unknown) =>
    logger.error({ err: error }, "old messages could not be removed");
  const removed = (messages: number) => logger.info({ messages, days }, "old messages removed");
  const numbers =
    metricsPort > 0
      ? listen("METRICS_", metricsHost, metricsPort, ({ hostname, port }) =>
          serveMetrics(registry, hostname, port),
        )
      : undefined;
  const stopWatching = watchProcess(registry);
  const stopRetention = startRetention(store, { days, failed, removed });
  return async () => {
    stopRetention();
    stopWatching();
    await numbers?.stop();
  };
}

function countTransports(io: ChatServer): Map<string, number> {
  const sockets = [...io.of("/").sockets.values()];
  const byTransport = Map.groupBy(sockets, ({ conn }) => conn.transport.name);
  return new Map(byTransport.entries().map(([name, all]) => [name, all.length]));
}
