/** Makes the engine of a server as the configuration says: its limits, and which pages and proxies it knows. */
import type { Logger } from "pino";
import type { Server } from "socket.io";
import { bytesSaid, EVENT_BURST_SECONDS } from "../chat/rate-limits";
import { createEngine, type Engine } from "../engine";
import { once } from "../logging/throttle";
import { sessionsWithin } from "../ops/descriptors";
import type { Config } from "./config";
import { warnOfForeignPages } from "./own-names";
import type { Proxies } from "./proxies";

/** The body of the 403 for a page of a foreign origin. */
const FOREIGN_ORIGIN_HELP =
  "this origin is not allowed: if it is this server's own, set PUBLIC_URL to it, or let the proxy pass on Host; if it is a friend's, ALLOWED_ORIGINS";

/** The engine under `io`, with the limits of the configuration. It notes in `proxies` the addresses that bring no header of TRUSTED_PROXY. */
export function openEngine(io: Server, config: Config, logger: Logger, proxies: Proxies): Engine {
  const warnOfMissing = once(() =>
    logger.warn(
      `connections have no address in ${config.trustedProxy}, which TRUSTED_PROXY names: all connections of one proxy count as one address`,
    ),
  );
  return createEngine(io, {
    allowedOrigins: allowedOriginsOf(config),
    addressHeader: config.trustedProxy,
    onMissingAddress(address) {
      proxies.note(address);
      warnOfMissing();
    },
    onForeignOrigin: warnOfForeignPages(logger),
    foreignOriginHelp: FOREIGN_ORIGIN_HELP,
    ...limitsOf(config),
    machine: config.fly?.machine,
    onError: (error) => logger.debug({ err: error }, "a request failed in the engine"),
  });
}

/** The engine's limits of an address, and of a connection, as the configuration says. */
export function limitsOf(config: Config) {
  return {
    admission: {
      connections: sessionsWithin(config.maxConnections),
      perAddress: config.connectionsPerAddress,
      ratePerAddress: config.connectionRatePerAddress,
    },
    backlog: config.backlogBytes,
    broadcastBytes: bytesSaid(config),
    packetRate: {
      perSecond: 2 * config.eventRate,
      burst: 2 * EVENT_BURST_SECONDS * config.eventRate,
    },
  };
}

/** The origins of pages that may use this server: its own, and those of friends. */
export function allowedOriginsOf({ publicUrls, allowedOrigins }: Config): string[] {
  return [...publicUrls, ...allowedOrigins];
}
