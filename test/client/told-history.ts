/** A room in which things happen at random, and a reader of it whose pages, events and connections come and go. */
import { Reader, type PageRange } from "../../src/client/reader";
import { type HistoryPage, type Message } from "../../src/protocol";
import type { Random } from "../chaos/random";
import { type Breach, ME, type Event, LivelyRoom } from "./lively-room";

export class ToldHistory {
  readonly #random: Random;
  readonly #breach: Breach | undefined;
  readonly room: LivelyRoom;
  reader: Reader;
  #events: Event[] = [];
  #pages: { answer: () => void; fail: () => void }[] = [];
  #isConnected = false;
  #restore: () => void;
  #restores = 0;
  /** Messages that were asked for to be quoted. */
  #sought = new Set<number>();

  constructor(random: Random, breach?: Breach) {
    this.#random = random;
    this.#breach = breach;
    this.room = new LivelyRoom(random);
    this.room.log.most = random.pick([2, 5, 50]);
    this.#restore = this.room.copy();
    this.reader = this.#open();
  }

  #open(): Reader {
    return new Reader(
      (range) => this.#fetch(range),
      () => {},
      () => ME,
    );
  }

  #fetch(range: PageRange): Promise<HistoryPage> {
    if (!this.#isConnected) return Promise.reject(new Error("no connection"));
    let page = this.room.read(range);
    if (this.#breach === "a cut page is taken for a whole one" && page.upto !== undefined)
      page = { ...page, upto: page.rev };
    if (this.#breach === "a restored log is taken for the former one") delete page.reset;
    const { promise, resolve, reject } = Promise.withResolvers<HistoryPage>();
    const fail = () => reject(new Error("the connection was lost"));
    this.#pages.push({ answer: () => resolve(page), fail });
    return promise;
  }

  async run(steps: number): Promise<void> {
    for (let n = this.#random.between(0, 30); n > 0; n -= 1) this.room.say();
    for (let n = 0; n < steps; n += 1) {
      this.#step(this.#random.between(1, 100));
      await settled();
    }
    await this.#settle();
  }

  #step(roll: number): void {
    if (roll <= 20) this.#tell(this.room.say());
    else if (roll <= 45) this.#tell(this.room.change());
    else if (roll <= 60) this.#hear(this.#random.between(1, 6));
    else if (roll <= 78) this.#answer();
    else if (roll <= 81) this.#goTo();
    else if (roll <= 85) this.reader.loadOlder().catch(() => {});
    else if (roll <= 89) this.reader.loadNewer().catch(() => {});
    else if (roll <= 90) this.room.retire();
    else if (roll <= 93) this.#cut();
    else if (roll <= 96) this.#connect();
    else if (roll <= 97) this.#reload();
    else if (roll === 98 && this.#random.next() < 0.3) this.#storm();
    else if (roll <= 98) this.#restore = this.room.copy();
    else if (roll === 99 && this.#random.next() < 0.3) this.#goBack();
    else this.#find();
  }

  #find(): void {
    const seq = this.#random.between(1, this.room.log.messages.length);
    this.reader.find(seq).catch(() => {});
    this.#sought.add(seq);
  }

  /** So much happens while the reader is away that it is not asked for one by one. */
  #storm(): void {
    this.#cut();
    const count = this.#random.between(900, 1300);
    for (let n = 0; n < count; n += 1) this.room.change();
    if (this.#random.next() < 0.5) for (let n = 0; n < 60; n += 1) this.room.say();
  }

  #tell(event: Event | undefined): void {
    if (event && this.#isConnected) this.#events.push(event);
  }

  #hear(count: number): void {
    for (const { message, prev, by } of this.#events.splice(0, count)) {
      if (this.#breach === "a change is lost on its way" && by && this.#random.next() < 0.2)
        continue;
      const isOld = this.#breach === "an old state wins" && this.#random.next() < 0.2;
      const told = isOld ? { ...message, txt: "an older text" } : message;
      const isOverlooked = this.#breach === "a gap is overlooked";
      this.reader.receive(told, isOverlooked ? 0 : prev, by);
    }
  }

  /** Pages come in the order in which they were asked for, or not. */
  #answer(): void {
    const at = this.#random.between(0, Math.max(0, this.#pages.length - 1));
    for (const { answer } of this.#pages.splice(at, 1)) answer();
  }

  #goTo(): void {
    const seq = this.#random.between(1, this.room.log.messages.length + 1);
    this.reader.goTo(this.#random.pick([seq, undefined])).catch(() => {});
  }

  #cut(): void {
    this.#isConnected = false;
    this.#events = [];
    for (const { fail } of this.#pages.splice(0)) fail();
  }

  #connect(): void {
    if (this.#isConnected) return;
    this.#isConnected = true;
    this.reader.begin(this.room.epoch);
    this.reader.catchUp().catch(() => {});
  }

  /** The page is loaded again, with what was kept. */
  #reload(): void {
    const { kept, ahead } = this.reader;
    this.#cut();
    this.reader = this.#open();
    if (kept && ahead.length === 0)
      this.reader.restore({ ...kept, messages: kept.messages.slice(-10) });
  }

  /** An operator restores a copy of the log, which has a new epoch, or lacks it for being forgotten. */
  #goBack(): void {
    this.#cut();
    this.#restore();
    this.#restore = this.room.copy();
    this.#restores += 1;
    if (this.#breach !== "a restored log is taken for the former one")
      this.room.epoch = `epoch ${this.#restores}`;
  }

  async #settle(): Promise<void> {
    this.#connect();
    await settled();
    for (let n = 0; this.#pages.length + this.#events.length > 0; n += 1) {
      if (n > 2000) throw new Error("the reader asks for ever");
      this.#hear(1);
      if (this.#random.next() < 0.7) this.#answer();
      await settled();
    }
  }

  /** What the reader shows and quotes, and what a fresh reader gets of the same messages. */
  get outcome(): Record<"shown" | "fresh", unknown> {
    const { messages: shown, hasNewer } = this.reader;
    const { log } = this.room;
    log.most = Infinity;
    const all = this.room.read({ after: 0 }).messages;
    const first = shown[0]?.seq ?? 0;
    const last = hasNewer ? (shown.at(-1)?.seq ?? 0) : Infinity;
    const fresh = all.filter(({ seq }) => seq >= first && seq <= last);
    const sought = [...this.#sought]
      .filter((seq) => this.reader.held(seq) !== undefined)
      .toSorted((one, other) => one - other);
    // Of retention a reader learns with the next page.
    const isKept = (one?: Message | null) => one && one.seq >= log.floor;
    const quoted = sought.map((seq) => this.reader.held(seq));
    return {
      shown: [shown.filter(isKept), quoted.filter(isKept)],
      fresh: [fresh, all.filter(({ seq }) => sought.includes(seq))],
    };
  }
}

/** Lets everything happen that waits for promises alone. */
async function settled(): Promise<void> {
  for (let n = 0; n < 25; n += 1) await Promise.resolve();
}
