/** bun-engine, but as the public test suite of the Engine.IO protocol has it, and with a cheaper handshake. */
import { BunEngine, type Connection, WS } from "./bun-engine";
import type { BunServer } from "./bun-server";
import { asConnection } from "./engine-io-connection";
import { createCork } from "./cork";
import { createHeartbeat } from "./heartbeat";
import { sendInBatches } from "./polling";
import { WebSocketConnection } from "./websocket-connection";

export class EngineIoServer extends BunEngine {
  /** Holds back what connections by WebSocket are told. */
  readonly cork = createCork();
  /** When each long-polling connection was last heard of, by its handshake or a pong. */
  readonly #heard = new WeakMap<Connection, number>();
  readonly #beat: () => void;
  readonly #forget: (this: Connection) => void;

  constructor(options: ConstructorParameters<typeof BunEngine>[0]) {
    super(options);
    const connections = this["clients"];
    this.#beat = createHeartbeat(connections, this.opts);
    this.#forget = function forget() {
      connections.delete(this.id);
    };
    this.on("connection", (connection) => {
      if (connection.transport.name !== "polling") return;
      sendInBatches(connection, this.cork);
      this.#hear(connection);
      connection.on("heartbeat", () => this.#hear(connection));
    });
  }

  override async handleRequest(request: Request, server: BunServer): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const connection = this["clients"].get(searchParams.get("sid") ?? "");
    if (connection && this.#isOverdue(connection)) connection["onClose"]("ping timeout");
    if (connection?.transport.name === "websocket" && request.headers.has("Upgrade"))
      return this.#closeSecond(request, server);
    return super.handleRequest(request, server);
  }

  /** PollResponses a handshake by WebSocket, at once and without a copy of the request. */
  open(request: Request, server: BunServer): Response {
    const connection = asConnection(new WebSocketConnection(this.opts, this.cork));
    server.upgrade(request, { data: { transport: connection.transport as WS } });
    if (connection.readyState !== "open") return new Response(null, { status: 400 });
    this["clients"].set(connection.id, connection);
    connection.on("close", this.#forget);
    this.#beat();
    this.emitReserved("connection", connection, request, server);
    return new Response(null);
  }

  #hear(connection: Connection): void {
    this.#heard.set(connection, performance.now());
  }

  /** Whether its time is up, also where the timer that would end it is late. */
  #isOverdue(connection: Connection): boolean {
    if (connection.transport.name === "websocket") return false;
    const { pingInterval, pingTimeout } = this.opts;
    const heard = this.#heard.get(connection) ?? Number.POSITIVE_INFINITY;
    return performance.now() - heard >= pingInterval + pingTimeout;
  }

  /** Takes a WebSocket of a connection that has one already, and closes it. */
  #closeSecond(request: Request, server: BunServer): Response {
    server.upgrade(request, { data: { transport: new UnwantedWebSocket(this.opts) } });
    return new Response(null, { status: 400 });
  }
}

/** Whether a request asks for a session by WebSocket, in this revision of the protocol. */
export function isWebSocketHandshake(request: Request, parameters: URLSearchParams): boolean {
  return (
    request.method === "GET" &&
    !parameters.has("sid") &&
    request.headers.has("Upgrade") &&
    parameters.get("transport") === "websocket" &&
    parameters.get("EIO") === "4"
  );
}

class UnwantedWebSocket extends WS {
  override onOpen(ws: Parameters<WS["onOpen"]>[0]): void {
    ws.close();
  }
}
