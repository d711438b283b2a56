/** Socket.IO's client without what the page never uses of it, a tenth of the page's script. */
import { fileURLToPath } from "node:url";

const CLIENT = fileURLToPath(new URL("../client/lean/", import.meta.url));

/**
 * What stands in for which module: binary data, which is neither sent nor accepted here; URLs as browsers
 * without `URL` need them; and the client's own pauses, since the page connects again by itself.
 */
const REPLACED = {
  "engine.io-parser/build/esm/index.js": "engine-io-parser.ts",
  "socket.io-parser/build/esm/index.js": "socket-io-parser.ts",
  "engine.io-client/build/esm/contrib/parseuri.js": "parseuri.ts",
  "socket.io-client/build/esm/contrib/backo2.js": "backo2.ts",
};

/** Puts the page's own, smaller modules in the place of some of the client's. */
export const lean: Bun.BunPlugin = {
  name: "lean Socket.IO",
  setup(builder) {
    for (const [module, file] of Object.entries(REPLACED))
      builder.onLoad({ filter: new RegExp(`/${RegExp.escape(module)}$`) }, async () => ({
        contents: await Bun.file(CLIENT + file).text(),
        loader: "ts",
      }));
    // A third transport, which this server does not speak.
    builder.onLoad({ filter: /engine\.io-client\/.*\/webtransport\.js$/ }, () => ({
      contents: "export const WT = undefined;",
      loader: "js",
    }));
  },
};
