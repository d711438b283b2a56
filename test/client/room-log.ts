/** A room's log in memory that answers as the server does (P13, P26). */
import { FIXED_LIMITS, type HistoryPage, type Message } from "../../src/protocol";
import type { PageRange } from "../../src/client/reader";

export const message = (seq: number, more: Partial<Message> = {}): Message => ({
  room: "designers",
  seq,
  rev: seq,
  id: `${seq}`,
  from: "lin",
  name: "林",
  txt: `message ${seq}`,
  at: seq,
  ...more,
});

export class RoomLog {
  /** The messages that were ever said, as they are now. */
  readonly messages: Message[] = [];
  floor = 1;
  rev = 0;
  /** Messages in a page at most. */
  most: number = FIXED_LIMITS.page;

  constructor(count = 0) {
    for (let n = 0; n < count; n += 1) this.append();
  }

  append(more: Partial<Message> = {}): Message {
    this.rev += 1;
    const said = message(this.messages.length + 1, { rev: this.rev, ...more });
    this.messages.push(said);
    return said;
  }

  /** Changes the message `seq`, and returns it. */
  change(seq: number, more: Partial<Message>): Message {
    this.rev += 1;
    const changed = { ...this.messages[seq - 1]!, ...more, rev: this.rev };
    this.messages[seq - 1] = changed;
    return changed;
  }

  read({ after, before = Infinity, since, last }: PageRange): HistoryPage {
    const kept = this.messages.filter(({ seq }) => seq >= this.floor);
    const head = this.messages.length;
    const standing = { head, floor: head === 0 ? 0 : this.floor, rev: this.rev };
    if (since !== undefined) return this.#since(since, last, kept, standing);
    const messages =
      after === undefined
        ? kept.filter(({ seq }) => seq < before).slice(-this.most)
        : kept.filter(({ seq }) => seq > after && seq < before).slice(0, this.most);
    return { messages, ...standing };
  }

  #since(
    since: number,
    last: PageRange["last"],
    kept: readonly Message[],
    standing: Omit<HistoryPage, "messages">,
  ): HistoryPage {
    const there = last && this.messages[last.seq - 1];
    if (since > this.rev || (last && there?.id !== last.id))
      return { messages: [], ...standing, upto: this.rev, reset: true };
    const news = kept.filter(({ rev }) => rev > since).toSorted((a, b) => a.rev - b.rev);
    const messages = news.slice(0, this.most);
    const upto = news.length > messages.length ? messages.at(-1)?.rev : this.rev;
    return { messages, ...standing, upto: upto ?? this.rev };
  }
}
