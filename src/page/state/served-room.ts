/** A room and what the server's events do to it: its extent on joining, messages, people. */
import type {
  Extent,
  HistoryPage,
  Joined,
  Message,
  OwnRoom,
  PeopleChanged,
  Typing,
} from "../../protocol";
import { CAUGHT_UP_WITH, type Goal, type People, Room } from "./room";
import { Typists } from "../../client/typists";

export class ServedRoom extends Room {
  #isOpened = false;
  /** The log that the connection reads. */
  #log: string | undefined;
  /** Counts the calls of `open`: a reading for an earlier call settles nothing. */
  #visit = 0;
  #restored = Promise.resolve();
  readonly #typists = new Typists((people) => {
    this.typing.value = people;
  });

  /** Begins to read: at a message, at the last place, or at the first unread message. Cached messages are shown at once. */
  async open(seq?: number): Promise<void> {
    this.#isOpened = true;
    this.#visit += 1;
    this.isSettled.value = false;
    this.unreadLine.value = this.seen.value;
    const back: Goal = this.place ? { is: "place", ...this.place } : { is: "unread" };
    this.place = undefined;
    this.goal.value = seq === undefined ? back : { is: "message", seq };
    this.#restored = this.#restore();
    await this.#restored;
  }

  async #restore(): Promise<void> {
    const kept = await this.parts.cache.load(this.name).catch(() => undefined);
    if (!kept) return;
    if (kept.epoch === (this.#log ?? kept.epoch)) this.reader.restore(kept);
    else await this.parts.cache.forget(this.name).catch(() => {});
  }

  /** There is a new connection, which reads the log `epoch`. */
  begin(epoch: string): void {
    this.#log = epoch;
    this.reader.begin(epoch);
  }

  /** The connection has joined the room. Rejects when the connection is lost. */
  async onJoined({ head, floor, rev, ...people }: Joined): Promise<void> {
    this.people.value = people;
    this.onExtent({ head, floor });
    if (this.unreadLine.value !== undefined)
      this.unreadLine.value = Math.max(this.unreadLine.value, floor - 1);
    // Messages that were missed while offline are new, even if the person looked at the page all the time.
    if (this.isSettled.value && this.unread.value > 0) this.unreadLine.value = this.seen.value;
    await this.#restored;
    if (this.#isOpened) await this.#read();
    else await this.#freshen(rev);
    this.quotes.seekAll();
    // The room's log was restored from an earlier state: what was seen of the other log says nothing.
    if (this.head.value < (this.seen.value ?? 0)) this.#beginAnew();
  }

  /** The server has said what the room is, and how far it has come, maybe before this connection has joined it. */
  override learnProfile(own: OwnRoom): void {
    super.learnProfile(own);
    this.seen.value ??= own.head;
    this.head.value = Math.max(this.head.value, own.head);
  }

  /** The room is not joined, and the server has said where it is. Rejects when the connection is lost. */
  async onPeeked({ head, floor, rev }: HistoryPage): Promise<void> {
    this.onExtent({ head, floor });
    await this.#restored;
    await this.#freshen(rev);
  }

  /** What was kept of a room that is not shown learns what has happened to it, or is forgotten: a removed message must not stay there (P23). */
  async #freshen(rev: number): Promise<void> {
    if (!this.reader.kept) await this.#restore();
    const { kept } = this.reader;
    if (!kept) return;
    if (rev - kept.rev <= CAUGHT_UP_WITH) await this.reader.catchUp();
    else this.reader.forget();
  }

  /** The server has named the first and the last message of the room. */
  onExtent({ head, floor }: Extent): void {
    this.head.value = head;
    this.floor.value = floor;
    // Removed messages count as seen.
    this.see(Math.max(this.seen.value ?? head, floor - 1));
  }

  onPresence(people: People): void {
    this.people.value = people;
  }

  /** People came, took another name, or left. */
  onPeopleChanged({ count, came, gone }: PeopleChanged): void {
    const people = new Map(this.people.value.people.map((person) => [person.from, person]));
    for (const person of came) people.set(person.from, person);
    for (const from of gone) people.delete(from);
    this.people.value = { count, people: [...people.values()] };
  }

  receive(message: Message, prev?: number): void {
    this.#typists.forget(message.from);
    this.#learnOf(message);
    if (!this.#isFollowed) return;
    this.reader.receive(message, prev);
    // A reader further up comes to it later, so it is reported now.
    if (this.reader.hasNewer) this.announce([message]);
  }

  /** `by` has changed a message: nothing becomes unread by that. */
  onChanged(message: Message, prev?: number, by?: string): void {
    if (this.#isFollowed) this.reader.receive(message, prev, by);
  }

  /** A request of the person's own was acknowledged with a message. */
  acknowledge(message: Message, prev: number): void {
    this.#learnOf(message);
    if (this.#isFollowed) this.reader.acknowledge(message, prev);
  }

  /** Whether the room's messages are here, and kept up to date. */
  get #isFollowed(): boolean {
    return this.#isOpened || this.reader.kept !== undefined;
  }

  #learnOf(message: Message): void {
    this.head.value = Math.max(this.head.value, message.seq);
    if (this.isMine(message) && message.seq === (this.seen.value ?? 0) + 1) this.see(message.seq);
  }

  /** The message `seq` as far as it is known, as the server has it: null if it is not there any more. */
  held(seq: number): Message | null | undefined {
    return this.reader.held(seq);
  }

  /** The log that the messages here are of, as far as is known. */
  get epoch(): string | undefined {
    return this.reader.epoch;
  }

  onTyping(typing: Typing): void {
    this.#typists.receive(typing);
  }

  /** The person has sent a message here, and wants to see it. */
  onSent(): void {
    this.unreadLine.value = undefined;
    void this.goTo({ is: "end" });
  }

  /** Removes the room's messages from the cache. */
  forget(): Promise<void> {
    return this.caching.forget();
  }

  /** Takes over what was seen on another page of this browser. */
  refresh(): void {
    this.seen.value = this.parts.roomList.of(this.name).seen;
  }

  /** Reads the messages at the goal. */
  async #read(): Promise<void> {
    const visit = this.#visit;
    const isNear = this.isNear(this.goal.value);
    // Messages that were there before, and those far below the reader's place, are not reported.
    const isCatchingUp = isNear && this.isSettled.value && !this.reader.hasNewer;
    if (!isCatchingUp) this.announced = Math.max(this.announced ?? 0, this.head.value);
    if (isNear) await this.reader.catchUp();
    else {
      this.goal.value ??= { is: "unread" };
      await this.reader.goTo(this.seqOf(this.goal.value));
    }
    this.head.value = Math.max(this.head.value, this.reader.messages.at(-1)?.seq ?? 0);
    // The log may have been restored from an earlier state.
    this.announced = Math.min(this.announced ?? 0, this.head.value);
    if (!this.#hasNews()) this.unreadLine.value = undefined;
    if (visit === this.#visit) this.isSettled.value = true;
  }

  #beginAnew(): void {
    this.seen.value = this.head.value;
    this.parts.roomList.restart(this.name, this.head.value);
  }

  /** Whether there is a message of others below the line of the unread. */
  #hasNews(): boolean {
    const { value: line = Infinity } = this.unreadLine;
    const isNews = (message: Message) => message.seq > line && !this.isMine(message);
    const { messages, hasNewer } = this.reader;
    return this.head.value > line && (hasNewer || messages.some(isNews));
  }
}
