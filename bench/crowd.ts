/**
 * Many receivers and one sender, each a TCP connection with raw frames, because a client library would cost
 * more than the server that is measured. The first connection sends; all the others count what they are sent.
 */
import type { Socket } from "bun";
import { frameOf, handshake, newStream, PING, PONG, receive, type Stream } from "./frames";

const PATH = "/socket.io/?EIO=4&transport=websocket";
/** Handshakes under way at once, as when many clients reconnect after a restart. */
const AT_ONCE = 200;
/** Characters of a message, unless it is another number. */
const LENGTH = 50;
/** Milliseconds of silence after which a message counts as lost. */
const PATIENCE = 15_000;

const [ZERO, TWO, FOUR, T] = [0x30, 0x32, 0x34, 0x74];

/** What a connection has to remember. */
interface Receiver {
  stream: Stream;
  /** What it sends to introduce itself. */
  connect: string;
  /** How many messages it was sent. */
  received: number;
}

/** The result of sending for a while. */
export interface Sending {
  messages: number;
  deliveries: number;
  /** Milliseconds in all. */
  took: number;
  /** Milliseconds from each message's sending to its last receiver. */
  latencies: number[];
}

export class Crowd {
  readonly #host: string;
  readonly #sendersHost: string;
  readonly #acknowledged: boolean;
  readonly #keyOf: ((n: number) => string) | undefined;
  readonly #sockets: Socket<Receiver>[] = [];
  #connected = 0;
  #whenConnected = () => {};
  /** Of each message, when it was sent and how many have not got it yet. */
  readonly #sentAt: number[] = [];
  readonly #missing: number[] = [];
  #latencies: number[] = [];
  #whenDelivered = () => {};

  /**
   * `acknowledged`: whether the sender asks for acknowledgements, where a server gives them. A sender
   * that is to be on another server has to be grown first, alone. `keyOf` returns the key of each connection; without it,
   * connections have no key.
   */
  constructor(url: string, acknowledged: boolean, sendersUrl = url, keyOf?: (n: number) => string) {
    this.#keyOf = keyOf;
    this.#host = new URL(url).host;
    this.#sendersHost = new URL(sendersUrl).host;
    this.#acknowledged = acknowledged;
  }

  get size(): number {
    return this.#sockets.length;
  }

  /** Connects until there are so many, each up to Socket.IO's own handshake. */
  async grow(size: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(
      () => reject(new Error(`${this.#connected} of ${size} came in`)),
      60_000,
    );
    let opening = this.#connected;
    const more = () => {
      if (this.#connected >= size) return resolve();
      for (; opening < size && opening < this.#connected + AT_ONCE; opening += 1)
        this.#open(opening).catch(reject);
    };
    this.#whenConnected = more;
    more();
    await promise;
    clearTimeout(timer);
  }

  /** Sends for some milliseconds with so many messages of so many letters under way, and waits for the last. */
  async send(inFlight: number, ms: number, length = LENGTH): Promise<Sending> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const first = this.#sentAt.length;
    const began = performance.now();
    let done = first;
    this.#latencies = [];
    this.#whenDelivered = () => {
      done += 1;
      if (performance.now() - began < ms) this.#sendOne(length);
      else if (done === this.#sentAt.length) resolve();
    };
    const timer = setTimeout(() => reject(new Error("a message was lost")), ms + PATIENCE);
    for (let n = 0; n < inFlight; n += 1) this.#sendOne(length);
    await promise;
    clearTimeout(timer);
    const messages = this.#sentAt.length - first;
    return {
      messages,
      deliveries: messages * (this.size - 1),
      took: performance.now() - began,
      latencies: this.#latencies,
    };
  }

  /** Stops reading: what arrives from now on stays in the system's buffers, as with phones in a tunnel. */
  stopReading(): void {
    for (const socket of this.#sockets) socket.pause();
  }

  leave(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  #sendOne(length: number): void {
    const number = this.#sentAt.push(performance.now()) - 1;
    this.#missing.push(this.size - 1);
    const ack = this.#acknowledged ? number : "";
    const text = `message ${number} `.padEnd(length, "as people write them to each other ");
    this.#sockets[0]?.write(frameOf(`42${ack}["chuan",{"name":"ada","txt":"${text}"}]`));
  }

  async #open(n: number): Promise<void> {
    const host = n === 0 ? this.#sendersHost : this.#host;
    const [hostname = "", port] = host.split(":");
    const data: Receiver = {
      stream: newStream(),
      connect: connectOf(this.#keyOf?.(n)),
      received: 0,
    };
    const socket = await Bun.connect<Receiver>({
      hostname,
      port: Number(port),
      data,
      socket: this.#handler,
    });
    socket.write(handshake(host, PATH));
  }

  readonly #handler = {
    data: (socket: Socket<Receiver>, chunk: Buffer) =>
      receive(socket.data.stream, chunk, (bytes, opcode, from) =>
        this.#take(socket, opcode, bytes, from),
      ),
  };

  #take(socket: Socket<Receiver>, opcode: number, bytes: Buffer, at: number): void {
    if (opcode === PING) return void socket.write(frameOf("", PONG));
    const kind = bytes[at];
    if (kind === ZERO) return void socket.write(frameOf(socket.data.connect));
    if (kind === TWO) return void socket.write(frameOf("3"));
    if (kind !== FOUR) return;
    if (bytes[at + 1] === ZERO) this.#welcome(socket);
    // 42["tianxiu", and nothing else that begins with a t is sent while it counts.
    else if (bytes[at + 1] === TWO && bytes[at + 4] === T) this.#deliver(socket.data);
  }

  #welcome(socket: Socket<Receiver>): void {
    socket.data.received = this.#sentAt.length;
    this.#sockets.push(socket);
    this.#connected += 1;
    this.#whenConnected();
  }

  #deliver(state: Receiver): void {
    // Every receiver is sent all messages in their order, so the number of each is known without reading it.
    const number = state.received;
    state.received += 1;
    this.#missing[number] = (this.#missing[number] ?? 0) - 1;
    if (this.#missing[number] !== 0) return;
    this.#latencies.push(performance.now() - (this.#sentAt[number] ?? 0));
    this.#whenDelivered();
  }
}

/** The packet by which a connection introduces itself. */
export function connectOf(key: string | undefined): string {
  return key === undefined ? "40" : `40${JSON.stringify({ key })}`;
}
