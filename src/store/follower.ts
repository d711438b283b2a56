/** Puts a room's messages in order without a hole, where announcements come in pieces, late, twice or not at all. */
import type { HistoryPage, Message } from "../protocol";
import type { Range } from "./log";

export interface FollowerParts {
  read: (range: Range) => Promise<HistoryPage>;
  /** Called with every message above the head that the follower began at, in rising `seq`, each once. */
  tell: (message: Message) => void;
}

/** Messages read at once to catch up. */
const PAGE = 500;
/** Messages kept while one before them is missing. Further ones are dropped, and read again later. */
const KEPT = 2000;
/** Milliseconds until a read that failed is tried again. */
const RETRY = 250;

export class Follower {
  /** The last `seq` passed on. */
  #position: number;
  /** The highest `seq` known to be there. */
  #known: number;
  /** Whether there may be messages above `#known`. */
  #mayLack = false;
  #isStopped = false;
  #isReading = false;
  readonly #early = new Map<number, Message>();
  readonly #waiting = new Set<{ seq: number; resolve: () => void }>();
  readonly #parts: FollowerParts;

  constructor(head: number, parts: FollowerParts) {
    this.#position = head;
    this.#known = head;
    this.#parts = parts;
  }

  /** Takes a message: from this machine's own commit, or announced by another machine. */
  offer(message: Message): void {
    if (message.seq > this.#position && this.#early.size < KEPT)
      this.#early.set(message.seq, message);
    this.know(message.seq);
  }

  /** Notes that messages up to `seq` are stored, and reads those that are missing. */
  know(seq: number): void {
    this.#known = Math.max(this.#known, seq);
    this.#tellNext();
    if (this.#isBehind()) void this.#catchUp();
  }

  /** Reads the messages that may have been missed. */
  check(): void {
    this.#mayLack = true;
    void this.#catchUp();
  }

  /** Resolves when everything up to `seq` was passed on, or the follower has stopped. */
  async reached(seq: number): Promise<void> {
    if (this.#isStopped || seq <= this.#position) return;
    await new Promise<void>((resolve) => this.#waiting.add({ seq, resolve }));
  }

  stop(): void {
    this.#isStopped = true;
    this.#early.clear();
    this.#release();
  }

  #tellNext(): void {
    for (;;) {
      const next = this.#early.get(this.#position + 1);
      if (!next) break;
      this.#tell(next);
    }
    this.#release();
  }

  #tell(message: Message): void {
    this.#position = message.seq;
    this.#early.delete(message.seq);
    if (!this.#isStopped) this.#parts.tell(message);
  }

  #release(): void {
    for (const one of this.#waiting)
      if (this.#isStopped || one.seq <= this.#position) {
        this.#waiting.delete(one);
        one.resolve();
      }
  }

  #isBehind(): boolean {
    return this.#mayLack || this.#position < this.#known;
  }

  /** Never more than one read of a room at a time, however much is missing. */
  async #catchUp(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    while (!this.#isStopped && this.#isBehind()) {
      const isDone = await this.#readOn();
      // Also after a read without messages: a database restored from a backup has fewer than were announced.
      if (!isDone) await Bun.sleep(RETRY);
    }
    this.#isReading = false;
  }

  /** Reads a page and passes it on. Resolves with whether the position rose, or nothing is missing. */
  async #readOn(): Promise<boolean> {
    const after = this.#position;
    this.#mayLack = false;
    try {
      const { messages, head } = await this.#parts.read({ after, limit: PAGE });
      // The log is the truth: a message that is missing in it was removed, and is not waited for.
      for (const message of messages) if (message.seq > this.#position) this.#tell(message);
      if (messages.length === 0) this.#position = Math.max(this.#position, head);
      this.#known = Math.max(this.#known, head);
      this.#tellNext();
      return this.#position > after || !this.#isBehind();
    } catch {
      this.#mayLack = true;
      return false;
    }
  }
}
