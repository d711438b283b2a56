/** One room as the page sees it: what was said, what is new, who is there, and where one reads. */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { HistoryPage, Message, Person, Presence } from "../../protocol";
import type { MessageCache } from "../storage/message-cache";
import type { Outgoing } from "../../client/outbox";
import { Reader } from "../../client/reader";
import { typingNotifier } from "../../client/typists";
import type { RoomList } from "../storage/room-list";

/** Where one has read: a message, and how many pixels below the top of the window it stood. */
export interface ReadingPlace {
  seq: number;
  top: number;
}

/** Where one wants to read. `unread`: at the first message that one has not seen, or else at the end. */
export type Goal =
  | { is: "unread" }
  | { is: "end" }
  | { is: "message"; seq: number }
  | ({ is: "place" } & ReadingPlace);

export type People = Pick<Presence, "count" | "people">;

export interface RoomParts {
  cache: MessageCache;
  roomList: RoomList;
  /** One's own public id. */
  me: ReadonlySignal<string | undefined>;
  /** One's own messages in all rooms that the server has not acknowledged. */
  unacknowledged: ReadonlySignal<readonly Outgoing[]>;
  history: (range: { after?: number; before?: number }) => Promise<HistoryPage>;
  tellTyping: (on: boolean) => void;
  /** Is told once of every message of others that was not there when one came: live or caught up with. */
  onArrivals: (messages: readonly Message[]) => void;
}

/** More missed than this is not fetched at once: one reads on from the first unread. */
const CAUGHT_UP_WITH = 500;
/** Milliseconds from a change to its being kept. */
const KEPT_AFTER = 300;

/** Whether a message in this state waits for its writer. */
export const isStuck = (state: Outgoing["state"]): boolean =>
  state === "failed" || state === "foreign";

/** What components show of a room and can do there; `ServedRoom` is what the chat does with it besides. */
export class Room {
  readonly name: string;
  readonly people = signal<People>({ count: 0, people: [] });
  /** People whom the server was asked for, since there are more than `people` names. */
  readonly found = signal<readonly Person[]>([]);
  readonly typing = signal<Person[]>([]);
  readonly messages = signal<readonly Message[]>([]);
  readonly hasOlder = signal(false);
  readonly hasNewer = signal(false);
  /** The first message that the server keeps: what was said before it has been removed. */
  readonly floor = signal(0);
  /** The last message that one had seen when new ones came; they begin after it. Undefined when none are new. */
  readonly unreadLine = signal<number | undefined>(undefined);
  /** Where to go as soon as it can be shown; undefined when one is there. */
  readonly goal = signal<Goal | undefined>({ is: "unread" });
  /** Whether all has been read that there was when one came. */
  readonly isSettled = signal(false);
  /** What stands in the box, for the others to know that one types. */
  readonly onInput: (txt: string) => void;
  /** The first message that is in the page; what is far above it may be dropped, and read again. */
  shownFrom = Infinity;
  /** Where one was reading when one went to another room; undefined at the end. */
  place: ReadingPlace | undefined;

  protected readonly parts: RoomParts;
  protected readonly reader: Reader;
  protected readonly head = signal(0);
  protected readonly seen = signal<number | undefined>(undefined);
  readonly #ahead = signal<readonly Message[]>([]);
  protected cacheTimer: ReturnType<typeof setTimeout> | undefined;
  /** The last `seq` that `arrived` has been told, or that was there when one came; undefined until one has. */
  protected announced: number | undefined;

