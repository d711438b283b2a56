/** The messages of a room that were read, how far the room goes, and how far the person has seen it. */
import { batch, computed, signal } from "@preact/signals";
import { Reader } from "../../client/reader";
import type { ShownMessage } from "../../client/wishes";
import type { Message } from "../../protocol";
import { Quotes } from "./quotes";
import { RoomCaching } from "./room-caching";
import type { RoomParts } from "./room-parts";
import { UnreadOfKind } from "./unread-of-kind";
import { tendWishes, wished } from "./wished";

/** What a room and its server share: `Room` shows it, and `ServedRoom` feeds it with what the server sends. */
export class RoomReading {
  readonly name: string;
  readonly parts: RoomParts;
  readonly reader: Reader;
  readonly quotes: Quotes;
  readonly caching: RoomCaching;
  /** The `seq` of the last message that the room is known to have. */
  readonly head = signal(0);
  /** The `seq` of the last message that the person has seen; undefined until they have been here. */
  readonly seen = signal<number | undefined>(undefined);
  /** Whether every message of the other person is a call: it is a direct room (P30). */
  isDirect: boolean;
  /** The mark was set back while the room is shown: until it is opened again, looking at it does not count as reading. */
  readonly isHeld = signal(false);
  /** The first message that the server keeps: older ones have been removed. */
  readonly floor = signal(0);
  readonly hasOlder = signal(false);
  readonly hasNewer = signal(false);
  /** The messages as the server has them. */
  readonly read = signal<readonly Message[]>([]);
  /** Live messages that wait for a missing one before them. */
  readonly ahead = signal<readonly Message[]>([]);
  /** The first drawn message; messages far above it may be dropped, and read again. */
  shownFrom = Infinity;
  /** The last `seq` that `onArrivals` got, or that was there when the room was opened; undefined before that. */
  announced: number | undefined;

  constructor(name: string, parts: RoomParts) {
    this.name = name;
    this.parts = parts;
    const { seen, own } = parts.roomList.of(name);
    this.seen.value = seen;
    this.isDirect = own?.kind === "direct";
    this.reader = new Reader(
      parts.history,
      () => this.#show(),
      () => parts.me.value,
    );
    this.caching = new RoomCaching(name, this.reader, parts);
    this.quotes = new Quotes(this.reader, (message) => this.shown(message));
  }

  /** The person's wishes for messages of this room. */
  readonly wishes = computed(() =>
    this.parts.wishes.value.filter(({ room }) => room === this.name),
  );

  /** The messages with the person's wishes. */
  readonly messages = computed(() =>
    wished(this.read.value, this.wishes.value, this.parts.me.value),
  );

  readonly mentions = new UnreadOfKind(this.seen);
  /** Acts on other people, which are no unread messages (P32). */
  readonly #acts = new UnreadOfKind(this.seen);

  /** The number of unread messages. */
  readonly unread = computed(() =>
    Math.max(0, this.head.value - (this.seen.value ?? this.head.value) - this.#acts.count.value),
  );

  readonly isMine = (message: Message) => message.from === this.parts.me.value;

  /** Whether a message of another person calls the reader (P24), or is an act on them. */
  callsMe({ from, calls = [], notice }: Pick<Message, "from" | "calls" | "notice">): boolean {
    const me = this.parts.me.value;
    if (from === me) return false;
    if (notice) return notice.whom === me;
    const isCalled = this.isDirect || calls.some((call) => call.from === me);
    return isCalled && !this.parts.isBlocked(from);
  }

  /** Whether a message is news to the reader: somebody else's, and not an act on others. */
  isNews(message: Message): boolean {
    return !this.isMine(message) && (!message.notice || this.callsMe(message));
  }

  /** Notes what a message is that the person may not have seen: a mention of them, or an act. */
  sort(message: Message): void {
    if (this.callsMe(message)) this.mentions.add(message.seq);
    else if (message.notice) this.#acts.add(message.seq);
  }

  /** A message with the person's wishes for it. */
  shown(message: Message): ShownMessage {
    return wished([message], this.wishes.value, this.parts.me.value)[0] ?? message;
  }

  /** Everything up to this message has been seen. */
  see(seq: number): void {
    if (this.isHeld.peek() || seq <= (this.seen.value ?? -1)) return;
    this.seen.value = seq;
    this.parts.roomList.see(this.name, seq);
    this.parts.noteMark(this.name);
  }

  /** The message `seq` and all after it become unread again. */
  unsee(seq: number): void {
    this.parts.roomList.unsee(this.name, seq - 1);
    this.refresh();
    this.parts.noteMark(this.name);
  }

  /** Takes over the mark as the list has it. Returns whether it was set back. */
  refresh(): boolean {
    const { seen } = this.parts.roomList.of(this.name);
    const isBack = seen !== undefined && seen < (this.seen.peek() ?? 0);
    this.isHeld.value ||= isBack;
    this.seen.value = seen;
    return isBack;
  }

  /** Reports those of the messages that are new. They must rise, and follow those that were given before. */
  announce(messages: readonly Message[]): void {
    const { announced } = this;
    if (announced === undefined) return;
    const fresh = messages.filter(({ seq }) => seq > announced);
    this.announced = fresh.at(-1)?.seq ?? announced;
    const ofOthers = fresh.filter((message) => !this.isMine(message) && !message.gone);
    if (ofOthers.length > 0) this.parts.onArrivals(ofOthers);
  }

  #show(): void {
    this.reader.drop(this.shownFrom);
    batch(() => {
      this.quotes.refresh();
      this.read.value = this.reader.messages;
      this.floor.value = Math.max(this.floor.value, this.reader.floor);
      this.ahead.value = this.reader.ahead;
      this.hasOlder.value = this.reader.hasOlder;
      this.hasNewer.value = this.reader.hasNewer;
    });
    for (const message of this.reader.messages)
      if (message.notice && message.seq > (this.seen.peek() ?? Infinity)) this.sort(message);
    if (!this.reader.hasNewer) this.announce(this.reader.messages);
    tendWishes(this.wishes.peek(), this.reader, this.parts);
    this.caching.schedule();
  }
}
