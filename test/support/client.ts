import { io, type Socket } from "socket.io-client";
import type {
  ClientToServerEvents,
  Reply,
  ServerToClientEvents,
  Text,
  Meta,
  Message,
  ChuanOptions,
  HistoryPage,
} from "../../src/protocol";
import { within } from "./deadline";

/** Milliseconds: not how fast the server is, but how long a machine may have no time for it. */
const DEADLINE = 20_000;

export const TRANSPORTS = {
  polling: ["polling"],
  websocket: ["websocket"],
  upgrade: ["polling", "websocket"],
} as const;

export type TransportName = keyof typeof TRANSPORTS;

/** Of each request, as a proxy sets them. */
type Headers = Record<string, string>;

type ClientSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/**
 * A stock client that keeps every event until a test asks for it, so that none can be missed. Every
 * wait has a deadline.
 */
export class Client {
  readonly socket: ClientSocket;
  readonly #events = new Map<string, unknown[][]>();
  readonly #waiting = new Map<string, ((args: unknown[]) => void)[]>();

  private constructor(url: string, transport: TransportName, auth: object, headers: Headers) {
    this.socket = io(url, {
      extraHeaders: headers,
      transports: [...TRANSPORTS[transport]],
      auth,
      forceNew: true,
      reconnectionDelay: 20,
    });
    this.socket.onAny((event: string, ...args: unknown[]) => this.#keep(event, args));
  }

  /** Connects, and resolves when the server has greeted. */
  static async connect(
    url: string,
    transport: TransportName = "websocket",
    auth: object = {},
    headers: Headers = {},
  ) {
    const client = new Client(url, transport, auth, headers);
    await client.#untilGreeted(transport);
    return client;
  }

  /** Begins to connect by WebSocket. */
  static begin(url: string, auth: object): Client {
    return new Client(url, "websocket", auth, {});
  }

  /** Whether an event of this name has come that no test has asked for. */
  heard(event: string): boolean {
    return (this.#events.get(event)?.length ?? 0) > 0;
  }

  /** Connects by WebSocket within so many milliseconds, or rejects and tries no more. */
  static async reach(url: string, auth: object, ms: number): Promise<Client> {
    const client = new Client(url, "websocket", auth, {});
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    client.socket.once("connect", resolve);
    client.socket.once("connect_error", reject);
    try {
      await within(ms, "a connection", promise);
      return client;
    } catch (error) {
      client.socket.disconnect();
      throw error;
    }
  }

  /** Tries to connect by polling, and resolves with why the server refused, or with undefined. */
  static async attempt(url: string, auth: object, headers: Headers): Promise<Error | undefined> {
    const client = new Client(url, "polling", auth, headers);
    await using _ = client;
    const { promise, resolve } = Promise.withResolvers<Error | undefined>();
    client.socket.once("connect_error", resolve);
    client.socket.once("connect", () => resolve(undefined));
    return await within(DEADLINE, "an answer at the door", promise);
  }

  /** Tries to connect, and resolves with why the server refused. */
  static async refused(url: string, auth: object, headers: Headers = {}): Promise<Error> {
    const client = new Client(url, "websocket", auth, headers);
    await using _ = client;
    const refusal = new Promise<Error>((resolve) => client.socket.once("connect_error", resolve));
    return await within(DEADLINE, "connect_error", refusal);
  }

  async #untilGreeted(transport: TransportName): Promise<void> {
    const { engine } = this.socket.io;
    if (transport === "upgrade") {
      const upgraded = new Promise((resolve) => engine.once("upgrade", resolve));
      await within(DEADLINE, "the upgrade to WebSocket", upgraded);
    }
    await this.#peek("dixiu");
  }

  /** The arguments of the next event of this name. */
  next(event: string): Promise<unknown[]> {
    const kept = this.#events.get(event)?.shift();
    if (kept) return Promise.resolve(kept);
    const arrival = new Promise<unknown[]>((resolve) => {
      this.#waiting.set(event, [...(this.#waiting.get(event) ?? []), resolve]);
    });
    return within(DEADLINE, `the event ${event}`, arrival);
  }

  async #peek(event: string): Promise<void> {
    const args = await this.next(event);
    this.#events.set(event, [args, ...(this.#events.get(event) ?? [])]);
  }

  /** The next message of somebody else. */
  async message(): Promise<{ msg: Text; meta: Meta }> {
    const [msg, meta] = await this.next("tianxiu");
    return { msg: msg as Text, meta: meta as Meta };
  }

  /** How many messages wait to be read, once all that was sent before now has surely arrived. */
  async unread(): Promise<number> {
    // Whatever the server passed on before it answers this is on the same connection, so it came first.
    await this.ask("history", { room: "lobby", limit: 1 });
    return this.#events.get("tianxiu")?.length ?? 0;
  }

  /** Everything that a room has, read page by page. */
  async log(room: string): Promise<Message[]> {
    const messages: Message[] = [];
    for (;;) {
      const after = messages.at(-1)?.seq ?? 0;
      const reply = (await this.ask("history", { room, after })) as Reply<HistoryPage>;
      if (!reply.ok) throw new Error(reply.error.message);
      if (reply.messages.length === 0) return messages;
      messages.push(...reply.messages);
    }
  }

  /** Sends a message and resolves with the server's reply. */
  say(txt: string, options: ChuanOptions & { name?: string } = {}): Promise<Reply<{ meta: Meta }>> {
    const { name = "ada", ...rest } = options;
    return this.ask("chuan", { name, txt }, rest) as Promise<Reply<{ meta: Meta }>>;
  }

  /** Emits any event, well-formed or not, and resolves with the acknowledgement. */
  ask(event: string, ...args: unknown[]): Promise<unknown> {
    return within(DEADLINE, `the reply to ${event}`, this.#loose().emitWithAck(event, ...args));
  }

  /** Emits any event without asking for an acknowledgement. */
  tell(event: string, ...args: unknown[]): void {
    this.#loose().emit(event, ...args);
  }

  #loose(): Socket {
    return this.socket;
  }

  #keep(event: string, args: unknown[]): void {
    const waiting = this.#waiting.get(event)?.shift();
    if (waiting) waiting(args);
    else this.#events.set(event, [...(this.#events.get(event) ?? []), args]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.socket.disconnect();
    return Promise.resolve();
  }
}
