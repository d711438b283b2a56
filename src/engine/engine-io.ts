/** bun-engine's server, corrected to pass the public test suite of Engine.IO, and with a cheaper handshake by WebSocket. */
import { BunEngine, type Connection, WS } from "./bun-engine";
import type { BunServer } from "./bun-server";
import { asConnection } from "./engine-io-connection";
import { createCork } from "./cork";
import { createHeartbeat } from "./heartbeat";
import { sendInBatches } from "./polling";
import type { RequestUrl } from "./request-url";
import { WebSocketConnection } from "./websocket-connection";

export class EngineIoServer extends BunEngine {
  /** Holds back what connections by WebSocket send. */
  readonly cork = createCork();
  /** When each long-polling connection was last heard: its handshake or its last pong. */
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

  /** Answers a handshake by WebSocket, without a promise and without a copy of the request. */
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
  parameters: RequestUrl["searchParams"],
): boolean {
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
