/** Messages that others answer, anywhere in the room. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Message } from "../../protocol";
import type { Reader } from "../../client/reader";
import type { ShownMessage } from "../../client/wishes";

type Quoted = ShownMessage | null | undefined;

export class Quotes {
  readonly #reader: Pick<Reader, "held" | "find">;
  readonly #shown: (message: Message) => ShownMessage;
  /** Counts the changes of what the reader knows. */
  readonly #changes = signal(0);
  readonly #quotes = new Map<number, ReadonlySignal<Quoted>>();
  /** Those that the server is being asked for. */
  readonly #sought = new Set<number>();

  /** `shown` adds the person's wishes to a message. */
  constructor(reader: Pick<Reader, "held" | "find">, shown: (message: Message) => ShownMessage) {
    this.#reader = reader;
    this.#shown = shown;
  }

  /** The message `seq`: undefined until it is known, null when the server no longer has it. Asks for it if it is not known. */
  of(seq: number): Quoted {
    const quote = this.#quotes.get(seq) ?? computed(() => this.#held(seq));
    this.#quotes.set(seq, quote);
    if (quote.value === undefined) this.#seek(seq);
    return quote.value;
  }

  /** To be called when the reader knows something else. */
  refresh(): void {
    this.#changes.value += 1;
  }

  /** Asks for those that are not known: on an earlier connection there may have been no answer. */
  seekAll(): void {
    for (const [seq, { value }] of this.#quotes) if (value === undefined) this.#seek(seq);
  }

  #held(seq: number): Quoted {
    void this.#changes.value;
    const held = this.#reader.held(seq);
    return held && this.#shown(held);
  }

  #seek(seq: number): void {
    if (this.#sought.has(seq)) return;
    this.#sought.add(seq);
    void this.#reader
      .find(seq)
      .catch(() => {})
      .finally(() => this.#sought.delete(seq));
  }
}
