/** Removes what the page never uses from Socket.IO's client, a seventh of the page's script. */
import { fileURLToPath } from "node:url";

const CLIENT = fileURLToPath(new URL("../client/lean/", import.meta.url));

/**
 * Modules that are replaced by smaller ones of the page: without binary data, which is neither sent nor accepted here;
 * without support for old browsers; and without the client's own backoff, since the page reconnects by itself.
 */
const REPLACED = {
  "engine.io-parser/build/esm/index.js": "engine-io-parser.ts",
  "socket.io-parser/build/esm/index.js": "socket-io-parser.ts",
  "engine.io-client/build/esm/contrib/parseuri.js": "parseuri.ts",
  "socket.io-client/build/esm/contrib/backo2.js": "backo2.ts",
  "@socket.io/component-emitter/lib/esm/index.js": "component-emitter.ts",
};

/** Modules that are replaced by these scripts: polling by `fetch`, no WebTransport, which this server does not support, nothing for old browsers. */
const SCRIPTS = {
  // The page needs the Manager alone. The bundler would keep `io`, too, since the module changes it by a call.
  "socket.io-client/build/esm/index.js": 'export { Manager } from "./manager.js";',
  "engine.io-client/build/esm/transports/polling-xhr.js":
    'export { Fetch as XHR } from "./polling-fetch.js";',
  "engine.io-client/build/esm/transports/webtransport.js": "export const WT = undefined;",
  "engine.io-client/build/esm/globals.js": `
    export const nextTick = (act) => Promise.resolve().then(act);
    export const globalThisShim = globalThis;
    export const defaultBinaryType = "arraybuffer";
    export const createCookieJar = () => {};`,
};

type Cut = [part: RegExp, instead?: string];

/** Removes the methods of these names, which neither the page nor the client with the page's options calls. */
const methods = (names: string): Cut[] =>
  names.split(" ").map((name) => [new RegExp(`^    ${name}\\(.*?^    \\}$`, "ms")]);

/**
 * What is removed from modules: methods that the page does not use; the client's own reconnection and retry queue,
 * which the page's options turn off; and support for Node.js, React Native and WebTransport.
 */
const CUT: Record<string, Cut[]> = {
  "socket.io-client/build/esm/socket.js": [
    ...methods("send emitWithAck close compress timeout onAny prependAny offAny listenersAny"),
    ...methods("onAnyOutgoing prependAnyOutgoing offAnyOutgoing listenersAnyOutgoing"),
    ...methods("_addToQueue _drainQueue"),
    [/^ {8}if \(this\._opts\.retries.*?^ {8}\}$/ms],
    [/this\._drainQueue\(true\);/],
    [/var _a;\s+const timeout = .*?this\.acks\[id\] = fn;/ms, "this.acks[id] = ack;"],
    [/^ {8}if \(this\._anyListeners && .*?^ {8}\}$/ms],
    [/^ {8}if \(this\._anyOutgoingListeners && .*?^ {8}\}$/ms],
  ],
  "socket.io-client/build/esm/manager.js": [
    ...methods("connect disconnect reconnect onreconnect reconnection reconnectionAttempts"),
    ...methods("reconnectionDelay randomizationFactor reconnectionDelayMax"),
    [/this\.reconnection\(.*?\}\);/ms, "this.backoff = new Backoff();"],
  ],
  "engine.io-client/build/esm/socket.js": [
    ...methods("send"),
    [/^ {12}if \(this\.opts\.closeOnBeforeunload\) \{$.*?^ {12}\}$/ms],
    [/^ {16}if \(this\._beforeunloadEventListener\) \{$.*?^ {16}\}$/ms],
    [/if \(this\._upgrades\.indexOf\("webtransport"\).*?else (?=\{)/ms],
    [/rejectUnauthorized: true,.*?\},$/ms],
    [/this\._cookieJar = createCookieJar\(\);/],
  ],
  "engine.io-client/build/esm/util.js": [
    [/let c = 0, length = 0;.*?return length;/ms, "return new TextEncoder().encode(str).length;"],
  ],
  "engine.io-client/build/esm/transports/polling-fetch.js": [
    [/\(_a = this\.socket\._cookieJar\).*?appendCookies\(headers\);/],
    [/\.then\(\(res\) => \{\s+var _a;.*?return res;\s+\}\)/ms],
  ],
  "engine.io-client/build/esm/transports/websocket.js": [
    [/^const isReactNative = .*?;$/ms, "const isReactNative = false;"],
    [/pick\(this\.opts,.*?\)/ms, "{}"],
  ],
};

/** The bundler's plugin that shortens or replaces the client's modules. */
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
    for (const [module, script] of Object.entries(SCRIPTS)) load(module, "js", async () => script);
    for (const [module, cuts] of Object.entries(CUT))
      load(module, "js", async (path) => without(await Bun.file(path).text(), cuts));
  },
};

/** A module without its cuts. Throws when one of them is not found, as in another version of Socket.IO. */
function without(script: string, cuts: readonly Cut[]): string {
  return cuts.reduce((text, [part, instead = ""]) => {
    if (!part.test(text)) throw new Error(`Socket.IO's client has nothing like ${part}`);
    return text.replace(part, instead);
  }, script);
}
