/** A room as a client has it that follows the rules of reading: one cursor, a `rev` (P13, P14, P22, P26). */
import type { HistoryPage, HistoryRequest, Message } from "../../src/protocol";
import type { Seen } from "./records";

/** Asks the server for a page of the room. Rejects when the connection is lost before the answer. */
export type FetchPage = (range: Omit<HistoryRequest, "room">) => Promise<HistoryPage>;

export class Follower {
  readonly #fetchPage: FetchPage;
  readonly #messages = new Map<number, Seen>();
  /** The `rev` up to which nothing is missing; undefined until the first page. */
  #cursor: number | undefined;
  /** The highest `rev` that the server has told of. */
  #told = 0;
  #reading: Promise<void> | undefined;
  /** The lowest `seq` that it shows, which is that of its first page, and the highest that it has. */
  #first = 0;
  #last = 0;
  /** Counts how often all was read anew: what was asked for before is of no use then. */
  #beginnings = 0;

  constructor(fetchPage: FetchPage) {
    this.#fetchPage = fetchPage;
  }

  /** All that it has, from top to bottom. */
  get messages(): Seen[] {
    return [...this.#messages.values()].toSorted((one, other) => one.seq - other.seq);
  }

  /** The last `count` messages, if there are so many. */
  newest(count: number): Seen[] {
    const newest: Seen[] = [];
    for (let seq = this.#last; newest.length < count; seq -= 1) {
      const message = this.#messages.get(seq);
      if (!message) break;
      newest.push(message);
    }
    return newest.toReversed();
  }

  /** The `rev` up to which it has everything, 0 before the first page. */
  get shownTo(): number {
    return this.#cursor ?? 0;
  }

  /** Begins anew: the log was replaced. */
  forget(): void {
    this.#messages.clear();
    this.#cursor = undefined;
    this.#told = 0;
    [this.#first, this.#last] = [0, 0];
    this.#beginnings += 1;
  }

  /** Adds a message from a live event or an acknowledgement, which was told after the `rev` `prev`. */
  receive(message: Message, prev: number): void {
    this.#take(message);
    this.#told = Math.max(this.#told, message.rev);
    if (this.#cursor === undefined) return;
    if (this.#cursor >= prev) this.#cursor = Math.max(this.#cursor, message.rev);
    // When this fails the connection is gone, and the next one begins by catching up.
    else this.catchUp(0).catch(() => {});
  }

  /** Reads everything up to `rev`, which the server has just named. Rejects when the connection is lost. */
  catchUp(rev: number): Promise<void> {
    this.#told = Math.max(this.#told, rev);
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    while (this.#cursor === undefined || this.#cursor < this.#told) {
      const [cursor, beginnings] = [this.#cursor, this.#beginnings];
      const last = this.#messages.get(this.#last);
      const page = await this.#fetchPage(
        cursor === undefined
          ? {}
          : { since: cursor, ...(last && { last: { seq: last.seq, id: last.id } }) },
      );
      if (beginnings !== this.#beginnings) continue;
      if (page.reset) {
        this.forget();
        continue;
      }
      if (cursor === undefined) this.#beginAt(page.messages[0]?.seq ?? page.head + 1);
      for (const message of page.messages) this.#take(message);
      this.#cursor = Math.max(this.#cursor ?? 0, page.upto ?? page.rev);
      this.#told = Math.max(this.#told, this.#cursor);
    }
  }

  /** What is above the first page is of no interest, whatever becomes of it. */
  #beginAt(first: number): void {
    this.#first = first;
    for (const seq of this.#messages.keys()) if (seq < first) this.#messages.delete(seq);
  }

  /** Of two states the one with the higher `rev` counts, whichever comes first. */
  #take(message: Message): void {
    const held = this.#messages.get(message.seq);
    if (message.seq < this.#first || (held && held.rev >= message.rev)) return;
    this.#last = Math.max(this.#last, message.seq);
    this.#messages.set(message.seq, asToldToAll(message));
  }
}

/** A message without what is told to one person only. */
export function asToldToAll({ reactions, ...message }: Message): Seen {
  if (!reactions) return message;
  return {
    ...message,
    reactions: reactions.map(({ emoji, count, from }) => ({ emoji, count, from })),
  };
}
