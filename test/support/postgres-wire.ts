/** What a pooler must know of the protocol between Postgres and its clients. */

const codeOf = (type: string) => type.charCodeAt(0);

/** Types of messages. Postgres answers a query, a sync and a call with one "ready" each, whose last byte is its state. */
const ANSWERED = new Set(["Q", "S", "F"].map(codeOf));
export const TERMINATE = codeOf("X");
export const READY = codeOf("Z");
/** The state outside of a transaction. */
export const IDLE = codeOf("I");

/** What a client asks first, and what it says no to. */
export const PROTOCOL_3 = 196_608;
export const REFUSED = Buffer.from("N");
const MAY_BE_REFUSED = new Set([80_877_103, 80_877_104]);

export const isAnswered = (type: number) => ANSWERED.has(type);
export const mayBeRefused = (code: number) => MAY_BE_REFUSED.has(code);

/** A query with a text of its own. */
export function query(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(Buffer.byteLength(text) + 5);
  return Buffer.concat([Buffer.from("Q"), length, Buffer.from(`${text}\0`)]);
}

/** The first message of a client, which has no type, when all of it has come. */
export function firstOf(bytes: Buffer): { code: number; text: string; length: number } | undefined {
  if (bytes.length < 8) return undefined;
  const length = bytes.readInt32BE(0);
  if (bytes.length < length) return undefined;
  return { code: bytes.readInt32BE(4), text: bytes.toString("latin1", 8, length), length };
}

/** Where the messages of a stream begin and end, in whatever pieces they come. */
export class Messages {
  readonly #header = Buffer.alloc(5);
  #has = 0;
  #left = 0;

  /** Whether the last piece ended with a whole message. */
  get isBetween(): boolean {
    return this.#has === 0;
  }

  /** Calls `ended` with the type of each message that ends in `bytes`, its last byte, and where it began in them, which is before 0 for one of which a part has come earlier. */
  take(bytes: Buffer, ended: (type: number, last: number, began: number) => void): void {
    let began = -this.#has;
    for (let at = 0; at < bytes.length;) {
      if (this.#has < 5) {
        this.#header[this.#has] = bytes[at] ?? 0;
        this.#has += 1;
        at += 1;
        if (this.#has < 5) continue;
        this.#left = this.#header.readInt32BE(1) - 4;
      } else {
        const taken = Math.min(this.#left, bytes.length - at);
        this.#left -= taken;
        at += taken;
      }
      if (this.#left > 0) continue;
      this.#has = 0;
      ended(this.#header[0] ?? 0, bytes[at - 1] ?? 0, began);
      began = at;
    }
  }
}
