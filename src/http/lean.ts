/** Removes what the page never uses from Socket.IO's client, a fifth of the page's script, and from Preact. */
import { fileURLToPath } from "node:url";
import { without } from "./cuts";
import { PREACT } from "./lean-preact";
import { ENGINE_IO, ENGINE_IO_SCRIPTS } from "./lean-engine-io";
import { SOCKET_IO, SOCKET_IO_SCRIPTS } from "./lean-socket-io";

const CLIENT = fileURLToPath(new URL("../client/lean/", import.meta.url));

/**
 * Modules that are replaced by smaller ones of the page: without binary data, which is neither sent nor accepted here,
 * and without support for old browsers.
 */
const REPLACED = {
  "engine.io-parser/build/esm/index.js": "engine-io-parser.ts",
  "socket.io-parser/build/esm/index.js": "socket-io-parser.ts",
  "@socket.io/component-emitter/lib/esm/index.js": "component-emitter.ts",
};

/** The bundler's plugin that shortens or replaces the client's modules. */
export const lean: Bun.BunPlugin = {
  name: "lean packages",
  setup(builder) {
    const load = (module: string, loader: "js" | "ts", read: (path: string) => Promise<string>) =>
      builder.onLoad({ filter: new RegExp(`/${RegExp.escape(module)}$`) }, async ({ path }) => ({
        contents: await read(path),
        loader,
      }));
    for (const [module, file] of Object.entries(REPLACED))
      load(module, "ts", () => Bun.file(CLIENT + file).text());
    for (const [module, script] of Object.entries({ ...SOCKET_IO_SCRIPTS, ...ENGINE_IO_SCRIPTS }))
      load(module, "js", async () => script);
    for (const [module, cuts] of Object.entries({ ...SOCKET_IO, ...ENGINE_IO, ...PREACT }))
      load(module, "js", async (path) => without(await Bun.file(path).text(), cuts));
  },
};
