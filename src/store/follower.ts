/** Puts what happens in a room in order without a hole, where announcements come in pieces, late, twice or not at all. */
import type { Message } from "../protocol";
import type { News, OnMessage } from "./log";

/** That a message was born, or changed by somebody, at its `rev`. */
export interface Happening {
  message: Message;
  by?: string | undefined;
}

/** What happened above a `rev`, in rising `rev`; `upto` is the room's `rev`, if that is all. */
export interface Happenings {
  happenings: Happening[];
  upto: number | undefined;
}

export interface FollowerParts {
  /** Reads at most `limit` things that happened above the `rev` `since`. */
  read: (since: number, limit: number) => Promise<Happenings>;
  /** Called with everything above the `rev` that the follower began at, in rising `rev`, each once. */
  tell: OnMessage;
}

/** Read at once to catch up. */
const PAGE = 500;
/** Kept while something before is missing. What comes further is dropped, and read again later. */
const KEPT = 2000;
/** Milliseconds until a read that failed is tried again. */
const RETRY = 250;

export class Follower {
  /** The last `rev` passed on. */
  #position: number;
  /** The highest `rev` known to be there. */
  #known: number;
  /** Whether there may be more above `#known`. */
  #mayLack = false;
  #isStopped = false;
  #isReading = false;
  readonly #early = new Map<number, Happening>();
  readonly #waiting = new Set<{ rev: number; resolve: () => void }>();
  readonly #parts: FollowerParts;

  constructor(rev: number, parts: FollowerParts) {
    this.#position = rev;
    this.#known = rev;
    this.#parts = parts;
  }

  /** Takes what happened: from this machine's own commit, or announced by another machine. */
  offer(happening: Happening): void {
    const { rev } = happening.message;
    if (rev > this.#position && this.#early.size < KEPT) this.#early.set(rev, happening);
    this.know(rev);
  }

  /** Notes that everything up to `rev` is stored, and reads what is missing. */
  know(rev: number): void {
    this.#known = Math.max(this.#known, rev);
    this.#tellNext();
    if (this.#isBehind()) void this.#catchUp();
  }

  /** Reads what may have been missed. */
  check(): void {
    this.#mayLack = true;
    void this.#catchUp();
  }

  /** Resolves when everything up to `rev` was passed on, or the follower has stopped. */
  async reached(rev: number): Promise<void> {
    if (this.#isStopped || rev <= this.#position) return;
    await new Promise<void>((resolve) => this.#waiting.add({ rev, resolve }));
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

  #tell({ message, by }: Happening): void {
    const news: News = by === undefined ? { prev: this.#position } : { prev: this.#position, by };
    this.#reach(message.rev);
    if (!this.#isStopped) this.#parts.tell(message, news);
  }

  #reach(rev: number): void {
    this.#position = Math.max(this.#position, rev);
    this.#early.delete(rev);
  }

  #release(): void {
    for (const one of this.#waiting)
      if (this.#isStopped || one.rev <= this.#position) {
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
      // Also after a read of nothing: a database restored from a backup has less than was announced.
      if (!isDone) await Bun.sleep(RETRY);
    }
    this.#isReading = false;
  }

  /** Reads a page and passes it on. Resolves with whether the position rose, or nothing is missing. */
  async #readOn(): Promise<boolean> {
    const since = this.#position;
    this.#mayLack = false;
    try {
      const { happenings, upto } = await this.#parts.read(since, PAGE);
      // The log is the truth: what is missing in it was removed, or happened again later, and is not waited for.
      for (const one of happenings) if (one.message.rev > this.#position) this.#tell(one);
      if (upto !== undefined) this.#reach(upto);
      this.#known = Math.max(this.#known, upto ?? 0);
      this.#tellNext();
      return this.#position > since || !this.#isBehind();
    } catch {
      this.#mayLack = true;
      return false;
    }
  }
}
