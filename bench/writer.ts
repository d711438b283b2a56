/** A client of the wire protocol in raw frames, for load: it sends messages and waits for their acknowledgements. */
import type { Socket } from "bun";
import { connectOf } from "./crowd";
import { frameOf, handshake, newStream, PING, PONG, receive } from "./frames";

const PATH = "/socket.io/?EIO=4&transport=websocket";
const MESSAGE = '{"name":"ada","txt":"a message of quite the ordinary length, as people write"}';
const [ZERO, TWO, THREE, FOUR] = [0x30, 0x32, 0x33, 0x34];
const [D, T] = [0x64, 0x74];
const TAKEN = '[{"ok":true';

export class Writer {
  /** Called with each message of somebody else. */
  onMessage: () => void = () => {};
  readonly #room: string;
  readonly #connect: string;
  readonly #stream = newStream();
  readonly #asked: ((reply: string) => void)[] = [];
  readonly #greeted = Promise.withResolvers<void>();
  #message = Promise.withResolvers<void>();
  #socket: Socket | undefined;
  readonly #outgoing: Buffer[] = [];

  private constructor(room: string, key: string | undefined) {
    this.#room = room;
    this.#connect = connectOf(key);
  }

  /** Connects and joins a room. `headers` are whole lines of the handshake. */
  static async join(
    port: number,
    room: string,
    { key, headers = [] }: { key?: string; headers?: readonly string[] } = {},
  ): Promise<Writer> {
    const writer = new Writer(room, key);
    writer.#socket = await Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: { data: (_, chunk) => writer.#receive(chunk) },
    });
    writer.#socket.write(handshake(`127.0.0.1:${port}`, PATH, headers));
    await writer.#greeted.promise;
    await writer.#ask(`["join",{"room":"${room}"}]`);
    return writer;
  }

  /** Sends one message and resolves when it is acknowledged. Throws when it is refused. */
  send(): Promise<void> {
    // The time first, as in the ids that the page makes.
    const id = `${Date.now().toString(36)}-${crypto.randomUUID()}`;
    return this.#ask(`["chuan",${MESSAGE},{"room":"${this.#room}","id":"${id}"}]`);
  }

  /** Says how far somebody has read in the room, and resolves when that is acknowledged. Throws when it is refused. */
  mark(seq: number): Promise<void> {
    return this.#ask(`["mark",{"room":"${this.#room}","seq":${seq}}]`);
  }

  leave(): void {
    this.#socket?.terminate();
  }

  /** The next message of somebody else. */
  message(): Promise<void> {
    this.#message = Promise.withResolvers();
    return this.#message.promise;
  }

  async #ask(event: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<string>();
    const number = this.#asked.push(resolve) - 1;
    this.#write(`42${number}${event}`);
    const reply = await promise;
    if (!reply.startsWith(TAKEN)) throw new Error(`refused: ${reply}`);
  }

  /** Messages of one turn leave in one write, as those of a client that sends several messages together. */
  #write(text: string, opcode?: number): void {
    if (this.#outgoing.push(frameOf(text, opcode)) > 1) return;
    queueMicrotask(() => this.#socket?.write(Buffer.concat(this.#outgoing.splice(0))));
  }

  #receive(chunk: Buffer): void {
    receive(this.#stream, chunk, (bytes, opcode, from, to) => {
      if (opcode === PING) this.#write("", PONG);
      else this.#take(bytes, from, to);
    });
  }

  #take(bytes: Buffer, from: number, to: number): void {
    const [kind, event] = [bytes[from], bytes[from + 1]];
    if (kind === ZERO) this.#write(this.#connect);
    else if (kind === TWO) this.#write("3");
    else if (kind !== FOUR) return;
    else if (event === THREE) this.#answered(bytes.toString("latin1", from + 2, to));
    // 42["tianxiu", or else 42["dixiu".
    else if (event === TWO && bytes[from + 4] === T) this.#told();
    else if (event === TWO && bytes[from + 4] === D) this.#greeted.resolve();
  }

  #told(): void {
    this.#message.resolve();
    this.onMessage();
  }

  #answered(answer: string): void {
    const begin = answer.indexOf("[");
    this.#asked[Number(answer.slice(0, begin))]?.(answer.slice(begin));
  }
}
