/** One room as the page sees it: what was said, what is new, who is there, and where one reads. */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { HistoryPage, Joined, Message, Person, Presence, Typing } from "../protocol";
import type { Archive } from "./archive";
import type { Outgoing } from "./outbox";
import { Reader } from "./reader";
import { Typists, typingTeller } from "./typists";
import type { Visits } from "./visits";

/** Where one wants to read. `unread`: at the first message that one has not seen, or else at the end. */
export type Goal = { is: "unread" } | { is: "end" } | { is: "message"; seq: number };

type People = Pick<Presence, "count" | "people">;

export interface RoomParts {
  archive: Archive;
  visits: Visits;
  /** One's own public id. */
  me: ReadonlySignal<string | undefined>;
  /** One's own messages in all rooms that the server has not acknowledged. */
  unacknowledged: ReadonlySignal<readonly Outgoing[]>;
  history: (range: { after?: number; before?: number }) => Promise<HistoryPage>;
  tellTyping: (on: boolean) => void;
  /** Is told once of every message of others that was not there when one came: live or caught up with. */
  arrived: (messages: readonly Message[]) => void;
}

/** More missed than this is not fetched at once: one reads on from the first unread. */
const CAUGHT_UP_WITH = 500;
const PAGE = 50;
/** Milliseconds from a change to its being kept. */
const KEPT_AFTER = 300;

/** What components show of a room and can do there; `ServedRoom` is what the chat does with it besides. */
export class Room {
  readonly name: string;
  readonly people = signal<People>({ count: 0, people: [] });
  readonly typing = signal<Person[]>([]);
  readonly messages = signal<readonly Message[]>([]);
  readonly hasOlder = signal(false);
  readonly hasNewer = signal(false);
  /** The last message that one had seen when new ones came; they begin after it. Undefined when none are new. */
  readonly line = signal<number | undefined>(undefined);
  /** Where to go as soon as it can be shown; undefined when one is there. */
  readonly goal = signal<Goal | undefined>({ is: "unread" });
  /** Whether all has been read that there was when one came. */
  readonly isSettled = signal(false);
  /** What stands in the box, for the others to know that one types. */
  readonly typed: (txt: string) => void;

  protected readonly parts: RoomParts;
  protected readonly reader: Reader;
  protected readonly head = signal(0);
  protected readonly seen = signal<number | undefined>(undefined);
  readonly #ahead = signal<readonly Message[]>([]);
  #keeping: ReturnType<typeof setTimeout> | undefined;
  /** The last `seq` that `arrived` has been told, or that was there when one came; undefined until one has. */
  #told: number | undefined;

  constructor(name: string, parts: RoomParts) {
    this.name = name;
    this.parts = parts;
    this.seen.value = parts.visits.of(name).seen;
    this.typed = typingTeller(parts.tellTyping);
    this.reader = new Reader(parts.history, () => this.#show());
  }

  /** How many messages one has not seen. */
  readonly unread = computed(() =>
    Math.max(0, this.head.value - (this.seen.value ?? this.head.value)),
  );

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

  loadOlder(): Promise<void> {
    return this.reader.loadOlder().catch(() => {});
  }

  loadNewer(): Promise<void> {
    return this.reader.loadNewer().catch(() => {});
  }

  /** Sets out for a place in the room. Resolves when what is there has been read, or cannot be. */
  async goTo(goal: Goal): Promise<void> {
    this.goal.value = goal;
    const seq = goal.is === "message" ? goal.seq : undefined;
    const isThere = seq === undefined ? !this.reader.hasNewer : this.#has(seq);
    if (!isThere) await this.reader.goTo(seq).catch(() => {});
  }

  /** One is where one wanted to be. */
  reached(): void {
    this.goal.value = undefined;
  }

  /** One has seen everything up to this message. */
  see(seq: number): void {
    if (seq <= (this.seen.value ?? -1)) return;
    this.seen.value = seq;
    this.parts.visits.see(this.name, seq);
  }

  /** Whether one looks at the page. What comes while one does not is new. */
  look(isHere: boolean): void {
    if (!isHere) this.line.value = this.seen.value;
    else if (this.unread.value === 0) this.line.value = undefined;
  }

  /** What is there up to this message is not to be told any more. */
  protected tellAfter(seq: number): void {
    this.#told = seq;
  }

  /** Tells of what is new among these, which rise and are next. */
  protected tell(messages: readonly Message[]): void {
    const told = this.#told;
    if (told === undefined) return;
    const fresh = messages.filter(({ seq }) => seq > told);
    this.#told = fresh.at(-1)?.seq ?? told;
    const ofOthers = fresh.filter((message) => !this.isMine(message));
    if (ofOthers.length > 0) this.parts.arrived(ofOthers);
  }

  protected readonly isMine = (message: Message) => message.from === this.parts.me.value;

  #has(seq: number): boolean {
    return this.reader.messages.some((message) => message.seq === seq);
  }

