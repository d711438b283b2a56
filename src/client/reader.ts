/**
 * The messages of a room as a person reads them: live, fetched and own messages, merged by `seq` into one
 * order without holes (P10, P13, P14).
 */
import type { HistoryPage, Message } from "../protocol";

/** Asks the server for a page of the room. Rejects when the connection is lost before the answer. */
export type FetchPage = (range: { after?: number; before?: number }) => Promise<HistoryPage>;

/** Messages that are read below the place that the reader goes to, besides those above it. */
const AROUND = 25;
/** Messages that stay in memory above those that are shown. They are dropped when there are twice as many. */
const KEPT_ABOVE = 500;

export class Reader {
  /** Rising `seq` without a hole. */
  #messages: Message[] = [];
  /** Live messages that came while an earlier one was missing, by `seq`. */
  readonly #ahead = new Map<number, Message>();
  readonly #fetchPage: FetchPage;
  readonly #onChange: () => void;
  #head = 0;
  #floor: number | undefined;
  #fetching: Promise<void> | undefined;
  /** Whether the messages reach the newest, or are being read up to it. */
  #isLive = true;
  /** Whether the messages may come from another log: they were cached, or the server has named a lower head. */
  #isDoubtful = false;
  /** Counts where the reader was sent: the page for an earlier place is not shown. */
  #visits = 0;

  /** `onChange` is called whenever the messages change. */
  constructor(fetchPage: FetchPage, onChange: () => void) {
    this.#fetchPage = fetchPage;
    this.#onChange = onChange;
  }

