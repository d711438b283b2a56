/** chuan as on the open internet: every limit at its default. */
import { readConfig } from "../../src/start/config";
import { createLogger } from "../../src/logging/logger";
import { startServer } from "../../src/start/server";
import { report } from "./report";

const config = readConfig({
  PORT: "0",
  HOST: "127.0.0.1",
  LOG_LEVEL: "silent",
  ...process.env,
});
const server = await startServer(config, createLogger(config.logLevel));
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
report(server.url);
