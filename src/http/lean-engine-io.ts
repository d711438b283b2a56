/** What the page does not use of Engine.IO's client, which carries Socket.IO's packets. */
import { blockFrom, type Cut, methods } from "./cuts";

/** Modules that are replaced by these scripts: polling by `fetch`, no WebTransport, which this server does not support, nothing for old browsers. */
export const ENGINE_IO_SCRIPTS = {
  "engine.io-client/build/esm/index.js": `
    export { Socket } from "./socket.js";
    export { nextTick } from "./globals.node.js";`,
  "engine.io-client/build/esm/transports/polling-xhr.js":
    'export { Fetch as XHR } from "./polling-fetch.js";',
  "engine.io-client/build/esm/transports/webtransport.js": "export const WT = undefined;",
  "engine.io-client/build/esm/contrib/parseuri.js": "export const parse = undefined;",
  "engine.io-client/build/esm/transports/index.js": `
    import { WS } from "./websocket.js";
    import { XHR } from "./polling-xhr.js";
    export const transports = { websocket: WS, polling: XHR };`,
  "engine.io-client/build/esm/globals.js": `
    export const nextTick = (act) => Promise.resolve().then(act);
    export const globalThisShim = globalThis;
    export const defaultBinaryType = "arraybuffer";
    export const createCookieJar = () => {};`,
};

/**
 * What is removed from modules: methods that the page does not use; events that nobody listens to; the upgrade of a transport,
 * since polling comes after WebSocket here; and support for Node.js, React Native and WebTransport. All transports are tried,
 * and nobody reads the details of a transport's error.
 */
