/** Those of a room's unread messages that are of one kind: mentions of the person, for example. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";

export class UnreadOfKind {
  readonly #seqs = signal<readonly number[]>([]);
  readonly #seen: ReadonlySignal<number | undefined>;
  readonly count: ReadonlySignal<number>;

  /** `seen` is the `seq` of the last message that was seen. */
  constructor(seen: ReadonlySignal<number | undefined>) {
    this.#seen = seen;
    this.count = computed(() => {
      const last = seen.value ?? Infinity;
      return this.#seqs.value.filter((seq) => seq > last).length;
    });
  }

  add(seq: number): void {
    if (this.#seqs.value.includes(seq)) return;
    this.remove(seq);
    this.#seqs.value = [...this.#seqs.value, seq];
  }

  /** Takes a message out, and with it those that were seen. */
  remove(seq: number): void {
    const last = this.#seen.value ?? 0;
    if (this.#seqs.value.length > 0)
      this.#seqs.value = this.#seqs.value.filter((one) => one !== seq && one > last);
  }
}
