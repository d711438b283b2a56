/** bun-engine's server, corrected to pass the public test suite of Engine.IO, and with a cheaper handshake by WebSocket. */
import { peerOfRequest } from "./addresses";
import { BunEngine, type CloseReason, type Connection, type WebSocketData, WS } from "./bun-engine";
import type { BunServer } from "./bun-server";
import { asConnection, networkAt, setAddress } from "./engine-io-connection";
import { createCork } from "./cork";
import { compileMethodsLightly } from "./light-compiling";
import { createHeartbeat } from "./heartbeat";
import { sendInBatches } from "./polling";
import { noteClient } from "./hidden-bytes";
import type { RequestUrl } from "./request-url";
import { upgradeOnRequest } from "./upgrade";
import {
  type ConnectionHooks,
  type ConnectionHost,
  WebSocketConnection,
} from "./websocket-connection";

/** What can be listened to of every connection. */
interface EachConnection {
  /** Packets have been written. Of a connection that began by long-polling: before the next packet. */
  written: (this: Connection) => void;
  close: (this: Connection, reason: CloseReason) => void;
}

/** Bun sends nothing of a response to a request that has become a WebSocket. */
const UPGRADED = new Response(null);

export class EngineIoServer extends BunEngine {
  /** Holds back what connections by WebSocket send. */
  readonly cork = createCork();
  /** When each long-polling connection was last heard: its handshake or its last pong. */
  readonly #heard = new WeakMap<Connection, number>();
  readonly #beat: () => void;
  readonly #each: { [Event in keyof EachConnection]: EachConnection[Event][] } = {
    written: [],
    close: [],
  };
  /** Of connections before and after the engine has taken them. */
  readonly #hosts: { before: ConnectionHost; after: ConnectionHost };

  constructor(options: ConstructorParameters<typeof BunEngine>[0]) {
    super(options);
    const connections = this["clients"];
    this.#beat = createHeartbeat(connections, this.opts);
    const { written, close } = this.#each;
    const hooks: ConnectionHooks = {
      written(connection) {
        for (const listener of written) listener.call(asConnection(connection));
      },
      close(connection, reason) {
        connections.delete(connection.id);
        for (const listener of close) listener.call(asConnection(connection), reason);
      },
    };
    compileMethodsLightly(hooks, "written");
    const { opts, cork } = this;
    this.#hosts = { before: { opts, cork, hooks: undefined }, after: { opts, cork, hooks } };
    this.on("connection", (connection) => {
      if (connection.transport.name !== "polling") return;
      for (const listener of written) connection.on("packetCreate", listener);
      for (const listener of close) connection.on("close", listener);
      sendInBatches(connection, this.cork);
      upgradeOnRequest(connection);
      this.#hear(connection);
      connection.on("heartbeat", () => this.#hear(connection));
    });
  }

  /**
   * Calls `listener` for an event of each connection to come, before the connection's own listeners. A connection by
   * WebSocket keeps no listener for it.
   */
  onEach<Event extends keyof EachConnection>(event: Event, listener: EachConnection[Event]): void {
    this.#each[event].push(listener);
  }

  override async handleRequest(request: Request, server: BunServer): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const connection = this["clients"].get(searchParams.get("sid") ?? "");
    if (connection && this.#isOverdue(connection)) connection["onClose"]("ping timeout");
    if (!connection || !request.headers.has("Upgrade")) return super.handleRequest(request, server);
    const noting = notingClient(networkAt(connection), request, server);
    return connection.transport.name === "websocket"
      ? this.#closeSecond(request, noting)
      : super.handleRequest(request, noting);
  }

  /** As Node's engine has it. */
  get clientsCount(): number {
    return this["clients"].size;
  }

  /** Answers a handshake by WebSocket, without a promise and without a copy of the request. */
  open(request: Request, server: BunServer, address: string): Response {
    const own = new WebSocketConnection(this.#hosts.before);
    const connection = asConnection(own);
    // Read before the upgrade: a request that has become a WebSocket has no peer.
    own.port = peerOfRequest(request, server)?.port;
    // It is its own transport, so that no object is needed that has it.
    server.upgrade(request, { data: connection as unknown as WebSocketData });
    if (connection.readyState !== "open") return new Response(null, { status: 400 });
    this["clients"].set(connection.id, connection);
    own.take(this.#hosts.after);
    setAddress(connection, address);
    this.#beat();
    this.emitReserved("connection", connection, request, server);
    return UPGRADED;
  }

  #hear(connection: Connection): void {
    this.#heard.set(connection, performance.now());
  }

  /** Whether the pong of a long-polling connection is overdue: the timer that would end the connection may be late. */
  #isOverdue(connection: Connection): boolean {
    if (connection.transport.name === "websocket") return false;
    const { pingInterval, pingTimeout } = this.opts;
    const heard = this.#heard.get(connection) ?? Number.POSITIVE_INFINITY;
    return performance.now() - heard >= pingInterval + pingTimeout;
  }

  /** Accepts and closes a second WebSocket of a connection. */
  #closeSecond(request: Request, server: BunServer): Response {
    server.upgrade(request, { data: { transport: new UnwantedWebSocket(this.opts) } });
    return new Response(null, { status: 400 });
  }
}

/** Whether a request asks for a new session by WebSocket, in revision 4 of the protocol. */
export function isWebSocketHandshake(
  request: Request,
  { sid, transport, EIO }: RequestUrl,
): boolean {
  return (
    request.method === "GET" &&
    sid === null &&
    request.headers.has("Upgrade") &&
    transport === "websocket" &&
    EIO === "4"
  );
}

/** The server, for bun-engine, which calls nothing of it but `upgrade`: a WebSocket's data keeps its client. */
function notingClient(network: string, request: Request, server: BunServer): BunServer {
  const port = peerOfRequest(request, server)?.port;
  const upgrade: BunServer["upgrade"] = (upgraded, options) => {
    noteClient(options.data, network, port);
    return server.upgrade(upgraded, options);
  };
  return Object.create(server, { upgrade: { value: upgrade } });
}

class UnwantedWebSocket extends WS {
  override onOpen(ws: Parameters<WS["onOpen"]>[0]): void {
    ws.close();
  }
}
