/**
 * A client that reads only so many bytes as a test asks it to. Its socket has small buffers: with the usual ones the system takes in
 * megabytes that nobody reads, and what the server keeps does not show.
 */
import { dlopen } from "bun:ffi";
import { PATH } from "./attacker";

const { symbols: libc } = dlopen("libc.so.6", {
  socket: { args: ["int", "int", "int"], returns: "int" },
  setsockopt: { args: ["int", "int", "int", "ptr", "u32"], returns: "int" },
  connect: { args: ["int", "ptr", "u32"], returns: "int" },
  send: { args: ["int", "ptr", "usize", "int"], returns: "i64" },
  recv: { args: ["int", "ptr", "usize", "int"], returns: "i64" },
  close: { args: ["int"], returns: "int" },
});

// Linux's numbers.
const [AF_INET, SOCK_STREAM, SOL_SOCKET, SO_RCVBUF, IPPROTO_TCP, TCP_MAXSEG] = [2, 1, 1, 8, 6, 2];
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;

/** The headers with which a client asks for a WebSocket. */
export const UPGRADE = {
  Connection: "Upgrade",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};

/** The opcodes of WebSocket frames. */
export const [TEXT, PING, PONG] = [0x1, 0x9, 0xa];

/** A client's WebSocket frame with a payload of at most 125 bytes, masked with zeros. */
export function frame(opcode: number, payload: string): Uint8Array {
  const bytes = new TextEncoder().encode(payload);
  return new Uint8Array([0x80 | opcode, 0x80 | bytes.length, 0, 0, 0, 0, ...bytes]);
}

const PIECE = new Uint8Array(64 * 1024);

export class Deaf implements Disposable {
  readonly #fd: number;
  #isOpen = true;

  /** Connects to a server on this machine. `buffer` is the bytes that the system may buffer for it. */
  constructor(url: string, buffer = 1024) {
    const port = Number(new URL(url).port);
    this.#fd = libc.socket(AF_INET, SOCK_STREAM, 0);
    this.#set(SOL_SOCKET, SO_RCVBUF, buffer);
    this.#set(IPPROTO_TCP, TCP_MAXSEG, 1400);
    const address = new Uint8Array([
      AF_INET,
      0,
      port >> 8,
      port & 255,
      127,
      0,
      0,
      1,
      ...Array(8).fill(0),
    ]);
    if (this.#fd < 0 || libc.connect(this.#fd, address, address.length) !== 0)
      throw new Error(`no connection to ${url}`);
  }

  #set(level: number, option: number, value: number): void {
    libc.setsockopt(this.#fd, level, option, new Int32Array([value]), 4);
  }

  /** Sends a request, and does not read the response. */
  get(path: string, headers: Record<string, string> = {}): this {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return this.send(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${lines.join("")}\r\n`);
  }

  /** Asks for a WebSocket. `query` names the session that it upgrades, if any. */
  upgrade(query = "", headers: Record<string, string> = {}): this {
    return this.get(`${PATH}&transport=websocket${query}`, { ...UPGRADE, ...headers });
  }

  send(bytes: string | Uint8Array): this {
    const data = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
    libc.send(this.#fd, data, data.length, MSG_NOSIGNAL | MSG_DONTWAIT);
    return this;
  }

  /** Reads so many bytes at most of those that have arrived. Undefined when the server has ended the connection. */
  read(most: number): Uint8Array | undefined {
    const length = Number(libc.recv(this.#fd, PIECE, Math.min(most, PIECE.length), MSG_DONTWAIT));
    if (length > 0) return PIECE.slice(0, length);
    return length === 0 || !this.#isWaiting() ? undefined : new Uint8Array();
  }

  /** Whether nothing was read because nothing has arrived. */
  #isWaiting(): boolean {
    // After an error the connection takes nothing more either.
    return libc.send(this.#fd, PIECE, 0, MSG_NOSIGNAL | MSG_DONTWAIT) === 0n;
  }

  [Symbol.dispose](): void {
    if (this.#isOpen) libc.close(this.#fd);
    this.#isOpen = false;
  }
}
