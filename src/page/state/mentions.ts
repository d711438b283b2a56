/** The messages of a room that mention the person and were not seen. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";

export class Mentions {
  readonly #seqs = signal<readonly number[]>([]);
  readonly #seen: ReadonlySignal<number | undefined>;
  /** Whether there are any. */
  readonly areUnread: ReadonlySignal<boolean>;

  /** `seen` is the `seq` of the last message that was seen. */
  constructor(seen: ReadonlySignal<number | undefined>) {
    this.#seen = seen;
    this.areUnread = computed(() => {
      const last = seen.value ?? Infinity;
      return this.#seqs.value.some((seq) => seq > last);
    });
  }

  add(seq: number): void {
    this.remove(seq);
    this.#seqs.value = [...this.#seqs.value, seq];
  }

  remove(seq: number): void {
    const last = this.#seen.value ?? 0;
    if (this.#seqs.value.length > 0)
      this.#seqs.value = this.#seqs.value.filter((one) => one !== seq && one > last);
  }
}
