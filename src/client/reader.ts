/**
 * What one reads of a room: live messages, fetched ones and one's own, merged by `seq` into one
 * order without holes (P10, P13, P14).
 */
import type { HistoryPage, Message } from "../protocol";

/** Asks the server for a page of the room. Rejects when the connection is lost before the answer. */
export type FetchPage = (range: { after?: number; before?: number }) => Promise<HistoryPage>;

/** How many messages from a place on are shown when one goes there, besides what is above it. */
const AROUND = 25;
/** How many messages above those in the page are kept in memory: as many again, before they are dropped. */
const KEPT_ABOVE = 500;

export class Reader {
  /** Rising `seq` without a hole. */
  #messages: Message[] = [];
  /** What came live while something before it was missing, by `seq`. */
  readonly #ahead = new Map<number, Message>();
  readonly #fetchPage: FetchPage;
  readonly #onChange: () => void;
  #head = 0;
  #floor: number | undefined;
  #fetching: Promise<void> | undefined;
  /** Whether what is shown reaches, or is being brought, to the newest. */
  #isLive = true;
  /** Whether what is shown may be another log's: an earlier page kept it, or the server has named a lower head. */
  #isDoubtful = false;

  /** `changed` is called whenever there is more to show, or less. */
  constructor(fetchPage: FetchPage, changed: () => void) {
    this.#fetchPage = fetchPage;
    this.#onChange = changed;
  }

  /** All that can be shown now, in order. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** What came before something that is still missing; it is shown when that is. */
  get ahead(): readonly Message[] {
    return [...this.#ahead.values()].toSorted((one, other) => one.seq - other.seq);
  }

  /** Whether the room has, or may have, messages above the first one shown. */
  get hasOlder(): boolean {
    const first = this.#messages[0];
    // The floor of a room that was empty when it was read is 0, and its first message is 1.
    return first !== undefined && first.seq > Math.max(1, this.#floor ?? 1);
  }

  /** Whether there are newer messages that are not shown, since one reads further up. */
  get hasNewer(): boolean {
    return !this.#isLive;
  }

  /** Shows what an earlier page kept, until the server is asked whether it is still so. */
  restore(kept: Message[]): void {
    if (kept.length === 0 || this.#messages.length > 0 || this.#floor !== undefined) return;
    this.#messages = kept;
    this.#isDoubtful = true;
    this.#onChange();
  }

  /** Takes a message that came live or as the acknowledgement of one's own. */
  receive(message: Message): void {
    if (message.seq <= this.#last) return;
    this.#head = Math.max(this.#head, message.seq);
    if (!this.#isLive) return;
    this.#ahead.set(message.seq, message);
    this.#showNext();
    if (this.#ahead.size === 0) return;
    this.#onChange();
    // When this fails the connection is gone, and the next one begins by catching up.
    this.#fill().catch(() => {});
  }

  /** Reads all up to `head`, which the server has just named (P14). Rejects when the connection is lost. */
  async catchUp(head: number): Promise<void> {
    // The room's log was put back to an earlier state, or a live message has overtaken the server's answer.
    if (head < this.#last) this.#isDoubtful = true;
    this.#head = Math.max(head, ...this.#ahead.keys());
    await this.#fill();
  }

  /**
   * Reads anew: around `seq`, or else the newest. From a place further up, newer messages are read by
   * `loadNewer`, until they reach the live ones. Rejects when the connection is lost.
   */
  async goTo(seq?: number): Promise<void> {
    const page = await (seq === undefined ? this.#fetchPage({}) : this.#pageAround(seq));
    this.#isDoubtful = false;
    this.#messages = page.messages;
    this.#floor = page.floor;
    this.#head = Math.max(page.head, ...this.#ahead.keys());
    this.#isLive = this.#last >= page.head;
    this.#showNext();
    this.#onChange();
    if (this.#isLive) await this.#fill();
  }

  async #pageAround(seq: number): Promise<HistoryPage> {
    const page = await this.#fetchPage({ before: seq + AROUND });
    const first = page.messages[0]?.seq ?? 0;
    // Long messages make a short page, which may have no more than some of what follows.
    return first <= Math.max(seq, page.floor) ? page : this.#fetchPage({ before: seq + 1 });
  }

  /** Reads one page more below the last message shown. */
  async loadNewer(): Promise<void> {
    if (this.#isLive) return;
    const page = await this.#fetchPage({ after: this.#last });
    if (this.#isLive) return;
    this.#head = Math.max(this.#head, page.head);
    const joins = this.#joins(page);
    // What came live meanwhile is above the page's head, and is read by the next call.
    this.#isLive = joins && (page.messages.at(-1)?.seq ?? this.#last) >= this.#head;
    if (joins) this.#take(page);
  }

  /** Reads one page more above the first message shown. */
  async loadOlder(): Promise<void> {
    const first = this.#messages[0];
    if (!first || !this.hasOlder || this.#floor === undefined) return;
    const page = await this.#fetchPage({ before: first.seq });
    // Somebody may have asked twice, or the room been read anew: only what joins on is taken.
    if (page.messages.at(-1)?.seq !== (this.#messages[0]?.seq ?? 0) - 1) return;
    this.#floor = page.floor;
    this.#messages = [...page.messages, ...this.#messages];
    this.#onChange();
  }

  /** Drops what is far above `seq` and above the newest; `loadOlder` reads it again. */
  drop(seq: number): void {
    const first = Math.min(seq, this.#last) - KEPT_ABOVE;
    const oldest = this.#messages[0]?.seq ?? Infinity;
    if (oldest >= first - KEPT_ABOVE) return;
    this.#messages = this.#messages.filter((message) => message.seq >= first);
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
    while (this.#isDoubtful) await this.#verify();
    while (this.#isLive && (this.#floor === undefined || this.#last < this.#head)) {
      const isFirst = this.#floor === undefined;
      const last = this.#last;
      const page = await this.#fetchPage(isFirst ? {} : { after: last });
      // One may have gone elsewhere in the room meanwhile.
      if (this.#last !== last && !this.#joins(page)) continue;
      this.#floor = page.floor;
      this.#head = Math.max(this.#head, page.head);
      if (!this.#take(page) && !isFirst) return;
    }
  }

  /** Asks whether the last message shown is the server's, too: another log may have taken the place of its own. */
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

  /** Whether a page follows what is shown; what retention has removed in between is no hole. */
  #joins({ messages: [first], floor }: HistoryPage): boolean {
    return !first || first.seq <= this.#last + 1 || first.seq === floor;
  }

  /** Adds a page to what is shown; returns whether that was anything new. */
  #take({ messages }: HistoryPage): boolean {
    const added = messages.filter(({ seq }) => seq > this.#last);
    this.#messages = [...this.#messages, ...added];
    this.#showNext();
    this.#onChange();
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
