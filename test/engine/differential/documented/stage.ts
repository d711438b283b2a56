/** A server with real clients on which a scenario is played, and everything that the scenario observes. */
import { Server as BunEngine, type WebSocketData } from "@socket.io/bun-engine";
import { Server, type ServerOptions, type Socket } from "socket.io";
import { io as connect, type Socket as ClientSocket } from "socket.io-client";
import { createEngine } from "../../../../src/engine";
import { within } from "../../../support/deadline";
import { until } from "../../../support/until";
import { WITHOUT_LIMITS } from "../../serve-engine";

const DEADLINE = 10_000;

export type Kind = "stock" | "own";
export type Transport = "websocket" | "polling";

export interface ClientOptions {
  auth?: Record<string, unknown>;
  namespace?: string;
}

export class Stage implements AsyncDisposable {
  readonly io: Server;
  /** What the scenario saw, in order. */
  readonly observed: string[] = [];
  readonly #transport: Transport;
  readonly #server: Bun.Server<WebSocketData>;
  readonly #clients: ClientSocket[] = [];
  /** Ids in the order in which they were seen: they differ each time. */
  readonly #ids: string[] = [];

  constructor(kind: Kind, transport: Transport, options: Partial<ServerOptions> = {}) {
    this.#transport = transport;
    this.io = new Server({ serveClient: false, ...options });
    const serving = kind === "own" ? bindOwn(this.io) : bindStock(this.io);
    this.#server = Bun.serve({ port: 0, hostname: "127.0.0.1", ...serving });
  }

  /** Keeps what is seen, with ids and times by numbers, so that two runs can be compared. */
  note(what: string, ...values: unknown[]): void {
    const seen = values.map((value) => this.#plain(value)).join(" ");
    this.observed.push(`${what}: ${seen}`);
  }

  #plain(value: unknown): string {
    return Bun.inspect(value, { depth: 6 })
      .replaceAll(/"[\w-]{20}"/g, (id) => this.#nameOf(id))
      .replaceAll(/issued: \d+/g, "issued: NUMBER")
      .replaceAll(/time: "[^"]+"/g, "time: TEXT")
      .replaceAll(/\d+(\.\d+)? ?ms/g, "MS");
  }

  #nameOf(id: string): string {
    if (!this.#ids.includes(id)) this.#ids.push(id);
    return `id ${this.#ids.indexOf(id)}`;
  }

  /** How many connections the engine has. */
  get connections(): number {
    return (this.io.engine as unknown as BunEngine)["clients"].size;
  }

  /** A client that has begun to connect. */
  client({ auth = {}, namespace = "/" }: ClientOptions = {}): ClientSocket {
    const client = connect(this.#server.url.origin + namespace, {
      transports: [this.#transport],
      forceNew: true,
      reconnection: false,
      auth,
    });
    this.#clients.push(client);
    return client;
  }

  /** A client that has connected, and its socket on the server. */
  async join(options: ClientOptions = {}): Promise<{ client: ClientSocket; socket: Socket }> {
    const client = this.client(options);
    await this.until("the connection", () => client.connected);
    const socket = this.io.of(options.namespace ?? "/").sockets.get(client.id ?? "");
    if (!socket) throw new Error("a connected client has no socket");
    return { client, socket };
  }

  /** A second namespace over the connection of a client. */
  async alsoJoin(client: ClientSocket, namespace: string): Promise<ClientSocket> {
    const second = client.io.socket(namespace, {});
    await this.until("the second namespace", () => second.connected);
    return second;
  }

  until(what: string, holds: () => boolean): Promise<void> {
    return within(DEADLINE, what, until(what, holds));
  }

  /** Resolves with the arguments of the next event of an emitter. */
  next(
    emitter: { once(event: string, listener: (...args: never[]) => void): unknown },
    event: string,
  ) {
    const arrived = new Promise<unknown[]>((resolve) => {
      emitter.once(event, (...args: unknown[]) => resolve(args));
    });
    return within(DEADLINE, `the event ${event}`, arrived);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.io["_close"]();
    await this.io.close();
    await this.#server.stop(true);
  }
}

function bindStock(io: Server) {
  const engine = new BunEngine({ path: "/socket.io/" });
  io.bind(engine);
  const { websocket, idleTimeout } = engine.handler();
  const fetch = (request: Request, server: Bun.Server<WebSocketData>) =>
    engine.handleRequest(request, server);
  return { fetch, websocket, idleTimeout };
}

function bindOwn(io: Server) {
  const { fetch, websocket, idleTimeout } = createEngine(io, WITHOUT_LIMITS);
  return { fetch, websocket, idleTimeout };
}
