/** A WebSocket that sends a message in fragments (RFC 6455, 5.4): no client writes them by itself. */
import { within } from "../support/deadline";
import { PATH } from "./attacker";
import { TEXT, UPGRADE } from "./deaf";

const DEADLINE = 15_000;

const CONTINUATION = 0x0;
const FINAL = 0x80;

/** A client's frame with a payload of at most 125 bytes, masked with zeros. */
function fragment(opcode: number, payload: string): Uint8Array {
  const bytes = new TextEncoder().encode(payload);
  return new Uint8Array([opcode, 0x80 | bytes.length, 0, 0, 0, 0, ...bytes]);
}

const FLOOD = Buffer.concat(Array<Uint8Array>(100_000).fill(fragment(CONTINUATION, "")));

export class Fragments implements Disposable {
  readonly #socket: Bun.Socket;
  readonly #closed: Promise<void>;
  /** What the system has not taken yet. */
  #rest: Uint8Array = new Uint8Array();
  #isFlooding = false;

  private constructor(socket: Bun.Socket, closed: Promise<void>) {
    this.#socket = socket;
    this.#closed = closed;
  }

  /**
   * Opens a WebSocket. `query` names the session that it upgrades, if any; `requests` are sent by the same connection before. Rejects when
   * it is refused.
   */
  static async open(
    url: string,
    headers: Record<string, string> = {},
    { query = "", requests = [] as string[] } = {},
  ) {
    const { hostname, port } = new URL(url);
    let answered = Promise.withResolvers<string>();
    const closed = Promise.withResolvers<void>();
    const socket = await Bun.connect({
      hostname,
      port: Number(port),
      socket: {
        data: (_, bytes) => answered.resolve(bytes.toString("latin1", 0, 12)),
        drain: () => opened.#write(),
        close: () => closed.resolve(),
        error() {},
      },
    });
    const opened = new Fragments(socket, closed.promise);
    const ask = (request: string) => {
      answered = Promise.withResolvers();
      opened.#send(Buffer.from(request));
      return within(DEADLINE, "an answer", answered.promise);
    };
    for (const request of requests) await ask(request);
    const lines = Object.entries({ Host: "127.0.0.1", ...UPGRADE, ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    const status = await ask(
      `GET ${PATH}&transport=websocket${query} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`,
    );
    if (status !== "HTTP/1.1 101") throw new Error(`the WebSocket was answered with ${status}`);
    return opened;
  }

  /** Sends a text of ASCII in fragments of so many characters. */
  say(text: string, each: number): void {
    const pieces = text.match(new RegExp(`.{1,${each}}`, "gs")) ?? [];
    const frames = pieces.map((piece, n) => fragment(n === 0 ? TEXT : CONTINUATION, piece));
    const last = frames.at(-1);
    if (last) last[0] = (last[0] ?? 0) | FINAL;
    this.#send(...frames);
  }

  /** Sends empty fragments of one message from now on, as fast as the wire allows. */
  flood(): void {
    this.#isFlooding = true;
    this.#send(fragment(TEXT, ""));
  }

  #send(...bytes: Uint8Array[]): void {
    this.#rest = Buffer.concat([this.#rest, ...bytes]);
    this.#write();
  }

  #write(): void {
    do {
      if (this.#rest.length === 0 && this.#isFlooding) this.#rest = FLOOD;
      this.#rest = this.#rest.subarray(Math.max(this.#socket.write(this.#rest), 0));
    } while (this.#rest.length === 0 && this.#isFlooding);
  }

  /** Resolves when the server has ended the connection. */
  cutOff(): Promise<void> {
    return within(DEADLINE, "the server ending the connection", this.#closed);
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }
}