  #show(): void {
    batch(() => {
      this.messages.value = this.reader.messages;
      this.#ahead.value = this.reader.ahead;
      this.hasOlder.value = this.reader.hasOlder ?? false;
      this.hasNewer.value = this.reader.hasNewer;
    });
    if (this.reader.hasNewer) return;
    this.tell(this.reader.messages);
    this.#keepSoon();
  }

  #keepSoon(): void {
    clearTimeout(this.#keeping);
    // What cannot be kept is read from the server the next time.
    const keep = () => this.parts.archive.keep(this.name, this.reader.messages).catch(() => {});
    this.#keeping = setTimeout(() => void keep(), KEPT_AFTER);
  }
}

/** A room and what comes to it from the server. */
export class ServedRoom extends Room {
  #isOpened = false;
  #restored = Promise.resolve();
  readonly #typists = new Typists((people) => {
    this.typing.value = people;
  });

  /** Begins to read: at a message, or else at what one has not seen. What was kept is shown at once. */
  async open(seq?: number): Promise<void> {
    this.#isOpened = true;
    this.line.value = this.seen.value;
    this.goal.value = seq === undefined ? { is: "unread" } : { is: "message", seq };
    this.#restored = this.parts.archive.load(this.name).then(
      (kept) => this.reader.restore(kept),
      () => {},
    );
    await this.#restored;
  }

  /** The connection is in the room, and the server has said what there is. Rejects when it is lost. */
  async joined({ head, ...people }: Joined): Promise<void> {
    this.people.value = people;
    this.head.value = head;
    // The room's log was put back to an earlier state: what was seen of another one says nothing.
    if (head < (this.seen.value ?? 0)) this.parts.visits.restart(this.name, head);
    this.seen.value = Math.min(this.seen.value ?? head, head);
    this.parts.visits.see(this.name, this.seen.value);
    // What was kept has been seen by now; whether anything was new is by what was seen before.
    if (head <= (this.line.value ?? 0)) this.line.value = undefined;
    await this.#restored;
    if (this.#isOpened) await this.#read();
  }

  presence(people: People): void {
    this.people.value = people;
  }

  receive(message: Message): void {
    this.#typists.forget(message.from);
    this.head.value = Math.max(this.head.value, message.seq);
    if (this.isMine(message) && message.seq === (this.seen.value ?? 0) + 1) this.see(message.seq);
    if (!this.#isOpened) return;
    this.reader.receive(message);
    // Whoever reads further up is shown it later, when they come down to it.
    if (this.reader.hasNewer) this.tell([message]);
  }

  heardTyping(typing: Typing): void {
    this.#typists.receive(typing);
  }

  /** One has said something here, and wants to see it. */
  said(): void {
    this.line.value = undefined;
    void this.goTo({ is: "end" });
  }

  /** Takes up what another page of this browser has seen. */
  refresh(): void {
    this.seen.value = this.parts.visits.of(this.name).seen;
  }

  /** Brings what is shown to where one wants to read. */
  async #read(): Promise<void> {
    const isFarAway = this.#isFarAway();
    if (isFarAway || !this.#isCatchingUp()) this.tellAfter(this.head.value);
    if (isFarAway) {
      this.line.value = this.seen.value;
      this.goal.value ??= { is: "unread" };
      const { value: goal } = this.goal;
      await this.reader.goTo(goal.is === "message" ? goal.seq : (this.seen.value ?? 0) + 1);
    } else await this.reader.catchUp(this.head.value);
    this.isSettled.value = true;
  }

  /**
   * Whether what is read goes on from what was shown before. What was there when one came does not, nor does
   * what lies far below where one reads, nor a log that was put back.
   */
  #isCatchingUp(): boolean {
    const last = this.messages.value.at(-1)?.seq ?? 0;
    return this.isSettled.value && !this.reader.hasNewer && last <= this.head.value;
  }

  /** Whether it is too far from what is shown to read all that lies between. */
  #isFarAway(): boolean {
    const { messages } = this.reader;
    const goal = this.goal.value;
    const wanted = goal?.is === "message" ? goal.seq : undefined;
    const [first, last] = [messages[0], messages.at(-1)];
    if (!first || !last) return wanted !== undefined || this.unread.value > PAGE;
    return (wanted ?? first.seq) < first.seq || this.head.value - last.seq > CAUGHT_UP_WITH;
  }
}