  /** All messages without a hole, in order. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** Live messages that wait for a missing one before them. */
  get ahead(): readonly Message[] {
    return [...this.#ahead.values()].toSorted((one, other) => one.seq - other.seq);
  }

  /** Whether the room has, or may have, messages above the first one here. */
  get hasOlder(): boolean {
    const first = this.#messages[0];
    // The floor of a room that was empty when it was read is 0, and its first message is 1.
    return first !== undefined && first.seq > Math.max(1, this.#floor ?? 1);
  }

  /** Whether there are newer messages that are not read, since the reader is further up. */
  get hasNewer(): boolean {
    return !this.#isLive;
  }

  /** Begins with cached messages, which are checked with the server at the next reading. */
  restore(kept: Message[]): void {
    if (kept.length === 0 || this.#messages.length > 0 || this.#floor !== undefined) return;
    this.#messages = kept;
    this.#isDoubtful = true;
    this.#onChange();
  }

  /** Adds a message that came live, or whose sending was acknowledged. */
  receive(message: Message): void {
    if (message.seq <= this.#last) return;
    this.#head = Math.max(this.#head, message.seq);
    if (!this.#isLive) return;
    this.#ahead.set(message.seq, message);
    this.#showNext();
    if (this.#ahead.size === 0) return;
    this.#onChange();
    // A failure means that the connection is gone, and the next one begins by catching up.
    this.#fill().catch(() => {});
  }

  /** Reads everything up to `head`, which the server has just named (P14). Rejects when the connection is lost. */
  async catchUp(head: number): Promise<void> {
    // The room's log was restored from an earlier state, or a live message has overtaken the server's answer.
    if (head < this.#last) this.#isDoubtful = true;
    this.#head = Math.max(head, ...this.#ahead.keys());
    await this.#fill();
  }

  /**
   * Reads again from scratch: around `seq`, or else the newest. If newer messages exist below, `loadNewer` reads them,
   * until they reach the live ones. False if the reader was sent elsewhere meanwhile. Rejects when the connection is lost.
   */
  async goTo(seq?: number): Promise<boolean> {
    const visit = ++this.#visits;
    const page = await (seq === undefined ? this.#fetchPage({}) : this.#pageAround(seq));
    if (visit !== this.#visits) return false;
    this.#isDoubtful = false;
    this.#messages = page.messages;
    this.#floor = page.floor;
    this.#head = Math.max(page.head, ...this.#ahead.keys());
    this.#isLive = this.#last >= page.head;
    this.#showNext();
    this.#onChange();
    if (this.#isLive) await this.#fill();
    return true;
  }

  /** Stays at what is read, also when `goTo` is still reading another place. */
  stay(): void {
    this.#visits += 1;
  }

  async #pageAround(seq: number): Promise<HistoryPage> {
    const page = await this.#fetchPage({ before: seq + AROUND });
    const first = page.messages[0]?.seq ?? 0;
    // Long messages make a short page, which may begin after `seq`.
    return first <= Math.max(seq, page.floor) ? page : this.#fetchPage({ before: seq + 1 });
  }

  /** Reads one more page below the last message. */
  async loadNewer(): Promise<void> {
    if (this.#isLive) return;
    const page = await this.#fetchPage({ after: this.#last });
    if (this.#isLive) return;
    this.#head = Math.max(this.#head, page.head);
    const joins = this.#joins(page);
    // Messages that came live meanwhile are above the page's head; the next call reads them.
    this.#isLive = joins && (page.messages.at(-1)?.seq ?? this.#last) >= this.#head;
    if (joins) this.#take(page);
  }

  /** Reads one more page above the first message. */
  async loadOlder(): Promise<void> {
    const first = this.#messages[0];
    if (!first || !this.hasOlder || this.#floor === undefined) return;
    const page = await this.#fetchPage({ before: first.seq });
    // There may have been two calls, or `goTo` meanwhile: the page is used only if it still fits.
    if (page.messages.at(-1)?.seq !== (this.#messages[0]?.seq ?? 0) - 1) return;
    this.#floor = page.floor;
    this.#messages = [...page.messages, ...this.#messages];
    this.#onChange();
  }

  /** Drops messages far above `seq` and far above the newest; `loadOlder` reads them again. */
  drop(seq: number): void {
    const first = Math.min(seq, this.#last) - KEPT_ABOVE;
    const oldest = this.#messages[0]?.seq ?? Infinity;
    if (oldest >= first - KEPT_ABOVE) return;
    this.#messages = this.#messages.filter((message) => message.seq >= first);
  }

  get #last(): number {
    return this.#messages.at(-1)?.seq ?? 0;
  }

  /** Only one reading at a time: the first goes on to read what a second would ask for. */
  #fill(): Promise<void> {
    this.#fetching ??= this.#readToHead().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #readToHead(): Promise<void> {
    while (this.#isDoubtful) await this.#verify();
    while (this.#isLive && (this.#floor === undefined || this.#last < this.#head)) {
      const isFirst = this.#floor === undefined;
      const last = this.#last;
      const page = await this.#fetchPage(isFirst ? {} : { after: last });
      // The reader may have gone to another place in the room meanwhile.
      if (this.#last !== last && !this.#joins(page)) continue;
      this.#floor = page.floor;
      this.#head = Math.max(this.#head, page.head);
      if (!this.#take(page) && !isFirst) return;
    }
  }

  /** Checks that the server has the last message, too: another log may have replaced the one it came from. */
  async #verify(): Promise<void> {
    const last = this.#messages.at(-1);
    const page = await this.#fetchPage({ after: this.#last - 1 });
    if (!this.#isDoubtful) return;
    this.#isDoubtful = false;
    if (page.messages[0]?.id !== last?.id) return this.#forget();
    this.#floor = page.floor;
    this.#head = Math.max(this.#head, page.head);
    this.#take(page);
  }

  /** Whether a page follows the messages; a gap that retention has left is no hole. */
  #joins({ messages: [first], floor }: HistoryPage): boolean {
    return !first || first.seq <= this.#last + 1 || first.seq === floor;
  }

  /** Adds a page; returns whether it had anything new. */
  #take({ messages }: HistoryPage): boolean {
    const added = messages.filter(({ seq }) => seq > this.#last);
    this.#messages = [...this.#messages, ...added];
    this.#showNext();
    this.#onChange();
    return added.length > 0;
  }

  /** Adds the live messages that came early, as far as nothing is missing before them. */
  #showNext(): void {
    const next: Message[] = [];
    // Before the first page, it is unknown what came before a live message.
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
    this.#onChange();
  }

  #forget(): void {
    this.#messages = [];
    this.#ahead.clear();
    this.#floor = undefined;
    this.#head = 0;
    this.#isLive = true;
    this.#isDoubtful = false;
    this.#onChange();
  }
}
