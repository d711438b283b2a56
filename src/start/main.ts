/** The process: reads the configuration, starts the server, stops it when asked to. */
import type { Logger } from "pino";
import { type Config, ConfigError, readConfig, settingsForLog } from "./config";
import { outliveFaults } from "./faults";
import { ENCODER } from "./files";
import { createLogger, flushed, type LogLevel } from "../logging/logger";
import { createMetrics } from "../ops/metrics/metrics";
import { tidyAtRest } from "../ops/memory";
import { sayWhatWaits } from "../logging/throttle";
import { type RunningServer, type ServerParts, startServer } from "./server";
import { assetsOf, type AssetSource } from "../http/assets";
import { bundleSources } from "../http/sources";

/** Exit codes: an invalid setting is 2, so that a supervisor need not try again. */
const FAILED = 1;
const MISCONFIGURED = 2;
/** Milliseconds beyond the drain in which connections and store have to be closed. */
const GRACE = 5000;
/**
 * Milliseconds in which the same signal counts as the same request: a supervisor sends it to the whole process
 * group, and `bun run`, which is in the group, sends it once more.
 */
const ECHO = 2000;

/** Runs the server until the process is asked to stop. */
export async function run(
  loggerOf: (level: LogLevel) => Logger,
  sources: Promise<AssetSource[]>,
  encoder = ENCODER,
): Promise<void> {
  const config = configOrExit();
  const logger = loggerOf(config.logLevel);
  const metrics = createMetrics();
  const server = await serverOrExit(config, logger, {
    metrics,
    assets: sources.then(assetsOf),
    encoder,
  });
  outliveFaults(logger, metrics.faulted);
  tidyAtRest(server.shrink);
  stopWhenAsked(server, logger, config.drainSeconds);
  logger.info({ url: server.url, config: settingsForLog(config) }, "listening");
}

/** The first signal drains the server. A second one, from a person who does not want to wait, ends it at once. */
function stopWhenAsked(server: RunningServer, logger: Logger, drainSeconds: number): void {
  let first: { signal: NodeJS.Signals; at: number } | undefined;
  const asked = (signal: NodeJS.Signals) => {
    const at = performance.now();
    if (first === undefined) {
      first = { signal, at };
      void stopAndExit(signal, server, logger);
      // A part that hangs must end before the platform kills the process. Acknowledged messages are durable in any case.
      setTimeout(() => process.exit(FAILED), drainSeconds * 1000 + GRACE).unref();
    } else if (signal !== first.signal || at - first.at > ECHO) process.exit(FAILED);
  };
  process.on("SIGTERM", asked);
  process.on("SIGINT", asked);
}

async function stopAndExit(
  signal: NodeJS.Signals,
  server: RunningServer,
  logger: Logger,
): Promise<void> {
  logger.info({ signal }, "leaving");
  try {
    await server.stop();
    await exitWith(0, logger);
  } catch (error) {
    logger.fatal({ err: error }, "stopping failed");
    await exitWith(FAILED, logger);
  }
}

/** Ends the process when the log lines are written. */
async function exitWith(code: number, logger: Logger): Promise<never> {
  sayWhatWaits();
  await flushed(logger);
  process.exit(code);
}

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return exit(MISCONFIGURED, error.message);
  }
}

async function serverOrExit(
  config: Config,
  logger: Logger,
  parts: Partial<ServerParts>,
): Promise<RunningServer> {
  try {
    return await startServer(config, logger, parts);
  } catch (error) {
    logger.debug({ err: error }, "the start failed");
    await flushed(logger);
    return exit(FAILED, error instanceof Error ? error.message : String(error));
  }
}

/** One line for the operator; the log has the cause with its stack at debug level. */
function exit(code: number, reason: string): never {
  process.stderr.write(`chuan: ${reason}\n`);
  process.exit(code);
}

if (import.meta.main) await run(createLogger, bundleSources());
