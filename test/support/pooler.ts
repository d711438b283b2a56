/**
 * A session pooler, as people run one between a chat and its database: a client has a connection of Postgres's to itself, and after
 * it the next client has the same one, reset. A new one costs five times as much, and compiles every function that it calls.
 */
import {
  firstOf,
  IDLE,
  isAnswered,
  mayBeRefused,
  Messages,
  PROTOCOL_3,
  query,
  READY,
  REFUSED,
  TERMINATE,
} from "./postgres-wire";
import { SocketEnd } from "./socket-end";

/** How many connections to a database wait for clients. */
const KEPT = 6;
/** Milliseconds in which clients that are closing have closed. */
const CLOSING = 200;

/** As `DISCARD ALL`, except that what functions have compiled is kept. */
const RESET = query(
  "CLOSE ALL; SET SESSION AUTHORIZATION DEFAULT; RESET ALL; DEALLOCATE ALL; UNLISTEN *;" +
    "SELECT pg_advisory_unlock_all(); DISCARD SEQUENCES; DISCARD TEMP",
);

export interface Pooler {
  /** The address of a database by way of the pooler. */
  by: (url: string) => string;
  /** Ends all clients of a database. Resolves with the ports from which connections wait for the next ones. */
  endClients: (database: string) => Promise<number[]>;
  /** Ends everything. */
  close: () => void;
}

/** Who is connected: by what it said at first, which names the database. */
class Client {
  readonly end = new SocketEnd();
  readonly #messages = new Messages();
  #first: Buffer | undefined = Buffer.alloc(0);
  #backend: Backend | undefined;
  /** How many answers Postgres owes it, counting its greeting. */
  #asked = 1;
  #isPending = false;
  #isOver = false;

  constructor(readonly take: (startup: Buffer, client: Client) => Backend) {}

  /** The connection that it leaves to the next client, if it has finished. */
  get left(): Backend | undefined {
    const isWhole = this.#messages.isBetween && !this.#isPending;
    return isWhole && this.#backend?.isAtRest(this.#asked) ? this.#backend : undefined;
  }

  get backend(): Backend | undefined {
    return this.#backend;
  }

  heard(bytes: Buffer): void {
    if (this.#isOver) return;
    if (this.#first) return this.#begin(Buffer.concat([this.#first, bytes]));
    let whole = bytes.length;
    this.#messages.take(bytes, (type, _, began) => {
      if (type === TERMINATE) {
        this.#isOver = true;
        // A part of it may be with Postgres already, which ends then.
        this.#isPending ||= began < 0;
        whole = Math.max(0, began);
        return;
      }
      this.#isPending = !isAnswered(type);
      if (!this.#isPending) this.#asked += 1;
    });
    if (whole > 0) this.#backend?.end.write(bytes.subarray(0, whole));
  }

  #begin(bytes: Buffer): void {
    this.#first = bytes;
    const first = firstOf(bytes);
    if (!first) return;
    const rest = bytes.subarray(first.length);
    if (mayBeRefused(first.code)) {
      this.end.write(REFUSED);
      this.#first = rest;
    } else if (first.code === PROTOCOL_3) {
      this.#first = undefined;
      this.#backend = this.take(bytes.subarray(0, first.length), this);
    } else return this.end.end();
    if (rest.length > 0) this.heard(rest);
  }
}

/** A connection of Postgres's, and the client that has it. */
class Backend {
  readonly end = new SocketEnd();
  readonly #messages = new Messages();
  client: Client | undefined;
  #greeting: Buffer[] = [];
  #answered = 0;
  #state = 0;
  #isResetting = false;

  constructor(readonly startup: Buffer) {
    this.end.write(startup);
  }

  isAtRest(asked: number): boolean {
    return this.#answered === asked && this.#state === IDLE;
  }

  heard(bytes: Buffer): void {
    if (this.#answered === 0 && !this.#isResetting) this.#greeting.push(bytes);
    this.#messages.take(bytes, (type, last) => {
      if (type !== READY) return;
      this.#answered += 1;
      this.#state = last;
    });
    if (!this.#isResetting) return this.client?.end.write(bytes);
    if (this.#answered === 0) return;
    this.#isResetting = false;
    this.#greet();
  }

  /** Gives it to the next client, who is greeted as soon as it is ready. */
  give(client: Client): void {
    this.client = client;
    if (!this.#isResetting) this.#greet();
  }

  /** Makes it as good as new. */
  reset(): void {
    this.client = undefined;
    this.#isResetting = true;
    this.#answered = 0;
    this.end.write(RESET);
  }

  #greet(): void {
    for (const bytes of this.#greeting) this.client?.end.write(bytes);
  }
}

const keyOf = (startup: Buffer) => startup.toString("latin1");
const databaseOf = (startup: Buffer) => /\0database\0([^\0]*)\0/.exec(keyOf(startup))?.[1];

/** Opens a pooler before the Postgres at a port, which must trust everybody. */
export function openPooler(port: number): Pooler {
  const clients = new Set<Client>();
  const waiting = new Map<string, Backend[]>();

  function take(startup: Buffer, client: Client): Backend {
    const kept = waiting.get(keyOf(startup))?.pop();
    if (kept) {
      kept.give(client);
      return kept;
    }
    const backend = new Backend(startup);
    backend.client = client;
    void connect(backend);
    return backend;
  }

  async function connect(backend: Backend): Promise<void> {
    const over = () => {
      backend.client?.end.end();
      const others = waiting.get(keyOf(backend.startup));
      const at = others?.indexOf(backend) ?? -1;
      if (at >= 0) others?.splice(at, 1);
    };
    await Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: {
        open: (socket) => backend.end.open(socket),
        data: (_, bytes) => backend.heard(bytes),
        drain: () => backend.end.flush(),
        close: over,
      },
    }).catch(over);
  }

  function leave(client: Client): void {
    clients.delete(client);
    const { left, backend } = client;
    if (!left) return backend?.end.end();
    const key = keyOf(left.startup);
    const others = waiting.get(key) ?? [];
    waiting.set(key, others);
    if (others.length >= KEPT) return left.end.end();
    left.reset();
    others.push(left);
  }

  const listener = Bun.listen<Client>({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open(socket) {
        socket.data = new Client(take);
        socket.data.end.open(socket);
        clients.add(socket.data);
      },
      data: ({ data }, bytes) => data.heard(bytes),
      drain: ({ data }) => data.end.flush(),
      close: ({ data }) => leave(data),
    },
  });
  listener.unref();

  return {
    by(url) {
      const way = new URL(url);
      way.port = String(listener.port);
      return way.href;
    },

    async endClients(database) {
      const those = () =>
        [...clients].filter(({ backend }) => backend && databaseOf(backend.startup) === database);
      for (let ms = 0; ms < CLOSING && those().length > 0; ms += 1) await Bun.sleep(1);
      for (const client of those()) client.end.end();
      return [...waiting.values()]
        .flat()
        .filter(({ startup }) => databaseOf(startup) === database)
        .map(({ end }) => end.port);
    },

    close() {
      listener.stop(true);
      for (const backend of [...waiting.values()].flat()) backend.end.end();
    },
  };
}
