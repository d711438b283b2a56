/** The process: reads the configuration, starts the server, stops it when asked to. */
import { ConfigError, readConfig } from "./config";
import { createLogger } from "./logger";
import { startServer } from "./server";

const config = configOrExit();
const logger = createLogger(config.logLevel);
const server = await startServer(config, logger);
logger.info({ url: server.url }, "listening");

process.on("SIGTERM", stop);
process.on("SIGINT", stop);

function stop(signal: NodeJS.Signals): void {
  logger.info({ signal }, "stopping");
  server.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      logger.fatal({ err: error }, "stopping failed");
      process.exit(1);
    },
  );
}

function configOrExit() {
  try {
    return readConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`chuan: ${error.message}\n`);
    process.exit(2);
  }
}
