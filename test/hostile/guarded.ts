/** chuan as on the open internet: every limit at its default. */
import { readConfig } from "../../src/start/config";
import { tidyAtRest } from "../../src/ops/memory";
import { createLogger } from "../../src/logging/logger";
import { PACE } from "../../src/start/files";
import { startServer } from "../../src/start/server";
import { assetsOf } from "../../src/http/assets";
import { readSources } from "../../src/http/sources";
import { ENCODER, PAGE } from "../support/program-parts";
import { report } from "./report";

const config = readConfig({
  PORT: "0",
  HOST: "127.0.0.1",
  LOG_LEVEL: "silent",
  ...process.env,
});
// Bundled by the test, once for all victims: that is a third of a start.
const assets = readSources(PAGE).then(assetsOf);
// So that no test waits for as long as a slow phone may take.
const grace = Number(process.env["VICTIM_GRACE"] ?? PACE.grace);
const pace = { ...PACE, grace };
const server = await startServer(config, createLogger(config.logLevel), {
  assets,
  pace,
  encoder: ENCODER,
});
tidyAtRest(server.shrink);
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
report(server.url);
