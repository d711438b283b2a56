/** What the page does not use of Socket.IO's client. */
import { block, type Cut, methods } from "./cuts";

/** Modules that are replaced by these scripts: polling by `fetch`, no WebTransport, which this server does not support, nothing for old browsers. */
export const SCRIPTS = {
  // The page needs the Manager alone. The bundler would keep `io`, too, since the module changes it by a call.
  "socket.io-client/build/esm/index.js": 'export { Manager } from "./manager.js";',
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
 * What is removed from modules: methods that the page does not use; events that nobody listens to; the client's own
 * reconnection, retry queue and connection state recovery, which neither the page nor the server asks for; the upgrade of
 * a transport, since polling comes after WebSocket here; and support for Node.js, React Native and WebTransport.
 */
export const SOCKET_IO: Record<string, Cut[]> = {
  "socket.io-client/build/esm/socket.js": [
    ...methods("send emitWithAck close compress timeout onAny prependAny offAny listenersAny"),
    ...methods("onAnyOutgoing prependAnyOutgoing offAnyOutgoing listenersAnyOutgoing"),
    ...methods("_addToQueue _drainQueue ack notifyOutgoingListeners"),
    block("get disconnected()"),
    [/^const RESERVED_EVENTS = .*?^\}\);$/ms],
    block("if (RESERVED_EVENTS"),
    block("if (this._opts.retries"),
    [/this\._drainQueue\(true\);/],
    [/this\._queue = \[\];\s+this\._queueSeq = 0;/],
    [/var _a;\s+const timeout = .*?this\.acks\[id\] = fn;/ms, "this.acks[id] = ack;"],
    [/^ {8}if \(this\._anyListeners && .*?^ {8}\}$/ms],
    [/this\.notifyOutgoingListeners\(packet\);/],
    [/this\.notifyOutgoingListeners\(packet\);/],
    [/packet\.options = \{\};\s+packet\.options\.compress = .*?;/],
    block("if (null != packet.id)"),
    block("if (ack.withError)"),
    block("if (ack.withError)"),
    block("if (this._pid &&"),
    [
      /const isTransportWritable = .*?const isConnected = .*?;/s,
      "const isTransportWritable = this.io.engine?.transport?.writable; const isConnected = this.connected && !this.io.engine?._hasPingExpired();",
    ],
    [/this\.recovered = false;/],
    [/this\.recovered = pid .*?;/],
    [/this\._pid = pid;/],
    [/this\._pid\s+\? Object.*?: data/ms, "data"],
    [/if \(packet\.data && packet\.data\.sid\) (\{.*?\})\s+else \{.*?\}/ms, "$1"],
    [/case PacketType\.BINARY_EVENT:/],
    [/case PacketType\.BINARY_ACK:/],
    [/if \(typeof this\.auth == "function"\) (\{.*?\}\);\s+\})\s+else \{.*?\}/ms, "$1"],
  ],
  "socket.io-client/build/esm/manager.js": [
    ...methods("connect disconnect reconnect onreconnect reconnection reconnectionAttempts"),
    ...methods("reconnectionDelay randomizationFactor reconnectionDelayMax timeout onping"),
    ...methods("maybeReconnectOnOpen"),
    block('if (uri && "object"'),
    [/^import \{ Backoff \}.*?$/m],
    [/installTimerFunctions\(this, opts\);/],
    [/this\.(setTimeout|clearTimeout)Fn\(/g, "$1("],
    [/this\.reconnection\(.*?\}\);/ms],
    [/this\.timeout\(.*?\);/, "this._timeout = opts.timeout;"],
    [/const _parser = opts\.parser \|\| parser;/],
    [/_parser\.Encoder/, "parser.Encoder"],
    [/_parser\.Decoder/, "parser.Decoder"],
    [/this\._autoConnect = .*?if \(this\._autoConnect\)/ms, "this._autoConnect = true;"],
    block("else if (this._autoConnect &&"),
    block("if (this.opts.autoUnref)"),
    [/this\.skipReconnect = false;/],
    [/this\.skipReconnect = true;\s+this\._reconnecting = false;/],
    [/fn && fn\(\);/],
    [/^ {12}if \(fn\) \{.*?^ {12}else \{.*?^ {12}\}$/ms],
    [/on\(socket, "ping", this\.onping\.bind\(this\)\),/],
    [/this\.backoff\.reset\(\);/],
    block("if (this._reconnection &&"),
  ],
  "engine.io-client/build/esm/socket.js": [
    ...methods("send _probe _filterUpgrades"),
    [/const withEventListeners = .*?;/ms, "const withEventListeners = true;"],
    block('if (uri && "object"'),
    block("else if (opts.host)"),
    block("if (uri)"),
    block("if (opts.hostname &&"),
    [/installTimerFunctions\(this, opts\);/],
    [/this\.(setTimeout|clearTimeout)Fn\(/g, "$1("],
    [/this\.secure =\s+null != opts\.secure.*?;/ms],
    [/opts\.hostname \|\|.*?;/ms, "location.hostname;"],
    [/this\.port =\s+opts\.port \|\|.*?;/ms],
    [/hostname: this\.hostname,\s+secure: this\.secure,\s+port: this\.port,/],
    block("if (opts.transportImplementations &&"),
    [
      /if \(opts\.transportImplementations \|\|.*?^ {8}else \{.*?^ {8}\}$/ms,
      "this.transports = [...opts.transports]; this._transportsByName = DEFAULT_TRANSPORTS;",
    ],
    [/path: "\/engine\.io",.*?closeOnBeforeunload: false,/ms, 'timestampParam: "t",'],
    [/this\.opts\.path\.replace\(.*?;/ms, 'this.opts.path + "/";'],
    block('if (typeof this.opts.query === "string")'),
    block("if (this.opts.closeOnBeforeunload)"),
    block("if (this._beforeunloadEventListener)"),
    block("if (this.opts.withCredentials)"),
    [/, this\.opts\.transportOptions\[name\]/],
    block("if (this.transports.length === 0)"),
    [/this\.opts\.rememberUpgrade &&.*?this\.transports\[0\]/ms, "this.transports[0]"],
    [/Socket\.priorWebsocketSuccess = "websocket".*?;/],
    [/Socket\.priorWebsocketSuccess = false;/],
    [/this\._upgrades = \[\];/],
    [/this\._upgrades = this\._filterUpgrades\(.*?\);/],
    block('if ("open" === this.readyState && this.opts.upgrade)'),
    block("if (this.opts.autoUnref)"),
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
    block("else if (this.upgrading)"),
  ],
  "engine.io-client/build/esm/transport.js": [
    [/pause\(onPause\) \{ \}/],
    [/this\.supportsBinary = .*?;/],
    [/installTimerFunctions\(this, opts\);/],
    ...methods("_hostname _port _query"),
    // The page's server is where the page is from; "https" and "wss" have the "s" of the page's address.
    [
      /return \(schema \+.*?;/s,
      'return location.origin.replace("http", schema) + this.opts.path + "?" + new URLSearchParams(query);',
    ],
  ],
  "engine.io-client/build/esm/transports/polling.js": [
    [/this\.opts\.secure \? "https" : "http"/, '"http"'],
    ...methods("pause"),
    [/this\.emitReserved\("poll"\);/],
    [/this\.emitReserved\("pollComplete"\);/],
    [/if \(false !== this\.opts\.timestampRequests\)/],
    block("if (!this.supportsBinary"),
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
  ],
  "engine.io-client/build/esm/transports/websocket.js": [
    [/^const isReactNative = .*?;$/ms],
    [/const protocols = .*?(?=try)/ms],
    [/uri, protocols, opts\)/, "uri)"],
    [/!isReactNative\s+\?.*?;/ms, "new WebSocket(uri);"],
    [/^const WebSocketCtor = .*?;$/m],
    block("if (this.opts.autoUnref)"),
    block("if (this.opts.timestampRequests)"),
    [/this\.opts\.secure \? "wss" : "ws"/, '"ws"'],
    block("if (!this.supportsBinary"),
  ],
};
