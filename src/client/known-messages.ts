/** The messages of a room that a client has in memory, each in its newest state (P22), and those that are read without a hole. */
import type { Message } from "../protocol";
import { markedSeen, newer, type Received } from "./received";

/** A room's newest messages, to be kept for the next time. `rev` is the cursor with which they were read. */
export interface KeptRoom {
  messages: readonly Message[];
  rev: number;
  epoch: string;
}

type Newest = Omit<KeptRoom, "epoch">;

/** Messages that are worth keeping of a room that the reader has left for a place further up: a few screens. */
const LEFT = 100;

export class KnownMessages {
  /** Rising `seq` without a hole. */
  #messages: readonly Message[] = [];
  /** New messages while an earlier one is missing, by `seq`. */
  readonly #ahead = new Map<number, Message>();
  /** Messages elsewhere in the room that were asked for; undefined for one that the server has no more. */
  readonly #others = new Map<number, Message | undefined>();
  /** The newest messages and the cursor of when the reader went further up. */
  #left: Newest | undefined;
  readonly #me: () => string | undefined;

  constructor(me: () => string | undefined) {
    this.#me = me;
  }

  get messages(): readonly Message[] {
    return this.#messages;
  }

  get ahead(): readonly Message[] {
    return [...this.#ahead.values()].toSorted((one, other) => one.seq - other.seq);
  }

  /** The `seq` of the last of the messages without a hole, 0 if there is none. */
  get last(): number {
    return this.#messages.at(-1)?.seq ?? 0;
  }

  /** The newest message here, by which a server sees whether it has the same log (P26). */
  get newestKnown(): { seq: number; id: string } | undefined {
    const newest = this.#left?.messages.at(-1) ?? this.#messages.at(-1);
    return newest && { seq: newest.seq, id: newest.id };
  }

  /** The newest messages, and the cursor up to which they are known; undefined if the reader has none of them. */
  newest(isLive: boolean, cursor: number): Newest | undefined {
    return isLive ? { messages: this.#messages, rev: cursor } : this.#left;
  }

  /** The message `seq`; null if the server has it no more, undefined if it is not known. */
  get(seq: number): Message | null | undefined {
    const held = inRow(this.#messages, seq) ?? this.#others.get(seq);
    return held ?? (this.#others.has(seq) ? null : undefined);
  }

  /** Takes a state of a message; returns whether it was news. A new message is taken if `isLive`. */
  take(received: Received, isLive: boolean): boolean {
    const { seq } = received.message;
    const { messages } = this;
    this.#messages = this.#updated(messages, received);
    if (this.#left)
      this.#left = { ...this.#left, messages: this.#updated(this.#left.messages, received) };
    const other = this.#others.get(seq);
    if (other) this.#others.set(seq, newer(other, received, this.#me()));
    const isNew = isLive && seq > this.last;
    if (isNew) this.#ahead.set(seq, this.#newest(this.#ahead.get(seq), received));
    return isNew || this.#messages !== messages || other !== this.#others.get(seq);
  }

  /** Appends the messages that came early, as far as nothing is missing before them; returns whether there were any. */
  joinAhead(floor: number): boolean {
    const joined: Message[] = [];
    const first = this.#messages.length > 0 ? this.last + 1 : Math.max(1, floor);
    for (;;) {
      const message = this.#ahead.get(first + joined.length);
      if (!message) break;
      this.#ahead.delete(message.seq);
      joined.push(message);
    }
    if (joined.length > 0) this.#messages = [...this.#messages, ...joined];
    for (const seq of this.#ahead.keys()) if (seq <= this.last) this.#ahead.delete(seq);
    return joined.length > 0;
  }

  /** Adds the messages of a page that follow those here. */
  append(page: readonly Message[]): void {
    const isFirst = this.#messages.length === 0;
    const below = page.filter(({ seq }) => seq > this.last);
    if (isFirst || below[0]?.seq === this.last + 1) this.#messages = [...this.#messages, ...below];
  }

  /** Adds the messages of a page that come right before those here. There may have been two such pages. */
  prepend(page: readonly Message[]): void {
    const [first] = this.#messages;
    if (first && page.at(-1)?.seq === first.seq - 1) this.#messages = [...page, ...this.#messages];
  }

  /** Puts other messages in place of those here. `left` is the cursor up to which those here were the newest, if they were. */
  replace(messages: readonly Message[], left: number | undefined): void {
    if (left !== undefined && this.#messages.length > 0)
      this.#left = { messages: this.#messages.slice(-LEFT), rev: left };
    this.#messages = messages;
  }

  /** The messages here are the newest again, or those that come are not to be shown. */
  setLive(isLive: boolean): void {
    if (isLive) this.#left = undefined;
    else this.#ahead.clear();
  }

  /** Remembers a message that was asked for, or that the server does not have it. */
  remember(seq: number, message: Message | undefined): void {
    this.#others.set(seq, message);
  }

  /** Drops messages above `seq`, which can be read again. */
  dropAbove(seq: number): void {
    this.#messages = this.#messages.filter((message) => message.seq >= seq);
  }

  /** Forgets what the server has removed for its age: all below `floor`. */
  forgetBelow(floor: number): void {
    const isKept = ({ seq }: Message) => seq >= floor;
    if ((this.#messages[0]?.seq ?? floor) < floor) this.dropAbove(floor);
    if (this.#left && (this.#left.messages[0]?.seq ?? floor) < floor)
      this.#left = { ...this.#left, messages: this.#left.messages.filter(isKept) };
    for (const seq of this.#others.keys()) if (seq < floor) this.#others.delete(seq);
  }

  /** Forgets all but the messages without a hole, and those that wait to join them. */
  forgetOthers(): void {
    this.#others.clear();
    this.#left = undefined;
  }

  forgetAll(): void {
    this.forgetOthers();
    this.#messages = [];
    this.#ahead.clear();
  }

  #newest(held: Message | undefined, received: Received): Message {
    const me = this.#me();
    if (held) return newer(held, received, me);
    return received.isReply ? received.message : markedSeen(received.message, undefined, me);
  }

  /** `messages` with the state that came, if it is newer than the one there; the same list if not. */
  #updated(messages: readonly Message[], received: Received): readonly Message[] {
    const held = inRow(messages, received.message.seq);
    if (!held) return messages;
    const now = newer(held, received, this.#me());
    return now === held ? messages : messages.map((one) => (one === held ? now : one));
  }
}

/** The message `seq` of a row without a hole. */
function inRow(messages: readonly Message[], seq: number): Message | undefined {
  return messages[seq - (messages[0]?.seq ?? 0)];
}
