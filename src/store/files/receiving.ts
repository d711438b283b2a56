/** Bytes that are being received by a store that one machine has to itself, counted together with those that are kept. */
import type { Bytes } from "./bytes";
import { fullOr } from "./disk";
import { type FileRecord, FilesFull, type Incoming, type Variant, VARIANTS } from "./files";

/** A form of a file of which there are bytes, but no file yet. */
interface UnderWay {
  incoming: Incoming;
  size: number;
  isKept: boolean;
  /** When it last got bytes, by `performance.now()`. */
  last: number;
}

export class Receiving {
  readonly #bytes: Bytes;
  readonly #limit: number;
  readonly #underWay = new Map<string, UnderWay>();
  #used: number;
  #refused = 0;

  /** `used` is the bytes that are kept already, and `limit` those of all files, 0 for any number. */
  constructor(bytes: Bytes, limit: number, used: number) {
    this.#bytes = bytes;
    this.#limit = limit;
    this.#used = used;
  }

  /** Bytes that are kept or on their way. */
  get used(): number {
    return this.#used;
  }

  /** How often `FilesFull` was thrown. */
  get refused(): number {
    return this.#refused;
  }

  /** Counts bytes that were removed. */
  free(bytes: number): void {
    this.#used -= bytes;
  }

  async receive(id: string, variant: Variant): Promise<Incoming> {
    const name = nameOf(id, variant);
    if (this.#underWay.has(name)) throw new Error("that form of the file is being received");
    const one: UnderWay = { incoming: NONE, size: 0, isKept: false, last: performance.now() };
    this.#underWay.set(name, one);
    try {
      one.incoming = await this.counted(() => this.#bytes.receive(id, variant));
    } catch (error) {
      this.#underWay.delete(name);
      throw error;
    }
    return {
      write: (bytes) => this.counted(() => this.#write(name, one, bytes)),
      keep: async () => {
        this.#checkThere(name, one);
        await this.counted(() => one.incoming.keep());
        one.isKept = true;
        one.last = performance.now();
      },
      drop: () => this.#drop(name, one),
    };
  }

  /** Whether the bytes of a file are all kept, and none of them is a file's yet. */
  isWhole({ id, size, small }: FileRecord): boolean {
    const isKept = (variant: Variant, bytes: number) => {
      const one = this.#underWay.get(nameOf(id, variant));
      return one?.isKept === true && one.size === bytes;
    };
    return isKept("whole", size) && (small === undefined || isKept("small", small));
  }

  /** The bytes are a file's now. */
  added({ id, small }: FileRecord): void {
    this.#underWay.delete(nameOf(id, "whole"));
    if (small !== undefined) this.#underWay.delete(nameOf(id, "small"));
  }

  isUnderWay(id: string): boolean {
    return VARIANTS.some((variant) => this.#underWay.has(nameOf(id, variant)));
  }

  /** Forgets what got no bytes for so many milliseconds, or all of it. Resolves with how many there were. */
  async dropSilent(silence = -Infinity): Promise<number> {
    const since = performance.now() - silence;
    const silent = [...this.#underWay].filter(([, { last }]) => last < since);
    for (const [name, one] of silent) await this.#drop(name, one);
    return silent.length;
  }

  /** Does work that may find the disk full, which is counted. Rejects with `FilesFull` then. */
  async counted<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const said = fullOr(error);
      if (said instanceof FilesFull) this.#refused += 1;
      throw said;
    }
  }

  #checkThere(name: string, one: UnderWay): void {
    if (this.#underWay.get(name) !== one) throw new Error("what was received was dropped");
  }

  async #write(name: string, one: UnderWay, bytes: Uint8Array): Promise<void> {
    this.#checkThere(name, one);
    if (this.#limit > 0 && this.#used + bytes.length > this.#limit)
      throw new FilesFull("the files have no room left");
    this.#used += bytes.length;
    one.size += bytes.length;
    one.last = performance.now();
    await one.incoming.write(bytes);
  }

  async #drop(name: string, one: UnderWay): Promise<void> {
    if (this.#underWay.get(name) !== one) return;
    this.#underWay.delete(name);
    await one.incoming.drop();
    this.#used -= one.size;
  }
}

const nameOf = (id: string, variant: Variant) => `${variant} ${id}`;
/** Until there is another one. */
const NONE: Incoming = {
  write: () => Promise.reject(new Error("nothing can be written yet")),
  keep: () => Promise.reject(new Error("nothing can be kept yet")),
  drop: () => Promise.resolve(),
};
