/** This server: checked, stored, synced to disk, acknowledged, numbered and fanned out. */
import { readConfig } from "../../src/start/config";
import { createLogger } from "../../src/logging/logger";
import { startServer } from "../../src/start/server";

const config = readConfig({ ...process.env, HOST: "127.0.0.1", PORT: "0", LOG_LEVEL: "warn" });
const { url } = await startServer(config, createLogger(config.logLevel));
console.log(url);
