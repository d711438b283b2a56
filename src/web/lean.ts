/** Socket.IO's client without what the page never uses of it, a quarter of the page's script. */
import { fileURLToPath } from "node:url";

const CLIENT = fileURLToPath(new URL("../client/lean/", import.meta.url));

/**
 * Modules that the page has smaller ones for: without binary data, which is neither sent nor accepted here;
 * without old browsers; and without the client's own pauses, since the page connects again by itself.
 */
const REPLACED = {
  "engine.io-parser/build/esm/index.js": "engine-io-parser.ts",
  "socket.io-parser/build/esm/index.js": "socket-io-parser.ts",
  "engine.io-client/build/esm/contrib/parseuri.js": "parseuri.ts",
  "socket.io-client/build/esm/contrib/backo2.js": "backo2.ts",
  "@socket.io/component-emitter/lib/esm/index.js": "component-emitter.ts",
};

/** The client's other ways to the server: polling with `fetch` instead, and a third transport, which this server does not speak. */
const TRANSPORTS = {
  "engine.io-client/build/esm/transports/polling-xhr.js":
    'export { Fetch as XHR } from "./polling-fetch.js";',
  "engine.io-client/build/esm/transports/webtransport.js": "export const WT = undefined;",
};

/** Methods that neither the page nor the client with the page's options calls. */
const REMOVED = {
  "socket.io-client/build/esm/socket.js": [
    ..."send emitWithAck _addToQueue close compress timeout onAny prependAny offAny".split(" "),
    ..."listenersAny onAnyOutgoing prependAnyOutgoing offAnyOutgoing".split(" "),
    "listenersAnyOutgoing",
  ],
  "socket.io-client/build/esm/manager.js": ["connect", "disconnect", "reconnect", "onreconnect"],
  "engine.io-client/build/esm/socket.js": ["send"],
};

/** Makes the modules of the client smaller, or puts the page's own in their place. */
export const lean: Bun.BunPlugin = {
  name: "lean Socket.IO",
  setup(builder) {
    const load = (module: string, loader: "js" | "ts", read: (path: string) => Promise<string>) =>
      builder.onLoad({ filter: new RegExp(`/${RegExp.escape(module)}$`) }, async ({ path }) => ({
        contents: await read(path),
        loader,
      }));
    for (const [module, file] of Object.entries(REPLACED))
      load(module, "ts", () => Bun.file(CLIENT + file).text());
    for (const [module, script] of Object.entries(TRANSPORTS))
      load(module, "js", async () => script);
    for (const [module, methods] of Object.entries(REMOVED))
      load(module, "js", async (path) => without(await Bun.file(path).text(), methods));
  },
};

/** A module without some of its classes' methods. Throws when there is none of such a name. */
function without(script: string, methods: readonly string[]): string {
  return methods.reduce((text, name) => {
    const shorter = text.replace(new RegExp(`^    ${name}\\(.*?^    \\}$`, "ms"), "");
    if (shorter === text) throw new Error(`Socket.IO's client has no method ${name}`);
    return shorter;
  }, script);
}
