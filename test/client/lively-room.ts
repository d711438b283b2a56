/** A room with many messages, changes and restores, and the faults that a test plants in what a reader is told of them. */
import { type PageRange } from "../../src/client/reader";
import { type HistoryPage, type Message, type Reaction, REACTIONS } from "../../src/protocol";
import type { Random } from "../chaos/random";
import { RoomLog } from "./room-log";

/** A rule that is broken, between the server and the reader. */
export type Breach = (typeof BREACHES)[number];

export const BREACHES = [
  "an old state wins",
  "a gap is overlooked",
  "a cut page is taken for a whole one",
  "a change is lost on its way",
  "a restored log is taken for the former one",
] as const;

export const ME = "ada";

const PEOPLE = ["ada", ...Array.from({ length: 10 }, (_, n) => `lin-${n}`)];

export interface Event {
  message: Message;
  prev: number;
  by?: string;
}

/** The log of a room with people in it. */
export class LivelyRoom {
  log = new RoomLog();
  epoch = "epoch 0";
  #reactors = new Map<string, string[]>();
  readonly #random: Random;
  #copies = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  say(): Event {
    const message = this.log.append({ id: `id ${(this.#copies += 1)}` });
    return { message, prev: message.rev - 1 };
  }

  /** Somebody changes a message; undefined if there is none, or nothing is different. */
  change(): Event | undefined {
    const head = this.log.messages.length;
    // Mostly the same few, so that several changes of one message come one after the other.
    const seq = head - this.#random.between(0, this.#random.pick([0, 1, 5, 200]));
    const held = this.log.messages[seq - 1];
    if (!held || held.gone || seq < this.log.floor) return undefined;
    const roll = this.#random.between(1, 10);
    const by = roll <= 7 ? this.#random.pick(PEOPLE) : "lin";
    const change =
      roll <= 7
        ? this.#reacted(held, by)
        : roll <= 9
          ? { txt: `edited ${this.log.rev}`, edited: this.log.rev }
          : { txt: "", gone: { by, at: 1 }, reactions: [] };
    const message = this.log.change(seq, change);
    return { message, prev: message.rev - 1, by };
  }

  #reacted({ id, reactions = [] }: Message, by: string): Partial<Message> {
    const emoji = this.#random.pick(["👍", "👍", "👍", "🎉"]);
    const before = this.#reactors.get(`${id} ${emoji}`) ?? [];
    // Mostly on, so that there are more than a message names.
    const isOff = before.includes(by) && this.#random.next() < 0.4;
    const without = before.filter((one) => one !== by);
    const after = isOff ? without : before.includes(by) ? before : [...before, by];
    this.#reactors.set(`${id} ${emoji}`, after);
    const others = reactions.filter((one) => one.emoji !== emoji);
    const [count, from] = [after.length, after.slice(0, REACTIONS.first)];
    return { reactions: count > 0 ? [...others, { emoji, count, from }] : others };
  }

  /** A page, in which the reader's own reactions are marked. */
  read(range: PageRange): HistoryPage {
    const page = this.log.read(range);
    const mark = (id: string) => (one: Reaction) =>
      this.#reactors.get(`${id} ${one.emoji}`)?.includes(ME) ? { ...one, mine: true } : one;
    const messages = page.messages.map((message) =>
      message.reactions
        ? { ...message, reactions: message.reactions.map(mark(message.id)) }
        : message,
    );
    return { ...page, messages };
  }

  retire(): void {
    const { floor, messages } = this.log;
    this.log.floor = Math.min(messages.length + 1, floor + this.#random.between(1, 3));
  }

  copy(): () => void {
    const { messages, rev, floor } = this.log;
    const [kept, reactors] = [[...messages], new Map(this.#reactors)];
    return () => {
      this.log = new RoomLog();
      this.log.messages.push(...kept);
      Object.assign(this.log, { rev, floor });
      this.#reactors = reactors;
    };
  }
}