  constructor(name: string, parts: RoomParts) {
    this.name = name;
    this.parts = parts;
    this.seen.value = parts.roomList.of(name).seen;
    this.onInput = typingNotifier(parts.tellTyping);
    this.reader = new Reader(parts.history, () => this.#show());
  }

  /** How many messages one has not seen. */
  readonly unread = computed(() =>
    Math.max(0, this.head.value - (this.seen.value ?? this.head.value)),
  );

  /** The last message that calls one. */
  readonly #calledAt = signal(0);
  /** Whether one of the messages that one has not seen calls one. */
  readonly isMentioned = computed(() => this.#calledAt.value > (this.seen.value ?? Infinity));

  get hasMention(): boolean {
    return this.isMentioned.value;
  }

  mentionedAt(seq: number): void {
    this.#calledAt.value = Math.max(this.#calledAt.value, seq);
  }

  /** The last message that one has seen; undefined until one has been here. */
  get lastSeen(): number | undefined {
    return this.seen.value;
  }

  /** The last message that the room is known to have. */
  get newest(): number {
    return this.head.value;
  }

  /** What is not among the messages yet: queued, being sent, or failed. */
  readonly outgoing = computed((): Outgoing[] => {
    // A message may be shown already while its acknowledgement is still on the way, or was lost.
    const shown = new Set(this.messages.value.filter(this.isMine).map(({ id }) => id));
    const early = this.#ahead.value.filter(this.isMine);
    for (const { id } of early) shown.add(id);
    return [
      ...early.map((message) => ({ ...message, order: 0, state: "sending" as const })),
      ...this.parts.unacknowledged.value.filter(
        ({ id, room }) => room === this.name && !shown.has(id),
      ),
    ];
  });

  /** Whether something that one has said is not sent unless one does something about it. */
  readonly hasFailed = computed(() => this.outgoing.value.some(({ state }) => isStuck(state)));

  loadOlder(): Promise<void> {
    return this.reader.loadOlder().catch(() => {});
  }

  loadNewer(): Promise<void> {
    return this.reader.loadNewer().catch(() => {});
  }

  /** Sets out for a place in the room. What cannot be read for want of a connection is read by the next one. */
  async goTo(goal: Goal): Promise<void> {
    this.goal.value = goal;
    if (!this.isNear(goal)) await this.reader.goTo(this.seqOf(goal)).catch(() => {});
  }

  /** The message that a goal leads to, or the first one kept in its place; undefined: the newest. */
  seqOf(goal: Goal): number | undefined {
    if ("seq" in goal) return Math.max(goal.seq, this.floor.value);
    return goal.is === "unread" && this.unreadLine.value !== undefined
      ? this.unreadLine.value + 1
      : undefined;
  }

  /** The first message after the line, as long as none of them has been seen. */
  get firstUnseen(): number | undefined {
    const { value: line } = this.unreadLine;
    return line !== undefined && line === this.seen.value ? line + 1 : undefined;
  }

  /** One is where one wanted to be, or does not want to be there any more. */
  reached(): void {
    this.goal.value = undefined;
  }

  /** One has seen everything up to this message. */
  see(seq: number): void {
    if (seq <= (this.seen.value ?? -1)) return;
    this.seen.value = seq;
    this.parts.roomList.see(this.name, seq);
  }

  /** Whether one looks at the page. What comes while one does not is new. */
  look(isHere: boolean): void {
    if (!isHere) this.unreadLine.value = this.seen.value;
    else if (this.unread.value === 0) this.unreadLine.value = undefined;
  }

  /** Tells of what is new among these, which rise and are next. */
  protected announce(messages: readonly Message[]): void {
    const { announced } = this;
    if (announced === undefined) return;
    const fresh = messages.filter(({ seq }) => seq > announced);
    this.announced = fresh.at(-1)?.seq ?? announced;
    const ofOthers = fresh.filter((message) => !this.isMine(message));
    if (ofOthers.length > 0) this.parts.onArrivals(ofOthers);
  }

  protected readonly isMine = (message: Message) => message.from === this.parts.me.value;

  /** Whether what is shown has a goal's message, or one's place, and reaches the newest within a few pages. */
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
      this.messages.value = this.reader.messages;
      this.#ahead.value = this.reader.ahead;
      this.hasOlder.value = this.reader.hasOlder;
      this.hasNewer.value = this.reader.hasNewer;
    });
    if (this.reader.hasNewer) return;
    this.announce(this.reader.messages);
    this.cacheTimer ??= setTimeout(() => this.#cache(), KEPT_AFTER);
  }

  /** Whether it is on the list: it may have been taken off here or on another page, while something was read. */
  #isListed(): boolean {
    return this.parts.roomList.all().some(({ room }) => room === this.name);
  }

  #cache(): void {
    this.cacheTimer = undefined;
    // One may have gone further up meanwhile: it is the newest that is worth keeping.
    if (this.reader.hasNewer || !this.#isListed()) return;
    // What cannot be kept is read from the server the next time.
    void this.parts.cache.keep(this.name, this.reader.messages).catch(() => {});
  }
}
