/** An attacker's tools: frames and requests, written by hand. */
import { within } from "../support/deadline";

const DEADLINE = 15_000;
/** Milliseconds from one drop to the next. */
const DRIP = 20;
export const PATH = "/socket.io/?EIO=4";

type Headers = Record<string, string>;

/** Bun's own, which takes headers and can be cut; the types of a browser's hide that. */
const BunWebSocket = WebSocket as unknown as new (
  url: string,
  options: Bun.WebSocketOptions,
) => Bun.WebSocket;

/** An attacker's connection. */
export interface Attacker extends Disposable {
  /** The first received packet that begins like this. */
  hears(beginning: string): Promise<string>;
  /** Resolves when the server has ended the connection. */
  cutOff(): Promise<unknown>;
}

/** A WebSocket that sends any frame, and keeps what it receives. */
export class Wire implements Attacker {
  readonly heard: string[] = [];
  readonly #socket: Bun.WebSocket;
  readonly #closed: Promise<number>;
  readonly #awaited = new Map<string, PromiseWithResolvers<string>>();

  private constructor(socket: Bun.WebSocket) {
    this.#socket = socket;
    this.#closed = new Promise((resolve) =>
      socket.addEventListener("close", (e) => resolve(e.code)),
    );
    socket.addEventListener("message", ({ data }) => {
      this.#hear(String(data));
    });
  }

  /** Opens a WebSocket. With a `sid` it is the upgrade of that session. Rejects when it is refused. */
  static async open(
    url: string,
    { sid = "", headers = {} }: { sid?: string; headers?: Headers } = {},
  ) {
    const query = `${PATH}&transport=websocket${sid && `&sid=${sid}`}`;
    const socket = new BunWebSocket(url.replace("http", "ws") + query, { headers });
    const wire = new Wire(socket);
    const opened = new Promise<void>((resolve, reject) => {
      socket.addEventListener("open", () => resolve());
      socket.addEventListener("error", () => reject(new Error("the WebSocket was refused")));
    });
    await within(DEADLINE, "the opening of a WebSocket", opened);
    return wire;
  }

  /** Opens a WebSocket and the namespace, as every client does. */
  static async connect(url: string, headers: Headers = {}): Promise<Wire> {
    const wire = await Wire.open(url, { headers });
    wire.send("40");
    await wire.hears('42["dixiu"');
    return wire;
  }

  send(...frames: (string | Uint8Array<ArrayBuffer>)[]): void {
    for (const frame of frames) this.#socket.send(frame);
  }

  #hear(frame: string): void {
    this.heard.push(frame);
    for (const [beginning, { resolve }] of this.#awaited) {
      if (!frame.startsWith(beginning)) continue;
      this.#awaited.delete(beginning);
      resolve(frame);
    }
  }

  /** The first received frame that begins like this. */
  async hears(beginning: string, patience = DEADLINE): Promise<string> {
    const found = this.heard.find((frame) => frame.startsWith(beginning));
    if (found !== undefined) return found;
    const awaited = this.#awaited.get(beginning) ?? Promise.withResolvers<string>();
    this.#awaited.set(beginning, awaited);
    return within(patience, `hearing ${beginning}`, awaited.promise);
  }

  /** Resolves when the server has closed it. */
  cutOff(): Promise<number> {
    return within(DEADLINE, "the server closing the WebSocket", this.#closed);
  }

  /** Reads nothing more, as if it were in a tunnel. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }
}

/** A long-polling session, made by hand. */
export class Session implements Attacker {
  readonly #url: string;
  readonly sid: string;
  readonly #headers: Headers;
  #isRefused = false;

  private constructor(url: string, sid: string, headers: Headers) {
    this.#url = url;
    this.sid = sid;
    this.#headers = headers;
  }

  static async open(url: string, headers: Headers = {}): Promise<Session> {
    const response = await shake(url, headers);
    const { sid } = JSON.parse((await response.text()).slice(1)) as { sid: string };
    return new Session(url, sid, headers);
  }

  /** A session whose namespace is open. */
  static async connect(url: string, headers: Headers = {}): Promise<Session> {
    const session = await Session.open(url, headers);
    await session.post("40");
    await session.hears('42["dixiu"');
    return session;
  }

  async post(body: string): Promise<Response> {
    const response = await fetch(this.#address(), { method: "POST", body, headers: this.#headers });
    this.#isRefused ||= !response.ok;
    return response;
  }

  async hears(beginning: string): Promise<string> {
    for (;;) {
      const response = await within(DEADLINE, `hearing ${beginning}`, this.poll());
      if (!response.ok) throw new Error(`hearing ${beginning}: the session has ended`);
      const packets = (await response.text()).split("\x1e");
      const found = packets.find((packet) => packet.startsWith(beginning));
      if (found !== undefined) return found;
    }
  }

  /** Resolves when the server has refused what was posted, or knows the session no more. */
  async cutOff(): Promise<void> {
    while (!this.#isRefused && (await within(DEADLINE, "the session's end", this.poll())).ok);
  }

  [Symbol.dispose](): void {}

  poll(): Promise<Response> {
    return fetch(this.#address(), { headers: this.#headers });
  }

  /** The path and query of its polls and POSTs. */
  get path(): string {
    return `${PATH}&transport=polling&sid=${this.sid}`;
  }

  #address(): string {
    return this.#url + this.path;
  }
}

/** A handshake's response, accepted or refused. */
export function shake(url: string, headers: Headers = {}, init: RequestInit = {}) {
  return fetch(`${url}${PATH}&transport=polling`, { ...init, headers });
}

/** Sends the beginning of a request, and then a little more again and again: after `times` of it there is still no request. */
export async function drip(url: string, beginning: string, times: number): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = await Bun.connect({ hostname, port: Number(port), socket: { data() {} } });
  socket.write(beginning);
  for (let n = 0; n < times; n += 1) {
    await Bun.sleep(DRIP);
    socket.write("x");
  }
  socket.terminate();
}

/** Bytes over TCP and what comes back, until the server closes or has said nothing more for a while. */
export async function speak(url: string, text: string, patience = 500): Promise<string> {
  const { hostname, port } = new URL(url);
  const { promise, resolve } = Promise.withResolvers<void>();
  const heard: Buffer[] = [];
  let timer = setTimeout(resolve, patience);
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      data(_, bytes) {
        heard.push(Buffer.from(bytes));
        clearTimeout(timer);
        timer = setTimeout(resolve, patience);
      },
      close: () => resolve(),
      error: () => resolve(),
    },
  });
  socket.write(text);
  await promise;
  socket.terminate();
  return Buffer.concat(heard).toString();
}
