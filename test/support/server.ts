import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { type Environment, readConfig } from "../../src/start/config";
import { createLogger } from "../../src/logging/logger";
import { serve as serveStore, startServer } from "../../src/start/server";
import { assetsOf } from "../../src/http/assets";
import { quickFolder, quickPlace } from "./folder";
import { onceARun } from "./once-a-run";
import { newPort } from "./ports";
import { bundleSources, readSources } from "../../src/http/sources";

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

const brotli = promisify<Uint8Array, object, Buffer<ArrayBuffer>>(brotliCompress);
const LIGHTLY = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

const pageIn = (folder: string) => `${folder}/page`;

/** The files of the page, bundled once for all workers of a test run. */
const sources = quickPlace().then(async (place) => {
  const folder = await onceARun(join(place, "chuan-page-"), async (made) => {
    for (const [path, content] of await bundleSources())
      await Bun.write(pageIn(made) + path, content);
  });
  return readSources(pageIn(folder));
});

/** Writes all files of the page into a folder, as the image has them. */
export async function writePage(folder: string): Promise<void> {
  for (const [path, content] of await sources) await Bun.write(folder + path, content);
}

/** The page, of which nothing is compressed yet. */
export const newAssets = () => sources.then(assetsOf);

/** The page for all servers of a process. Its files are compressed less than a server does it, which takes a second. */
export const sharedAssets = newAssets().then(async (assets) => {
  const files = assets.entries().filter(([path]) => !path.startsWith("/socket.io/"));
  for (const [, { body, encoded }] of files)
    encoded.set(
      "br",
      brotli(body, LIGHTLY).then((bytes) => new Blob([bytes])),
    );
  return assets;
});

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
