import { rm } from "node:fs/promises";
import { type Environment, readConfig } from "../../src/start/config";
import { createLogger } from "../../src/logging/logger";
import { serve as serveStore, startServer } from "../../src/start/server";
import { assetsOf } from "../../src/http/assets";
import { quickFolder } from "./folder";
import { newPort } from "./ports";
import { bundleSources } from "../../src/http/sources";

/** No limits, for tests that flood on purpose. */
export const UNLIMITED = {
  MESSAGE_RATE: "0",
  EVENT_RATE: "0",
  CONNECTIONS_PER_ADDRESS: "0",
  CONNECTION_RATE_PER_ADDRESS: "0",
};

/** Every limit as it is by default. */
export const DEFAULTS = {
  MESSAGE_RATE: "",
  EVENT_RATE: "",
  CONNECTIONS_PER_ADDRESS: "",
  CONNECTION_RATE_PER_ADDRESS: "",
};

const sources = bundleSources();

/** Writes all files of the page into a folder, as the image has them. */
export async function writePage(folder: string): Promise<void> {
  for (const [path, content] of await sources) await Bun.write(folder + path, content);
}

/** The page, of which nothing is compressed yet. */
export const newAssets = () => sources.then(assetsOf);

/** Bundled and compressed once for all servers of a process: it is most of what a page's first load costs. */
export const sharedAssets = newAssets();

/** A server of the test's own, with its own store, on a port that nobody else has, and without limits unless it sets some. */
export async function serve(env: Environment = {}, { assets = sharedAssets } = {}) {
  const folder = await quickFolder("chuan-");
  const config = readConfig({
    PORT: String(newPort()),
    HOST: "127.0.0.1",
    DATABASE_URL: `sqlite:${folder}/chuan.db`,
    DRAIN_SECONDS: "0",
    LOG_LEVEL: "silent",
    ...UNLIMITED,
    ...env,
  });
  const server = await startServer(config, createLogger(config.logLevel), { assets });
  return {
    url: server.url,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A server on a store that a test holds in its hands. Without `sharedAssets` each would bundle the page again. */
export const serveOn = (
  store: Parameters<typeof serveStore>[0],
  config: Parameters<typeof serveStore>[1],
  logger = createLogger("silent"),
) => serveStore(store, config, logger, { assets: sharedAssets });
