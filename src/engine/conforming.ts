/** bun-engine, but as the public test suite of the Engine.IO protocol has it, and with a cheaper handshake. */
import type { WebSocketData } from "@socket.io/bun-engine";
import { BunEngine, type Connection, WS } from "./connection";
import { isWebSocketHandshake, OpeningWebSocket } from "./handshake";

type BunServer = Bun.Server<WebSocketData>;

export class ConformingEngine extends BunEngine {
  /** When each long-polling connection was last heard of, by its handshake or a pong. */
  readonly #heard = new WeakMap<Connection, number>();

  constructor(options: ConstructorParameters<typeof BunEngine>[0]) {
    super(options);
    this.on("connection", (connection) => {
      if (connection.transport.name !== "polling") return;
      this.#hear(connection);
      connection.on("heartbeat", () => this.#hear(connection));
    });
  }

  override async handleRequest(request: Request, server: BunServer): Promise<Response> {
    const { searchParams } = new URL(request.url);
    const connection = this["clients"].get(searchParams.get("sid") ?? "");
    if (!searchParams.has("sid") && isWebSocketHandshake(request, searchParams))
      return this.#open(request, server);
    if (connection && this.#isOverdue(connection)) connection["onClose"]("ping timeout");
    if (connection?.transport instanceof WS && request.headers.has("Upgrade"))
      return this.#closeSecond(request, server);
    return super.handleRequest(request, server);
  }

  #open(request: Request, server: BunServer): Response {
    const transport = new OpeningWebSocket(this.opts);
    server.upgrade(request, { data: { transport } });
    const { connection } = transport;
    if (!connection) return new Response(null, { status: 400 });
    this["clients"].set(connection.id, connection);
    connection.on("close", () => void this["clients"].delete(connection.id));
    this.emitReserved("connection", connection, request, server);
    return new Response(null);
  }

  #hear(connection: Connection): void {
    this.#heard.set(connection, performance.now());
  }

  /** Whether its time is up, also where the timer that would end it is late. */
  #isOverdue(connection: Connection): boolean {
    if (connection.transport instanceof WS) return false;
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

class UnwantedWebSocket extends WS {
  override onOpen(ws: Parameters<WS["onOpen"]>[0]): void {
    ws.close();
  }
}
