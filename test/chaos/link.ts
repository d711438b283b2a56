/** A piece of network between a client and a server, which can be cut, slow, or silent. */
import { newPort } from "../support/ports";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

type Way = "up" | "down";

export const portOf = (url: string) => Number(new URL(url).port);

/** The same address, by way of a link to its port. */
export function by(link: Link, url: string): string {
  const way = new URL(url);
  way.port = new URL(link.url).port;
  return way.href;
}

/**
 * What happens to bytes: they pass, wait, or vanish while both ends still believe in the connection;
 * or there is no way through at all.
 */
type Condition =
  { is: "open" } | { is: "gone" } | { is: "slow"; ms: number } | { is: "silent"; ways: Way[] };

export class Link {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #condition: Condition = { is: "open" };
  #swallowed = Promise.withResolvers<void>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Opens a link to whatever port `to` names at the moment that somebody connects. */
  static async open(to: () => number): Promise<Link> {
    const server = createServer();
    const link = new Link(server);
    server.on("connection", (near) => link.#join(near, connect(to(), "127.0.0.1")));
    await new Promise<void>((resolve) => server.listen(newPort(), "127.0.0.1", resolve));
    return link;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  slow(ms: number): void {
    this.#condition = { is: "slow", ms };
  }

  /** Resolves when bytes have been swallowed. A connection that lost some is silent for ever. */
  silence(...ways: Way[]): Promise<void> {
    this.#condition = { is: "silent", ways };
    this.#swallowed = Promise.withResolvers();
    return this.#swallowed.promise;
  }

  /** Ends every connection, and refuses new ones. */
  break(): void {
    this.#condition = { is: "gone" };
    this.cut();
  }

  heal(): void {
    this.#condition = { is: "open" };
  }

  /** Ends every connection at once. New ones can be made. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near: Socket, far: Socket): void {
    if (this.#condition.is === "gone") for (const socket of [near, far]) socket.destroy();
    this.#carry("up", near, far);
    this.#carry("down", far, near);
  }

  #carry(way: Way, source: Socket, target: Socket): void {
    this.#sockets.add(source);
    // What was delayed must not be overtaken by what comes after the healing.
    let last = Promise.resolve();
    // Of a stream that has lost a piece, the rest is nothing that either end could use.
    let isLost = false;
    source.setNoDelay(true);
    source.on("data", (bytes) => {
      const condition = this.#condition;
      isLost ||= condition.is === "silent" && condition.ways.includes(way);
      if (isLost) return this.#swallowed.resolve();
      const arrival = condition.is === "slow" ? Bun.sleep(condition.ms) : undefined;
      last = last.then(() => arrival).then(() => void target.write(bytes));
    });
    source.on("error", () => {});
    source.on("close", () => {
      this.#sockets.delete(source);
      target.destroy();
    });
  }
}
