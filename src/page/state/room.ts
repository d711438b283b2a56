/** A room as the page shows it: its messages, what is new, who is there, and the place of the reader. */
import { batch, computed, signal } from "@preact/signals";
import type { Message } from "../../protocol";
import type { Outgoing } from "../../client/outbox";
import { isStuck } from "../../client/outbox-items";
import { Reader } from "../../client/reader";
import { typingNotifier } from "../../client/typists";
import type { Purpose } from "./purpose";
import type { ShownMessage } from "../../client/wishes";
import { Mentions } from "./mentions";
import { Quotes } from "./quotes";
import type { Goal, ReadingPlace, RoomParts } from "./room-parts";
import { RoomCaching } from "./room-caching";
import { RoomFacts } from "./room-profile";
import { tendWishes, wished, wishedUnsent } from "./wished";

export type { Goal, People, ReadingPlace, RoomParts } from "./room-parts";

/** If more messages were missed, they are not fetched at once: the reader goes on from the first unread one. */
export const CAUGHT_UP_WITH = 500;

export { isStuck } from "../../client/outbox-items";

/** What components show of a room and can do there. `ServedRoom` adds what the server's events do to it. */
export class Room extends RoomFacts {
  /** The messages as the server has them. */
  readonly #read = signal<readonly Message[]>([]);
  /** The person's wishes for messages of this room. */
  readonly #wishes = computed(() =>
    this.parts.wishes.value.filter(({ room }) => room === this.name),
  );
  /** The messages with the person's wishes. */
  readonly messages = computed(() =>
    wished(this.#read.value, this.#wishes.value, this.parts.me.value),
  );
  readonly hasOlder = signal(false);
  readonly hasNewer = signal(false);
  /** The first message that the server keeps: older ones have been removed. */
  readonly floor = signal(0);
  /** The last message that was seen when new ones came: the line of the unread is below it. Undefined when none are new. */
  readonly unreadLine = signal<number | undefined>(undefined);
  /** Where to go as soon as it can be shown; undefined when the reader is there. */
  readonly goal = signal<Goal | undefined>({ is: "unread" });
  /** What the box is used for; undefined for a new message. */
  readonly purpose = signal<Purpose | undefined>(undefined);
  /** The goal at which messages are being read. */
  approached: Goal | undefined;
  /** Whether everything was read that there was when the room was opened. */
  readonly isSettled = signal(false);
  /** To be called with the text in the box, so that others see that the person is typing. */
  readonly onInput: (txt: string) => void;
  /** The first drawn message; messages far above it may be dropped, and read again. */
  shownFrom = Infinity;
  /** The reader's place when another room was opened; undefined at the end. */
  place: ReadingPlace | undefined;

  protected readonly parts: RoomParts;
  protected readonly reader: Reader;
  protected readonly quotes: Quotes;
  protected readonly head = signal(0);
  protected readonly seen = signal<number | undefined>(undefined);
  readonly #ahead = signal<readonly Message[]>([]);
  protected readonly caching: RoomCaching;
  /** The last `seq` that `onArrivals` got, or that was there when the room was opened; undefined before that. */
  protected announced: number | undefined;

  constructor(name: string, parts: RoomParts) {
    const { seen, own } = parts.roomList.of(name);
    super(name, own);
    this.parts = parts;
    this.seen.value = seen;
    this.onInput = typingNotifier(parts.tellTyping);
    this.reader = new Reader(
      parts.history,
      () => this.#show(),
      () => parts.me.value,
    );
    this.caching = new RoomCaching(name, this.reader, parts);
    this.quotes = new Quotes(this.reader, (message) => this.#shown(message));
  }

  /** The number of unread messages. */
  readonly unread = computed(() =>
    Math.max(0, this.head.value - (this.seen.value ?? this.head.value)),
  );

  readonly #mentions = new Mentions(this.seen);
  /** Whether an unread message mentions the person. */
  readonly isMentioned = this.#mentions.areUnread;

  get hasMention(): boolean {
    return this.isMentioned.value;
  }

  mentionedAt(seq: number): void {
    this.#mentions.add(seq);
  }

  /** A message that may have mentioned the person does not any more. */
  notMentionedAt(seq: number): void {
    this.#mentions.remove(seq);
  }

  /** The `seq` of the last seen message; undefined until the person has been here. */
  get lastSeen(): number | undefined {
    return this.seen.value;
  }

  /** The `seq` of the last message that the room is known to have. */
  get newest(): number {
    return this.head.value;
  }

  /** The person's messages that are not among `messages` yet: queued, being sent, or failed. */
  readonly outgoing = computed((): Outgoing[] => {
    // A message may be shown already while its acknowledgement is on the way, or was lost.
    const shown = new Set(this.#read.value.filter(this.isMine).map(({ id }) => id));
    const early = this.#ahead.value.filter(this.isMine);
    for (const { id } of early) shown.add(id);
    return [
      ...early.map((message) => ({ ...message, order: 0, state: "sending" as const })),
      ...wishedUnsent(
        this.parts.unacknowledged.value.filter(
          ({ id, room }) => room === this.name && !shown.has(id),
        ),
        this.#wishes.value,
      ),
    ];
  });

  /** Whether a message is not sent until the person acts. */
  readonly hasFailed = computed(() => this.outgoing.value.some(({ state }) => isStuck(state)));

  /** The message `seq`, from what was read, or else from the server; undefined if it is not there any more. Rejects without a connection. */
  async find(seq: number): Promise<ShownMessage | undefined> {
    const found = await this.reader.find(seq);
    return found && this.#shown(found);
  }

  /**
   * The message `seq` for a line that quotes it: undefined until it is known, null when the server has it no more. Reading
   * it in a component draws that again when the message comes or changes.
   */
  quoted(seq: number): ShownMessage | null | undefined {
    return this.quotes.of(seq);
  }

  #shown(message: Message): ShownMessage {
    return wished([message], this.#wishes.value, this.parts.me.value)[0] ?? message;
  }

  /** Whether a message of another person calls the reader (P24). */
  callsMe({ from, calls = [] }: Pick<Message, "from" | "calls">): boolean {
    const me = this.parts.me.value;
    return from !== me && calls.some((call) => call.from === me);
  }

  loadOlder(): Promise<void> {
    return this.reader.loadOlder().catch(() => {});
  }

  loadNewer(): Promise<void> {
    return this.reader.loadNewer().catch(() => {});
  }

  /** Goes to a place in the room. Without a connection, the next one reads what is missing. */
  async goTo(goal: Goal): Promise<void> {
    this.approached = this.isNear(goal) ? undefined : goal;
    this.goal.value = goal;
    if (!this.approached) return this.reader.stay();
    // Without a connection the reader stays where they are, and does not go to the end.
    const stay = () => void ("seq" in goal && this.goal.value === goal && this.reached());
    await this.reader.goTo(this.seqOf(goal)).catch(stay);
    if (this.approached === goal) this.approached = undefined;
  }

  /** The message of a goal, or the first one that is kept if that was removed; undefined for the newest. */
  seqOf(goal: Goal): number | undefined {
    if ("seq" in goal) return Math.max(goal.seq, this.floor.value);
    return goal.is === "unread" && this.unreadLine.value !== undefined
      ? this.unreadLine.value + 1
      : undefined;
  }

  /** The first message below the line of the unread, as long as none of them has been seen. */
  get firstUnseen(): number | undefined {
    const { value: line } = this.unreadLine;
    return line !== undefined && line === this.seen.value ? line + 1 : undefined;
  }

  /** The reader has reached the goal, or has given it up. */
  reached(): void {
    this.goal.value = undefined;
  }

  /** Everything up to this message has been seen. */
  see(seq: number): void {
    if (seq <= (this.seen.value ?? -1)) return;
    this.seen.value = seq;
    this.parts.roomList.see(this.name, seq);
  }

  /** The person looks at the page, or looks away: messages that come meanwhile are new. */
  look(isHere: boolean): void {
    if (!isHere) this.unreadLine.value = this.seen.value;
    else if (this.unread.value === 0) this.unreadLine.value = undefined;
  }

  /** Reports those of the messages that are new. They must rise, and follow those that were given before. */
  protected announce(messages: readonly Message[]): void {
    const { announced } = this;
    if (announced === undefined) return;
    const fresh = messages.filter(({ seq }) => seq > announced);
    this.announced = fresh.at(-1)?.seq ?? announced;
    const ofOthers = fresh.filter((message) => !this.isMine(message) && !message.gone);
    if (ofOthers.length > 0) this.parts.onArrivals(ofOthers);
  }

  protected readonly isMine = (message: Message) => message.from === this.parts.me.value;

  /** Whether the messages include the goal, or the reader's place, and reach the newest within a few pages. */
  protected isNear(goal: Goal | undefined): boolean {
    const { messages, hasNewer } = this.reader;
    const [first, last] = [messages[0], messages.at(-1)];
    const { value: head } = this.head;
    const wanted = goal && (this.seqOf(goal) ?? head);
    if (!first || !last) return wanted === undefined || wanted >= head;
    const seq = wanted ?? last.seq;
    if (seq < first.seq) return false;
    return hasNewer ? seq <= last.seq : head - last.seq <= CAUGHT_UP_WITH;
  }

  #show(): void {
    this.reader.drop(this.shownFrom);
    batch(() => {
      this.quotes.refresh();
      this.#read.value = this.reader.messages;
      this.floor.value = Math.max(this.floor.value, this.reader.floor);
      this.#ahead.value = this.reader.ahead;
      this.hasOlder.value = this.reader.hasOlder;
      this.hasNewer.value = this.reader.hasNewer;
    });
    if (!this.reader.hasNewer) this.announce(this.reader.messages);
    tendWishes(this.#wishes.peek(), this.reader, this.parts);
    this.caching.schedule();
  }
}
