/** This server: checked, stored, synced to disk, acknowledged, numbered and fanned out. */
import { readConfig } from "../../src/config";
import { createLogger } from "../../src/logger";
import { startServer } from "../../src/server";

const config = readConfig({ ...process.env, HOST: "127.0.0.1", PORT: "0", LOG_LEVEL: "warn" });
const { url } = await startServer(config, createLogger(config.logLevel));
console.log(url);
