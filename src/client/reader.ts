/**
 * What one reads of a room: live messages, fetched ones and one's own, merged by `seq` into one
 * order without holes (P10, P13, P14).
 */
import type { HistoryPage, Message } from "../protocol";

/** Asks the server for a page of the room. Rejects when the connection is lost before the answer. */
export type FetchPage = (range: { after?: number; before?: number }) => Promise<HistoryPage>;

export class Reader {
  /** Rising `seq` without a hole. */
  #messages: Message[] = [];
  /** What came live while something before it was missing, by `seq`. */
  readonly #ahead = new Map<number, Message>();
  readonly #fetchPage: FetchPage;
  readonly #changed: () => void;
  #head = 0;
  #floor: number | undefined;
  #fetching: Promise<void> | undefined;

  /** `changed` is called whenever there is more to show, or less. */
  constructor(fetchPage: FetchPage, changed: () => void) {
    this.#fetchPage = fetchPage;
    this.#changed = changed;
  }

  /** All that can be shown now, in order. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** What came before something that is still missing; it is shown when that is. */
  get ahead(): readonly Message[] {
    return [...this.#ahead.values()].toSorted((one, other) => one.seq - other.seq);
  }

  /** Whether the room has messages above the first one shown. Undefined until it is known. */
  get hasOlder(): boolean | undefined {
    const first = this.#messages[0];
    if (this.#floor === undefined) return undefined;
    // The floor of a room that was empty when it was read is 0, and its first message is 1.
    return first !== undefined && first.seq > Math.max(1, this.#floor);
  }

  /** Takes a message that came live or as the acknowledgement of one's own. */
  receive(message: Message): void {
    if (message.seq <= this.#last) return;
    this.#ahead.set(message.seq, message);
    this.#head = Math.max(this.#head, message.seq);
    this.#showNext();
    if (this.#ahead.size === 0) return;
    this.#changed();
    // When this fails the connection is gone, and the next one begins by catching up.
    this.#fill().catch(() => {});
  }

  /** Reads all up to `head`, which the server has just named (P14). Rejects when the connection is lost. */
  async catchUp(head: number): Promise<void> {
    // A head below what was shown: the room's log was put back to an earlier state.
    if (head < this.#last) this.#forget();
    this.#head = Math.max(head, ...this.#ahead.keys());
    await this.#fill();
  }

  /** Reads one page more above the first message shown. */
  async loadOlder(): Promise<void> {
    const first = this.#messages[0];
    if (!first || !this.hasOlder) return;
    const page = await this.#fetchPage({ before: first.seq });
    // Somebody may have asked twice, or the room been read anew: only what joins on is taken.
    if (page.messages.at(-1)?.seq !== (this.#messages[0]?.seq ?? 0) - 1) return;
    this.#floor = page.floor;
    this.#messages = [...page.messages, ...this.#messages];
    this.#changed();
  }

  get #last(): number {
    return this.#messages.at(-1)?.seq ?? 0;
  }

  /** Only one reading at a time: what a second would ask for, the first goes on to read. */
  #fill(): Promise<void> {
    this.#fetching ??= this.#readToHead().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #readToHead(): Promise<void> {
    while (this.#floor === undefined || this.#last < this.#head) {
      const isFirst = this.#floor === undefined;
      const page = await this.#fetchPage(isFirst ? {} : { after: this.#last });
      this.#floor = page.floor;
      this.#head = Math.max(this.#head, page.head);
      if (!this.#take(page.messages) && !isFirst) return;
    }
  }

  /** Adds a page to what is shown; returns whether that was anything new. */
  #take(page: Message[]): boolean {
    const added = page.filter(({ seq }) => seq > this.#last);
    this.#messages = [...this.#messages, ...added];
    this.#showNext();
    this.#changed();
    return added.length > 0;
  }

  /** Moves what came early to where it belongs, as soon as nothing is missing before it. */
  #showNext(): void {
    const next: Message[] = [];
    // Before the first page has come, nobody knows what came before a live message.
    if (this.#floor === undefined) return;
    for (const seq of this.#ahead.keys()) if (seq <= this.#last) this.#ahead.delete(seq);
    for (;;) {
      const message = this.#ahead.get(this.#last + next.length + 1);
      if (!message) break;
      this.#ahead.delete(message.seq);
      next.push(message);
    }
    if (next.length === 0) return;
    this.#messages = [...this.#messages, ...next];
    this.#changed();
  }

  #forget(): void {
    this.#messages = [];
    this.#ahead.clear();
    this.#floor = undefined;
    this.#head = 0;
    this.#changed();
  }
}
