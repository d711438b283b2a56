/** A room and what comes to it from the server: what there is on joining, what is said, who is there. */
import type { Extent, Joined, Message, PeopleChanged, Typing } from "../../protocol";
import { type Goal, type People, Room } from "./room";
import { Typists } from "../../client/typists";

export class ServedRoom extends Room {
  #isOpened = false;
  /** How often one has come to a place here: a reading for an earlier one settles nothing. */
  #visit = 0;
  #restored = Promise.resolve();
  readonly #typists = new Typists((people) => {
    this.typing.value = people;
  });

  /** Begins to read: at a message, or else at what one has not seen. What was kept is shown at once. */
  async open(seq?: number): Promise<void> {
    this.#isOpened = true;
    this.#visit += 1;
    this.isSettled.value = false;
    this.unreadLine.value = this.seen.value;
    const back: Goal = this.place ? { is: "place", ...this.place } : { is: "unread" };
    this.place = undefined;
    this.goal.value = seq === undefined ? back : { is: "message", seq };
    this.#restored = this.parts.cache.load(this.name).then(
      (kept) => this.reader.restore(kept),
      () => {},
    );
    await this.#restored;
  }

  /** The connection is in the room, and the server has said what there is. Rejects when it is lost. */
  async onJoined({ head, floor, ...people }: Joined): Promise<void> {
    this.people.value = people;
    this.onExtent({ head, floor });
    if (this.unreadLine.value !== undefined)
      this.unreadLine.value = Math.max(this.unreadLine.value, floor - 1);
    // What one missed without a connection is new, even to who looked at the page all the time.
    if (this.isSettled.value && this.unread.value > 0) this.unreadLine.value = this.seen.value;
    await this.#restored;
    if (this.#isOpened) await this.#read();
    // The room's log was put back to an earlier state: what was seen of another one says nothing.
    if (this.head.value < (this.seen.value ?? 0)) this.#beginAnew();
  }

  /** The server has said from where to where the room's messages are. */
  onExtent({ head, floor }: Extent): void {
    this.head.value = head;
    this.floor.value = floor;
    // What is not kept any more counts as seen.
    this.see(Math.max(this.seen.value ?? head, floor - 1));
  }

  onPresence(people: People): void {
    this.people.value = people;
  }

  /** Somebody came, took another name, or is gone. */
  onPeopleChanged({ count, came, gone }: PeopleChanged): void {
    const people = new Map(this.people.value.people.map((person) => [person.from, person]));
    for (const person of came) people.set(person.from, person);
    for (const from of gone) people.delete(from);
    this.people.value = { count, people: [...people.values()] };
  }

  receive(message: Message): void {
    this.#typists.forget(message.from);
    this.head.value = Math.max(this.head.value, message.seq);
    if (this.isMine(message) && message.seq === (this.seen.value ?? 0) + 1) this.see(message.seq);
    if (!this.#isOpened) return;
    this.reader.receive(message);
    // A person who reads further up sees it later, on coming down to it.
    if (this.reader.hasNewer) this.announce([message]);
  }

  onTyping(typing: Typing): void {
    this.#typists.receive(typing);
  }

  /** One has said something here, and wants to see it. */
  onSent(): void {
    this.unreadLine.value = undefined;
    void this.goTo({ is: "end" });
  }

  /** Takes what the browser keeps of the room out of it. */
  async forget(): Promise<void> {
    clearTimeout(this.cacheTimer);
    await this.parts.cache.forget(this.name);
  }

  /** Takes up what another page of this browser has seen. */
  refresh(): void {
    this.seen.value = this.parts.roomList.of(this.name).seen;
  }

  /** Brings what is shown to where one wants to read. */
  async #read(): Promise<void> {
    const visit = this.#visit;
    const isNear = this.isNear(this.goal.value);
    // What was there when one came is not to be told, nor what lies far below where one reads.
    const isCatchingUp = isNear && this.isSettled.value && !this.reader.hasNewer;
    if (!isCatchingUp) this.announced = Math.max(this.announced ?? 0, this.head.value);
    if (isNear) await this.reader.catchUp(this.head.value);
    else {
      this.goal.value ??= { is: "unread" };
      await this.reader.goTo(this.seqOf(this.goal.value));
    }
    this.head.value = Math.max(this.head.value, this.reader.messages.at(-1)?.seq ?? 0);
    // The log may have been put back.
    this.announced = Math.min(this.announced ?? 0, this.head.value);
    if (!this.#hasNews()) this.unreadLine.value = undefined;
    if (visit === this.#visit) this.isSettled.value = true;
  }

  #beginAnew(): void {
    this.seen.value = this.head.value;
    this.parts.roomList.restart(this.name, this.head.value);
  }

  /** Whether somebody else has said something since the line. */
  #hasNews(): boolean {
    const { value: line = Infinity } = this.unreadLine;
    const isNews = (message: Message) => message.seq > line && !this.isMine(message);
    const { messages, hasNewer } = this.reader;
    return this.head.value > line && (hasNewer || messages.some(isNews));
  }
}
