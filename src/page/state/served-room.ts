/** What the server's events do to a room: its extent on joining, messages, people. */
import type { Extent, HistoryPage, Joined, Message } from "../../protocol";
import type { OwnRoom, PeopleChanged, Typing } from "../../protocol";
import { Typists } from "../../client/typists";
import { peopleAfter } from "./room-profile";
import { readAtGoal } from "./goal-reading";
import { CAUGHT_UP_WITH, type Goal, type PeopleHere, Room, type RoomParts } from "./room";
import { RoomReading } from "./room-reading";

export class ServedRoom {
  /** What the page shows of it. */
  readonly room: Room;
  readonly #reading: RoomReading;
  #isOpened = false;
  /** The log that the connection reads. */
  #log: string | undefined;
  /** Counts the calls of `open`: a reading for an earlier call settles nothing. */
  #visit = 0;
  #restored = Promise.resolve();
  readonly #typists = new Typists((people) => {
    this.room.typing.value = people;
  });

  constructor(name: string, parts: RoomParts) {
    this.#reading = new RoomReading(name, parts);
    this.room = new Room(this.#reading);
  }

  get name(): string {
    return this.room.name;
  }

  /** The `seq` of the last seen message; undefined until the person has been here. */
  get lastSeen(): number | undefined {
    return this.#reading.seen.value;
  }

  /** The `seq` of the last message that the room is known to have. */
  get newest(): number {
    return this.#reading.head.value;
  }

  /** Whether an unread message mentions the person. */
  get hasMention(): boolean {
    return this.room.isMentioned.value;
  }

  /** A message has changed so that it mentions the person, or does not any more. */
  mentionedAt(seq: number, isMention: boolean): void {
    this.#reading.mentions[isMention ? "add" : "remove"](seq);
  }

  /** Notes what a message is that the person may not have seen. */
  sort(message: Message): void {
    this.#reading.sort(message);
  }

  callsMe(message: Message): boolean {
    return this.room.callsMe(message);
  }

  /** Begins to read: at a message, at the last place, or at the first unread message. Cached messages are shown at once. */
  async open(seq?: number): Promise<void> {
    this.#isOpened = true;
    this.#reading.isHeld.value = false;
    this.#visit += 1;
    this.room.isSettled.value = false;
    this.room.unreadLine.value = this.#reading.seen.value;
    const back: Goal = this.room.place ? { is: "place", ...this.room.place } : { is: "unread" };
    this.room.place = undefined;
    this.room.goal.value = seq === undefined ? back : { is: "message", seq };
    this.#restored = this.#restore();
    await this.#restored;
  }

  async #restore(): Promise<void> {
    const kept = await this.#reading.parts.cache.load(this.name).catch(() => undefined);
    if (!kept) return;
    if (kept.epoch === (this.#log ?? kept.epoch)) this.#reading.reader.restore(kept);
    else await this.#reading.parts.cache.forget(this.name).catch(() => {});
  }

  /** There is a new connection, which reads the log `epoch`. */
  begin(epoch: string): void {
    this.#log = epoch;
    this.#reading.reader.begin(epoch);
  }

  /** The connection has joined the room. Rejects when the connection is lost. */
  async onJoined({ head, floor, rev, ...people }: Joined): Promise<void> {
    this.room.people.value = people;
    this.onExtent({ head, floor });
    if (this.room.unreadLine.value !== undefined)
      this.room.unreadLine.value = Math.max(this.room.unreadLine.value, floor - 1);
    // Messages that were missed while offline are new, even if the person looked at the page all the time.
    if (this.room.isSettled.value && this.#reading.unread.value > 0)
      this.room.unreadLine.value = this.#reading.seen.value;
    await this.#restored;
    if (this.#isOpened) await this.#read();
    else await this.#freshen(rev);
    this.#reading.quotes.seekAll();
    // The room's log was restored from an earlier state: what was seen of the other log says nothing.
    if (this.#reading.head.value < (this.#reading.seen.value ?? 0)) this.#beginAnew();
  }

  /** The server has said what the room is, and how far it has come, maybe before this connection has joined it. */
  learnProfile({ head, rev: _rev, seen: _seen, level: _level, ...own }: OwnRoom): void {
    this.room.learn(own);
    this.#reading.isDirect = own.kind === "direct";
    this.refresh();
    this.#reading.head.value = Math.max(this.#reading.head.value, head);
  }

  /** The room is not joined, and the server has said where it is. Rejects when the connection is lost. */
  async onPeeked({ head, floor, rev }: HistoryPage): Promise<void> {
    this.onExtent({ head, floor });
    await this.#restored;
    await this.#freshen(rev);
  }

  /** What was kept of a room that is not shown learns what has happened to it, or is forgotten: a removed message must not stay there (P23). */
  async #freshen(rev: number): Promise<void> {
    if (!this.#reading.reader.kept) await this.#restore();
    const { kept } = this.#reading.reader;
    if (!kept) return;
    if (rev - kept.rev <= CAUGHT_UP_WITH) await this.#reading.reader.catchUp();
    else this.#reading.reader.forget();
  }

  /** The server has named the first and the last message of the room. */
  onExtent({ head, floor }: Extent): void {
    this.#reading.head.value = head;
    this.#reading.floor.value = floor;
    // Removed messages count as seen.
    this.#reading.see(Math.max(this.#reading.seen.value ?? head, floor - 1));
  }

  onPresence(people: PeopleHere): void {
    this.room.people.value = people;
  }

  onPeopleChanged(changed: PeopleChanged): void {
    this.room.people.value = peopleAfter(this.room.people.value, changed);
  }

  receive(message: Message, prev?: number): void {
    this.#typists.forget(message.from);
    this.#learnOf(message);
    if (message.notice) this.room.heed(message.notice, this.#reading.parts.me.value);
    if (!this.#isFollowed) return;
    this.#reading.reader.receive(message, prev);
    // A reader further up comes to it later, so it is reported now.
    if (this.#reading.reader.hasNewer) this.#reading.announce([message]);
  }

  /** `by` has changed a message: nothing becomes unread by that. */
  onChanged(message: Message, prev?: number, by?: string): void {
    if (this.#isFollowed) this.#reading.reader.receive(message, prev, by);
  }

  /** A request of the person's own was acknowledged with a message. */
  acknowledge(message: Message, prev: number): void {
    this.#learnOf(message);
    if (this.#isFollowed) this.#reading.reader.acknowledge(message, prev);
  }

  /** Whether the room's messages are here, and kept up to date. */
  get #isFollowed(): boolean {
    return this.#isOpened || this.#reading.reader.kept !== undefined;
  }

  #learnOf(message: Message): void {
    this.#reading.head.value = Math.max(this.#reading.head.value, message.seq);
    this.#reading.sort(message);
    const isNext = message.seq === (this.#reading.seen.value ?? 0) + 1;
    if (isNext && !this.#reading.isNews(message)) this.#reading.see(message.seq);
  }

  /** The message `seq` as far as it is known, as the server has it: null if it is no longer there. */
  held(seq: number): Message | null | undefined {
    return this.#reading.reader.held(seq);
  }

  /** The log that the messages here are of, as far as is known. */
  get epoch(): string | undefined {
    return this.#reading.reader.epoch;
  }

  onTyping(typing: Typing): void {
    this.#typists.receive(typing);
  }

  /** The person has sent a message here, and wants to see it. */
  onSent(): void {
    this.#reading.isHeld.value = false;
    this.room.unreadLine.value = undefined;
    void this.room.goTo({ is: "end" });
  }

  /** Removes the room's messages from the cache. */
  forget(): Promise<void> {
    const { messages } = this.#reading.reader;
    if (messages.some(({ files }) => files))
      void import("../files/evict").then(({ evict }) => evict(messages)).catch(() => {});
    return this.#reading.caching.forget();
  }

  /** Takes over the mark from the list: of another page of this browser, or of another device. Returns whether it was set back. */
  refresh(): boolean {
    this.room.level.value = this.#reading.parts.roomList.of(this.name).tell;
    const isBack = this.#reading.refresh();
    if (isBack && this.#isOpened) this.room.unreadLine.value = this.lastSeen;
    return isBack;
  }

  async #read(): Promise<void> {
    const visit = this.#visit;
    await readAtGoal(this.room, this.#reading);
    if (visit === this.#visit) this.room.isSettled.value = true;
  }

  #beginAnew(): void {
    this.#reading.seen.value = this.#reading.head.value;
    this.#reading.parts.roomList.restart(this.name, this.#reading.head.value);
    this.#reading.parts.noteMark(this.name);
  }
}
