/** A reader that follows P13, P14 and P22, or breaks one of their rules. */
import type { News } from "../../src/store/log";
import type { HistoryPage, Message } from "../../src/protocol";

/** A rule that a reader does not follow. Each is noticed. */
export type Breach =
  "an old state wins" | "a cut page is taken for a whole one" | "a gap is overlooked";

export const BREACHES: Breach[] = [
  "an old state wins",
  "a cut page is taken for a whole one",
  "a gap is overlooked",
];

/** A client of the wire: what it was told, and its cursor (P14). */
export class ReaderByTheRules {
  readonly #messages = new Map<number, Message>();
  readonly #breach: Breach | undefined;
  cursor = 0;
  /** The lowest message that it has asked for, and the highest rev that it was told. */
  lowest = Infinity;
  told = 0;

  constructor(breach?: Breach) {
    this.#breach = breach;
  }

  begin(page: HistoryPage): void {
    this.cursor = page.rev;
    this.#takePage(page);
    this.lowest = Math.min(page.messages[0]?.seq ?? page.head + 1);
  }

  takeOlder(page: HistoryPage): void {
    this.lowest = page.messages[0]?.seq ?? this.lowest;
    this.#takePage(page);
  }

  takeNews(page: HistoryPage): void {
    this.#takePage(page);
    const isMistaken = this.#breach === "a cut page is taken for a whole one";
    this.cursor = Math.max(this.cursor, (isMistaken ? page.rev : page.upto) ?? page.rev);
  }

  hear(message: Message, { prev }: News): void {
    this.told = Math.max(this.told, message.rev);
    this.#take(message);
    if (this.cursor >= prev || this.#breach === "a gap is overlooked")
      this.cursor = Math.max(this.cursor, message.rev);
  }

  shown(floor: number): Message[] {
    const all = [...this.#messages.values()].toSorted((one, other) => one.seq - other.seq);
    return all.filter(({ seq }) => seq >= Math.max(this.lowest, floor));
  }

  #takePage({ messages }: HistoryPage): void {
    for (const message of messages) this.#take(message);
  }

  #take(message: Message): void {
    const held = this.#messages.get(message.seq);
    const isOld = held !== undefined && held.rev >= message.rev;
    if (!isOld || this.#breach === "an old state wins") this.#messages.set(message.seq, message);
  }
}
