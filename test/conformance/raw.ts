/** HTTP and WebSockets over bare TCP: the bytes of one read stay together, and a request has exactly the headers of the test. */
import { within } from "../support/deadline";

const DEADLINE = 5000;
const KEY = "dGhlIHNhbXBsZSBub25jZQ==";

/** All bytes that a TCP connection has received, read by read. */
class Tcp {
  readonly reads: Buffer[] = [];
  isClosed = false;
  #socket: Bun.Socket | undefined;
  #changed = Promise.withResolvers<void>();

  static async connect(url: string): Promise<Tcp> {
    const { hostname, port } = new URL(url);
    const tcp = new Tcp();
    tcp.#socket = await Bun.connect({
      hostname,
      port: Number(port),
      socket: {
        data: (_, bytes) => tcp.#note(() => tcp.reads.push(Buffer.from(bytes))),
        close: () => tcp.#note(() => (tcp.isClosed = true)),
      },
    });
    return tcp;
  }

  write(bytes: string | Uint8Array): void {
    this.#socket?.write(bytes);
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    while (!holds()) await within(DEADLINE, what, this.#changed.promise);
  }

  end(): void {
    this.#socket?.terminate();
  }

  #note(change: () => void): void {
    change();
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

export interface RawAnswer {
  status: number;
  headers: Headers;
  body: string;
  /** Whether the server ended the connection after it. */
  isLast: boolean;
}

/** Sends the lines of a request, adds the empty one, and resolves with the response. */
export async function ask(url: string, head: string[], ...body: string[]): Promise<RawAnswer> {
  const tcp = await Tcp.connect(url);
  tcp.write(`${head.join("\r\n")}\r\n\r\n`);
  for (const part of body) tcp.write(part);
  const text = () => Buffer.concat(tcp.reads).toString();
  await tcp.until(`the answer to ${head[0]}`, () => isWhole(text()));
  const asked = head.some((line) => /^connection: close$/i.test(line));
  if (asked) await tcp.until("the end of the connection", () => tcp.isClosed);
  const answer = { ...parse(text()), isLast: tcp.isClosed };
  tcp.end();
  return answer;
}

function isWhole(text: string): boolean {
  const { status, headers, body } = parse(text);
  const length = Number(headers.get("Content-Length") ?? 0);
  return status > 100 && Buffer.byteLength(body) >= length;
}

function parse(text: string): Omit<RawAnswer, "isLast"> {
  const answer = text.replace(/^HTTP\/1.1 100 Continue\r\n\r\n/, "");
  const end = answer.indexOf("\r\n\r\n");
  if (end === -1) return { status: 0, headers: new Headers(), body: "" };
  const [first = "", ...lines] = answer.slice(0, end).split("\r\n");
  const headers = new Headers(
    lines.map((line) => line.split(/:\s*(.*)/).slice(0, 2) as [string, string]),
  );
  return { status: Number(first.split(" ")[1]), headers, body: answer.slice(end + 4) };
}

/** A WebSocket that knows which frames it received in one read. */
export class ReadByRead {
  readonly #tcp: Tcp;
  #first: number;

  private constructor(tcp: Tcp) {
    this.#tcp = tcp;
    this.#first = tcp.reads.length;
  }

  /** Opens a WebSocket. Frames in the same read as the opening are not kept. */
  static async open(url: string): Promise<ReadByRead> {
    const { pathname, search } = new URL(url);
    const tcp = await Tcp.connect(url);
    tcp.write(
      [
        `GET ${pathname}${search} HTTP/1.1`,
        "Host: 127.0.0.1",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        `Sec-WebSocket-Key: ${KEY}`,
        "\r\n",
      ].join("\r\n"),
    );
    await tcp.until("the opening", () => tcp.reads.some((read) => read.includes("\r\n\r\n")));
    return new ReadByRead(tcp);
  }

  /** Sends short texts, all in one write. */
  send(...texts: string[]): void {
    // Masked with zeros, which leaves the text as it is.
    const frames = texts.map((text) =>
      Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0, ...Buffer.from(text)]),
    );
    this.#tcp.write(Buffer.concat(frames));
  }

  /** The frames that came read by read, up to the one that begins like this. */
  async upTo(beginning: string): Promise<string[][]> {
    const reads = () => this.#tcp.reads.slice(this.#first).map(framesIn);
    await this.#tcp.until(`the frame ${beginning}`, () =>
      reads()
        .flat()
        .some((frame) => frame.startsWith(beginning)),
    );
    const all = reads();
    this.#first = this.#tcp.reads.length;
    return all;
  }

  [Symbol.dispose](): void {
    this.#tcp.end();
  }
}

/** The texts of the frames in one read, of which all are whole. */
function framesIn(read: Buffer): string[] {
  const frames: string[] = [];
  for (let at = 0; at < read.length;) {
    const short = read.readUInt8(at + 1);
    const [length, from] = short < 126 ? [short, at + 2] : [read.readUInt16BE(at + 2), at + 4];
    frames.push(read.toString("utf8", from, from + length));
    at = from + length;
  }
  return frames;
}
