/** The process: reads the configuration, starts the server, stops it when asked to. */
import type { Logger } from "pino";
import { type Config, ConfigError, readConfig } from "./config";
import { createLogger } from "./logger";
import { type RunningServer, startServer } from "./server";

/** Exit codes: a wrong setting is 2, so that whoever supervises need not try again. */
const FAILED = 1;
const MISCONFIGURED = 2;

const config = configOrExit();
const logger = createLogger(config.logLevel);
const server = await serverOrExit(config, logger);
process.once("SIGTERM", stop);
process.once("SIGINT", stop);
logger.info({ url: server.url }, "listening");

function stop(signal: NodeJS.Signals): void {
  logger.info({ signal }, "leaving");
  // Whoever asks twice does not want to wait.
  process.on("SIGTERM", () => process.exit(FAILED));
  process.on("SIGINT", () => process.exit(FAILED));
  server.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      logger.fatal({ err: error }, "stopping failed");
      process.exit(FAILED);
    },
  );
}

function configOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return exit(MISCONFIGURED, error.message);
  }
}

async function serverOrExit(...parts: [Config, Logger]): Promise<RunningServer> {
  try {
    return await startServer(...parts);
  } catch (error) {
    logger.debug({ err: error }, "the start failed");
    return exit(FAILED, error instanceof Error ? error.message : String(error));
  }
}

/** One line is what an operator reads; the cause with its stack is in the log at debug level. */
function exit(code: number, reason: string): never {
  process.stderr.write(`chuan: ${reason}\n`);
  process.exit(code);
}
