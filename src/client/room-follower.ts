/**
 * Follows a room: live, fetched and own messages are merged by `seq` into one order without holes (P10, P13), each in its
 * newest state (P22). One cursor, a `rev`, says what is known (P14).
 */
import type { HistoryPage, Message } from "../protocol";
import { Cursor } from "./cursor";
import { KnownMessages, type KeptRoom } from "./known-messages";
import { type FetchPage, PagesUnderWay } from "./pages-under-way";
import { replied, type Received } from "./received";

/** Changes that are asked for one by one. After more, the messages that are here are read again. */
const FAR = 1000;

export class RoomFollower {
  protected readonly known: KnownMessages;
  protected readonly pages: PagesUnderWay;
  protected readonly onChange: () => void;
  readonly #me: () => string | undefined;
  /** Everything up to it is known of the messages here. */
  protected readonly cursor = new Cursor();
  protected head = 0;
  protected lowest: number | undefined;
  #epoch: string | undefined;
  #reading: Promise<void> | undefined;
  /** Whether the messages reach the newest, or are being read up to it. */
  protected isLive = true;
  /** Counts how often the messages were replaced: a page that was asked for before does not belong to them. */
  protected places = 0;
  /** Readings under way that will replace the messages, and then read on. */
  protected visits = 0;
  /** Counts the logs that were read: a page of a former one is of no use. */
  #logs = 0;
  /** Counts how often the cursor has jumped: a message that was asked for before may be older than the cursor. */
  protected jumps = 0;

  /** `onChange` is called whenever the messages change. `me` is the reader's public id. */
  constructor(fetchPage: FetchPage, onChange: () => void, me: () => string | undefined) {
    this.pages = new PagesUnderWay(fetchPage, me);
    this.known = new KnownMessages(me);
    this.onChange = onChange;
    this.#me = me;
  }

  /** All messages without a hole, in order. */
  get messages(): readonly Message[] {
    return this.known.messages;
  }

  /** Live messages that wait for a missing one before them. */
  get ahead(): readonly Message[] {
    return this.known.ahead;
  }

  /** Whether there are newer messages that are not read, since the reader is further up. */
  get hasNewer(): boolean {
    return !this.isLive;
  }

  /** The log that the messages are of, as far as is known. */
  get epoch(): string | undefined {
    return this.#epoch;
  }

  /** The lowest `seq` that the server has, as far as is known. */
  get floor(): number {
    return this.lowest ?? 0;
  }

