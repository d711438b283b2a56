/** A client of the wire protocol in raw frames, for load: it sends messages and waits for their acknowledgements. */

const ANSWER_WITHIN = 10_000;

export class Writer {
  readonly #socket: WebSocket;
  readonly #room: string;
  readonly #waiting = new Map<number, (reply: string) => void>();
  #message = Promise.withResolvers<void>();
  #greeted = Promise.withResolvers<void>();
  #asked = 0;

  private constructor(socket: WebSocket, room: string) {
    this.#socket = socket;
    this.#room = room;
    socket.addEventListener("message", ({ data }) => this.#receive(String(data)));
    socket.addEventListener("error", () => this.#greeted.reject(new Error("no connection")));
  }

  /** Connects and joins a room. */
  static async join(port: number, room: string): Promise<Writer> {
    const url = `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`;
    const writer = new Writer(new WebSocket(url), room);
    await writer.#greeted.promise;
    await writer.#ask("join", { room });
    return writer;
  }

  /** Sends one message and resolves when it is acknowledged. Throws when it is refused. */
  async send(id: string): Promise<void> {
    const msg = { name: "ada", txt: "a message of quite the ordinary length, as people write" };
    const reply = await this.#ask("chuan", msg, { room: this.#room, id });
    if (!reply.startsWith('[{"ok":true')) throw new Error(`refused: ${reply}`);
  }

  /** The next message of somebody else. */
  message(): Promise<void> {
    this.#message = Promise.withResolvers();
    return this.#message.promise;
  }

  close(): void {
    this.#socket.close();
  }

  #ask(event: string, ...args: object[]): Promise<string> {
    const number = this.#asked;
    this.#asked += 1;
    this.#socket.send(`42${number}${JSON.stringify([event, ...args])}`);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${event}`)), ANSWER_WITHIN);
      this.#waiting.set(number, (reply) => {
        clearTimeout(timer);
        resolve(reply);
      });
    });
  }

  #receive(frame: string): void {
    if (frame.startsWith("43")) this.#answered(frame);
    else if (frame.startsWith('42["tianxiu"')) this.#message.resolve();
    else if (frame.startsWith("0")) this.#socket.send("40");
    else if (frame.startsWith("2")) this.#socket.send("3");
    else if (frame.startsWith('42["dixiu"')) this.#greeted.resolve();
  }

  #answered(frame: string): void {
    const begin = frame.indexOf("[");
    const number = Number(frame.slice(2, begin));
    this.#waiting.get(number)?.(frame.slice(begin));
    this.#waiting.delete(number);
  }
}
