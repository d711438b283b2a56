/** Both transports by hand. Every packet and the close are kept until a test asks for them, so none is missed. */
import { within } from "../support/deadline";

const DEADLINE = 5000;

export type Frame = string | ArrayBuffer;

/** A WebSocket that keeps the frames that it receives. */
export class Wire {
  readonly #ws: Bun.WebSocket;
  readonly #kept: Frame[] = [];
  #wanted: ((frame: Frame) => void) | undefined;
  readonly #opened: Promise<unknown>;
  readonly #closed: Promise<unknown>;

  constructor(url: string) {
    // Bun's own, which can stop reading; the types of a browser's hide that.
    this.#ws = new WebSocket(url.replace("http", "ws")) as unknown as Bun.WebSocket;
    this.#ws.binaryType = "arraybuffer";
    this.#opened = new Promise((resolve) => this.#ws.addEventListener("open", resolve));
    this.#closed = new Promise((resolve) => this.#ws.addEventListener("close", resolve));
    this.#ws.addEventListener("message", ({ data }) => this.#keep(data));
  }

  /** A WebSocket that is open. */
  static async open(url: string): Promise<Wire> {
    const wire = new Wire(url);
    await within(DEADLINE, "the opening", wire.#opened);
    return wire;
  }

  send(...frames: (string | Uint8Array<ArrayBuffer>)[]): void {
    for (const frame of frames) this.#ws.send(frame);
  }

  /** The next received frame. */
  next(): Promise<Frame> {
    const kept = this.#kept.shift();
    if (kept !== undefined) return Promise.resolve(kept);
    const arrival = new Promise<Frame>((resolve) => (this.#wanted = resolve));
    return within(DEADLINE, "a frame", arrival);
  }

  /** The next frame, which must be text. */
  async text(): Promise<string> {
    const frame = await this.next();
    if (typeof frame !== "string") throw new Error("a binary frame came instead of text");
    return frame;
  }

  /** Reads nothing more. */
  pause(): void {
    this.#ws.pause();
  }

  closed(): Promise<unknown> {
    return within(DEADLINE, "the closing", this.#closed);
  }

  [Symbol.dispose](): void {
    this.#ws.close();
  }

  #keep(frame: Frame): void {
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (wanted) wanted(frame);
    else this.#kept.push(frame);
  }
}

/** A long-polling session. */
export class Polling {
  readonly #url: string;
  readonly sid: string;

  private constructor(url: string, sid: string) {
    this.#url = `${url}&sid=${sid}`;
    this.sid = sid;
  }

  /** Opens a session at an address without the session's id. */
  static async open(url: string): Promise<Polling> {
    const handshake = await (await fetch(url)).text();
    const { sid } = JSON.parse(handshake.slice(1)) as { sid: string };
    return new Polling(url, sid);
  }

  poll(): Promise<Response> {
    return within(DEADLINE, "the answer to a poll", fetch(this.#url));
  }

  post(body: string): Promise<Response> {
    return within(DEADLINE, "the answer to a post", fetch(this.#url, { method: "POST", body }));
  }

  /** An open WebSocket that asks to upgrade this session. */
  upgrade(): Promise<Wire> {
    return Wire.open(this.#url.replace("transport=polling", "transport=websocket"));
  }
}