  /** What is worth keeping of the newest messages; undefined if nothing is known of them. While some are `ahead`, they are not to be kept. */
  get kept(): KeptRoom | undefined {
    const { rev } = this.cursor;
    if (rev === undefined || this.#epoch === undefined) return undefined;
    const newest = this.known.newest(this.isLive, rev);
    return newest && { ...newest, epoch: this.#epoch };
  }

  /** Begins with messages that were kept; the next reading asks the server what has happened since. */
  restore({ messages, rev, epoch }: KeptRoom): void {
    if (messages.length === 0 || this.messages.length > 0 || this.cursor.rev !== undefined) return;
    if ((this.#epoch ?? epoch) !== epoch) return;
    this.#epoch = epoch;
    this.cursor.moveTo(rev);
    this.cursor.doubt();
    this.known.append(messages);
    this.onChange();
  }

  /** Takes what an event brought: a new message, or one that `by` has changed. `prev` is the `rev` before it (P22). */
  receive(message: Message, prev?: number, by?: string): void {
    this.#hear({ message, prev: prev ?? Infinity, by, isReply: false });
  }

  /** Takes the message that a request of the reader's own was acknowledged with. */
  acknowledge(message: Message, prev?: number): void {
    this.#hear(replied(message, prev));
  }

  /** To be called on each new connection: what is here is of the log `epoch`, or is forgotten; and something may have been missed. */
  begin(epoch: string): void {
    if ((this.#epoch ?? epoch) !== epoch) this.forget();
    this.#epoch = epoch;
    this.cursor.doubt();
  }

  #hear(received: Received): void {
    const { message } = received;
    this.head = Math.max(this.head, message.seq);
    this.cursor.hear(message.rev);
    if (this.#take(received)) this.onChange();
    // A failure means that the connection is gone, and the next one begins by catching up.
    if (!this.cursor.follow(received, this.#me())) this.catchUp().catch(() => {});
  }

  /** Returns whether anything is different now. */
  #take(received: Received): boolean {
    this.pages.note(received);
    const isTaken = this.known.take(received, this.isLive);
    return this.#showNext() || isTaken;
  }

  /**
   * Reads what has happened since the cursor (P14), or the newest messages. Only one reading at a time: the first goes on
   * to read what a second would ask for. Rejects when the connection is lost.
   */
  catchUp(): Promise<void> {
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    await this.#readOn();
    // A server that follows the rules leaves no hole.
    if (!this.isLive || this.ahead.length === 0) return;
    this.forget();
    await this.#readOn();
  }

  async #readOn(): Promise<void> {
    while (this.cursor.isBehind) {
      const { heard, rev: since } = this.cursor;
      const log = this.#logs;
      if (since === undefined && this.visits > 0) return;
      const page = await (since === undefined ? this.#readFirst() : this.#readSince(since));
      // The server knows less than it sent before: its log was restored from an earlier state.
      const isOther = page.rev < heard && (page.upto ?? page.rev) >= page.rev;
      if (log === this.#logs && (isOther || page.reset)) this.forget();
    }
  }

  async #readFirst(): Promise<HistoryPage> {
    const place = this.places;
    const { page, received } = await this.pages.ask({});
    // The reader may have gone to a place in the room meanwhile.
    if (place === this.places && this.cursor.rev === undefined) this.show(page, received);
    return page;
  }

  async #readSince(since: number): Promise<HistoryPage> {
    const log = this.#logs;
    const { page, received } = await this.pages.ask({ since, last: this.known.newestKnown });
    if (!page.reset && log === this.#logs) await this.#takeNews(page, received);
    return page;
  }

  async #takeNews(page: HistoryPage, received: readonly Received[]): Promise<void> {
    const upto = page.upto ?? page.rev;
    this.learnExtent(page);
    for (const message of page.messages) this.#take(replied(message));
    this.cursor.moveTo(upto);
    for (const one of received) this.cursor.follow(one, this.#me());
    this.cursor.hear(page.rev);
    this.#showNext();
    this.onChange();
    if (page.rev - upto > FAR) await this.#readAgain();
  }

  /** Reads the messages that are here again, which takes less than to read everything that was changed elsewhere. */
  async #readAgain(): Promise<void> {
    const [place, first] = [this.places, this.messages[0]];
    if (!first) return this.forget();
    let rev: number | undefined;
    for (let after = first.seq - 1; ;) {
      const { page } = await this.pages.ask({ after });
      if (place !== this.places) return;
      rev ??= page.rev;
      this.learnExtent(page);
      for (const message of page.messages) this.#take(replied(message));
      this.onChange();
      after = page.messages.at(-1)?.seq ?? Infinity;
      if (after >= (this.isLive ? page.head : this.known.last)) break;
    }
    // Older messages may have come meanwhile, of a page that was asked for before.
    this.known.dropAbove(first.seq);
    this.#jumpTo(rev);
  }

  /** Replaces the messages by a page. */
  protected show(page: HistoryPage, received: readonly Received[]): void {
    const { rev } = this.cursor;
    const isFar = rev === undefined || page.rev - rev > FAR;
    const isWhole = this.isLive && this.ahead.length === 0;
    this.known.replace(page.messages, isWhole ? rev : undefined);
    if (isFar) this.#jumpTo(page.rev);
    this.learnExtent(page);
    this.setLive(this.known.last >= page.head);
    for (const one of received) {
      this.#take(one);
      this.cursor.follow(one, this.#me());
    }
    this.cursor.hear(page.rev);
    this.#showNext();
    this.onChange();
  }

  /** Moves the cursor further than what is known besides the messages here. */
  #jumpTo(rev: number): void {
    this.jumps += 1;
    this.cursor.moveTo(rev);
    this.known.forgetOthers();
  }

  protected learnExtent({ head, floor }: HistoryPage): void {
    this.head = Math.max(this.head, head);
    this.lowest = Math.max(this.lowest ?? 0, floor);
    this.known.forgetBelow(this.lowest);
  }

  protected setLive(isLive: boolean): void {
    this.isLive = isLive;
    this.known.setLive(isLive);
  }

  /** Before the first page, and before the server was asked about messages that were kept, it is unknown what precedes a live message. */
  #showNext(): boolean {
    return !this.cursor.isDoubtful && this.known.joinAhead(this.floor);
  }

  /** Forgets everything, as if nothing had been read. */
  forget(): void {
    this.known.forgetAll();
    this.#logs += 1;
    this.places += 1;
    this.jumps += 1;
    this.cursor.reset();
    [this.lowest, this.head, this.isLive] = [undefined, 0, true];
    this.onChange();
  }
}