export const ENGINE_IO: Record<string, Cut[]> = {
  "engine.io-client/build/esm/socket.js": [
    ...methods("send _probe _filterUpgrades"),
    [/const withEventListeners = .*?(?=export class)/s],
    blockFrom('if (uri && "object"'),
    blockFrom("else if (opts.host)"),
    blockFrom("if (uri)"),
    blockFrom("if (opts.hostname &&"),
    [/installTimerFunctions\(this, opts\);/],
    [/this\.(setTimeout|clearTimeout)Fn\(/g, "$1("],
    [/this\.secure =\s+null != opts\.secure.*?;/ms],
    [/this\.hostname =\s+opts\.hostname \|\|.*?;/ms],
    [/this\.port =\s+opts\.port \|\|.*?;/ms],
    [/hostname: this\.hostname,\s+secure: this\.secure,\s+port: this\.port,/],
    blockFrom("if (opts.transportImplementations &&"),
    [
      /if \(opts\.transportImplementations \|\|.*?^ {8}else \{.*?^ {8}\}$/ms,
      "this.transports = [...opts.transports];",
    ],
    blockFrom('if (typeof this.opts.query === "string")'),
    blockFrom("if (this.opts.closeOnBeforeunload)"),
    blockFrom("if (this._beforeunloadEventListener)"),
    blockFrom("if (this.opts.withCredentials)"),
    [/, this\.opts\.transportOptions\[name\]/],
    blockFrom("if (this.transports.length === 0)"),
    [/this\.opts\.rememberUpgrade &&.*?this\.transports\[0\]/ms, "this.transports[0]"],
    [/Socket\.priorWebsocketSuccess = "websocket".*?;/],
    [/Socket\.priorWebsocketSuccess = false;/],
    [/this\._upgrades = \[\];/],
    [/this\._upgrades = this\._filterUpgrades\(.*?\);/],
    blockFrom('if ("open" === this.readyState && this.opts.upgrade)'),
    blockFrom("if (this.opts.autoUnref)"),
    [/!this\.upgrading &&/],
    [/this\.emitReserved\("packet", packet\);/],
    [/this\.emitReserved\("heartbeat"\);/],
    [/this\.emitReserved\("ping"\);\s+this\.emitReserved\("pong"\);/],
    [/this\.emitReserved\("message", packet\.data\);/],
    [/this\.emitReserved\("handshake", data\);/],
    [/this\.emitReserved\("flush"\);/],
    [/if \("function" === typeof data\).*?(?=if \("closing")/ms],
    [/options = options \|\| \{\};.*?(?=const packet)/ms],
    [/options: options,/],
    [/this\.emitReserved\("packetCreate", packet\);/],
    [/if \(fn\)\s+this\.once\("flush", fn\);/],
    [/const cleanupAndClose = .*?(?=if \("opening")/ms],
    [/this\.once\("drain", \(\) => \{.*?^ {16}\}\);/ms, 'this.once("drain", close);'],
    blockFrom("else if (this.upgrading)"),
    ["this.binaryType = defaultBinaryType;"],
    [/this\._pingInterval = -1;.*?this\._maxPayload = -1;/s],
    [/this\.opts = Object\.assign\(.*?opts\);/s],
    [/this\.opts\.path =.*?;/s],
    [
      /if \(withEventListeners\) \{.*?^ {8}\}$/ms,
      'if (location.hostname !== "localhost") addEventListener("offline", this._offlineEventListener = () => this._onClose("transport close"));',
    ],
    [
      /if \(withEventListeners\) \{.*?^ {12}\}$/ms,
      'removeEventListener("offline", this._offlineEventListener);',
    ],
    ["Object.assign({}, this.opts.query)", "{}"],
    [
      /const opts = Object\.assign\(.*?\(opts\);/s,
      "return new DEFAULT_TRANSPORTS[name]({ query, socket: this });",
    ],
    ["this.opts.tryAllTransports &&"],
    [
      /"opening" === this\.readyState \|\|.*?"closing" === this\.readyState(?=\))/s,
      '"closed" !== this.readyState',
    ],
    [
      /"opening" === this\.readyState \|\|\s+"open" === this\.readyState \|\|\s+"closing" === this\.readyState(?=\))/s,
      '"closed" !== this.readyState',
    ],
    [
      /const err = new Error\("server error"\);.*?_onError\(err\);/s,
      'this._onError(new Error("server error"));',
    ],
    [", this.setTimeoutFn"],
    [", options, fn)", ")"],
    [", options, fn)", ")"],
    [", options, fn)", ")"],
    ["Socket.protocol = protocol;"],
  ],
  "engine.io-client/build/esm/transport.js": [
    [/pause\(onPause\) \{ \}/],
    [/this\.supportsBinary = .*?;/],
    [/installTimerFunctions\(this, opts\);/],
    ...methods("_hostname _port _query"),
    // The page's server is where the page is from; "https" and "wss" have the "s" of the page's address.
    [
      /return \(schema \+.*?;/s,
      'return location.origin.replace("http", schema) + "/socket.io/?" + new URLSearchParams(query);',
    ],
    [/^export class TransportError .*?^\}$/ms],
    ["new TransportError(reason, description, context)", "new Error(reason)"],
    ["reason, description, context)", "reason)"],
    ["this.opts = opts;"],
    [", this.socket.binaryType"],
  ],
  "engine.io-client/build/esm/transports/polling.js": [
    [/this\.opts\.secure \? "https" : "http"/, '"http"'],
    ...methods("pause"),
    [/this\.emitReserved\("poll"\);/],
    [/this\.emitReserved\("pollComplete"\);/],
    [/if \(false !== this\.opts\.timestampRequests\)/],
    blockFrom("if (!this.supportsBinary"),
    ...methods("constructor"),
    ["this._polling = true;"],
    ["this._polling = false;"],
    ["this.opts.timestampParam", '"t"'],
    ["this.query || {}", "this.query"],
    [", this.socket.binaryType"],
    ['{ description: "transport closed by the server" }'],
  ],
  "engine.io-client/build/esm/util.js": [
    [/if \(opts\.useNativeTimers\).*?else (?=\{)/ms],
    [/^const NATIVE_SET_TIMEOUT = .*?$/m],
    [/^const NATIVE_CLEAR_TIMEOUT = .*?$/m],
    [
      /if \(typeof obj === "string"\).*?BASE64_OVERHEAD\);/ms,
      "return new TextEncoder().encode(obj).length;",
    ],
  ],
  "engine.io-client/build/esm/transports/polling-fetch.js": [
    [/\(_a = this\.socket\._cookieJar\).*?appendCookies\(headers\);/],
    [/\.then\(\(res\) => \{\s+var _a;.*?return res;\s+\}\)/ms],
    [/var _a;\s+const isPost.*?(?=return fetch)/s, "const isPost = data !== undefined;"],
    [
      /headers,\s+credentials: .*?,$/ms,
      'headers: isPost ? { "content-type": "text/plain;charset=UTF-8" } : {}, credentials: "include",',
    ],
    [", res.status, res"],
    [", res.status, res"],
    ['"fetch read error", err', '"fetch read error"'],
    ['"fetch write error", err', '"fetch write error"'],
  ],
  "engine.io-client/build/esm/transports/websocket.js": [
    [/^const isReactNative = .*?;$/ms],
    [/const protocols = .*?(?=try)/ms],
    [/uri, protocols, opts\)/, "uri)"],
    [/!isReactNative\s+\?.*?;/ms, "new WebSocket(uri);"],
    [/^const WebSocketCtor = .*?;$/m],
    blockFrom("if (this.opts.autoUnref)"),
    blockFrom("if (this.opts.timestampRequests)"),
    [/this\.opts\.secure \? "wss" : "ws"/, '"ws"'],
    blockFrom("if (!this.supportsBinary"),
    [/^export class WS .*/ms],
    ["class BaseWS", "class WS"],
    ["this.createSocket(uri)", "new WebSocket(uri)"],
    ["this.doWrite(packet, data)", "this.ws.send(data)"],
    ["this.ws.binaryType = this.socket.binaryType;"],
    [/\{\s+description: "websocket connection closed",.*?\}/s],
    ['"websocket error", e', '"websocket error"'],
    [", this.setTimeoutFn"],
    ["this.query || {}", "this.query"],
  ],
};
