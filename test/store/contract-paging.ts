/** A reader that follows P13, P14 and P22 has what a fresh reader gets: a property over random histories, on every store. */
import { describe, expect, test } from "bun:test";
import type { Log, News, Range } from "../../src/store/log";
import type { HistoryPage, Message } from "../../src/protocol";
import { Random } from "../chaos/random";
import { ada, type StoreUnderTest, upTo } from "./contract-parts";
import { editing, reacting, removing } from "./contract-changes";

/** A rule that a reader does not follow. Each is noticed. */
type Breach = "an old state wins" | "a cut page is taken for a whole one" | "a gap is overlooked";

const BREACHES: Breach[] = [
  "an old state wins",
  "a cut page is taken for a whole one",
  "a gap is overlooked",
];

/** Stores that answer `since` wrongly. */
const FAULTS: Record<string, (page: HistoryPage) => HistoryPage> = {
  "only new messages are told": (page) => ({
    ...page,
    messages: page.messages.filter(({ edited, gone }) => !edited && !gone),
  }),
  "a cut page ends too high": (page) => ({ ...page, upto: (page.upto ?? 0) + 1 }),
  "a page lacks its last message": (page) => ({ ...page, messages: page.messages.slice(0, -1) }),
};

/** A client of the wire: what it was told, and its cursor (P14). */
class ReaderByTheRules {
  readonly #messages = new Map<number, Message>();
  readonly #breach: Breach | undefined;
  cursor = 0;
  /** The lowest message that it has asked for, and the highest rev that it was told. */
  lowest = Infinity;
  told = 0;

  constructor(breach?: Breach) {
    this.#breach = breach;
  }

  begin(page: HistoryPage): void {
    this.cursor = page.rev;
    this.#takePage(page);
    this.lowest = Math.min(page.messages[0]?.seq ?? page.head + 1);
  }

  takeOlder(page: HistoryPage): void {
    this.lowest = page.messages[0]?.seq ?? this.lowest;
    this.#takePage(page);
  }

  takeNews(page: HistoryPage): void {
    this.#takePage(page);
    const isMistaken = this.#breach === "a cut page is taken for a whole one";
    this.cursor = Math.max(this.cursor, (isMistaken ? page.rev : page.upto) ?? page.rev);
  }

  hear(message: Message, { prev }: News): void {
    this.told = Math.max(this.told, message.rev);
    this.#take(message);
    if (this.cursor >= prev || this.#breach === "a gap is overlooked")
      this.cursor = Math.max(this.cursor, message.rev);
  }

  shown(floor: number): Message[] {
    const all = [...this.#messages.values()].toSorted((one, other) => one.seq - other.seq);
    return all.filter(({ seq }) => seq >= Math.max(this.lowest, floor));
  }

  #takePage({ messages }: HistoryPage): void {
    for (const message of messages) this.#take(message);
  }

  #take(message: Message): void {
    const held = this.#messages.get(message.seq);
    const isOld = held !== undefined && held.rev >= message.rev;
    if (!isOld || this.#breach === "an old state wins") this.#messages.set(message.seq, message);
  }
}

/** What happens in a room, at random: what people do, and how late a reader is told of it. */
class History {
  readonly #log: Log;
  readonly #random: Random;
  readonly reader: ReaderByTheRules;
  /** What is on its way to the reader: live events in their order, and pages, which they may overtake. */
  #events: [Message, News][] = [];
  #pages: (() => void)[] = [];
  #isConnected = true;
  #said = 0;

  constructor(log: Log, random: Random, breach?: Breach) {
    this.#log = log;
    this.#random = random;
    this.reader = new ReaderByTheRules(breach);
  }

  async run(steps: number): Promise<void> {
    for (const _ of upTo(9)) await this.#say();
    const { stop } = await this.#log.follow("lobby", (message, news) => {
      if (this.#isConnected) this.#events.push([message, news]);
    });
    this.reader.begin(await this.#read({ limit: 2 }));
    for (const _ of upTo(steps)) await this.#step();
    stop();
    await this.#settle();
  }

  async #step(): Promise<void> {
    const roll = this.#random.between(1, 20);
    if (roll <= 4) await this.#say();
    else if (roll <= 11) await this.#change();
    else if (roll === 12)
      await this.#log.remove("lobby", Date.now() + 1, this.#random.between(1, 2));
    else if (roll === 13 && this.#random.next() < 0.4) this.#cut();
    else if (roll <= 15) await this.#askOlder();
    else if (roll <= 17) await this.#askNews();
    else if (roll === 18) this.#pages.shift()?.();
    else this.#hear(this.#random.between(1, 12));
  }

  async #say(): Promise<void> {
    const txt = "x".repeat(this.#random.between(1, 60));
    await this.#log.append(ada(`said ${(this.#said += 1)}`, { txt }));
  }

  async #change(): Promise<void> {
    // Mostly the same few, so that several changes of one message come one after the other.
    const seq = Math.max(1, this.#said - this.#random.between(0, this.#random.pick([1, 12])));
    const by = `person-${this.#random.between(1, 3)}`;
    const txt = `${this.#random.between(1, 1e6)}`;
    await this.#log.change(
      this.#random.pick([
        editing({ seq, txt }),
        editing({ seq, txt }),
        reacting({ seq, by, on: this.#random.next() < 0.7 }),
        reacting({ seq, by, on: this.#random.next() < 0.7 }),
        removing({ seq }),
      ]),
    );
  }

  /** The connection breaks, with what was on its way, and is there again some time later. */
  #cut(): void {
    this.#isConnected = !this.#isConnected;
    if (this.#isConnected) return;
    this.#events = [];
    this.#pages = [];
  }

  async #askOlder(): Promise<void> {
    if (!this.#isConnected) return;
    const page = await this.#read({
      before: this.reader.lowest,
      limit: this.#random.between(1, 4),
    });
    this.#pages.push(() => this.reader.takeOlder(page));
  }

  async #askNews(): Promise<void> {
    if (!this.#isConnected) return;
    const page = await this.#read(this.#range());
    this.#pages.push(() => this.reader.takeNews(page));
  }

  /** Pages are cut by number or by bytes. */
  #range(): Range {
    const since = this.reader.cursor;
    return this.#random.next() < 0.5
      ? { since, limit: this.#random.between(1, 3) }
      : { since, limit: 50, bytes: this.#random.between(1, 150) };
  }

  #read = (range: Range) => this.#log.read("lobby", range);

  #hear(count: number): void {
    for (const [message, news] of this.#events.splice(0, count)) this.reader.hear(message, news);
  }

  /** Everything arrives, and the reader asks as long as it knows that it lacks something, as after coming back. */
  async #settle(): Promise<void> {
    while (this.#pages.length + this.#events.length > 0) {
      if (this.#random.next() < 0.1) this.#pages.shift()?.();
      else this.#hear(1);
    }
    for (let isBehind = true; isBehind;) {
      const page = await this.#read(this.#range());
      this.reader.takeNews(page);
      isBehind = this.reader.cursor < Math.max(page.rev, this.reader.told);
    }
  }
}

/** Runs a history, and returns whether the reader has what a fresh one gets. */
async function agrees(log: Log, seed: number, breach?: Breach): Promise<boolean> {
  const history = new History(log, new Random(seed), breach);
  await history.run(120);
  const { messages, floor } = await log.read("lobby", { after: 0, limit: 1000 });
  const { reader } = history;
  const fresh = messages.filter(({ seq }) => seq >= reader.lowest);
  return Bun.deepEquals(reader.shown(floor), fresh);
}

/** For every rev, `since` gives each message that is above it, once, in order. */
async function checkEverySince(log: Log): Promise<void> {
  const { messages, rev } = await log.read("lobby", { after: 0, limit: 1000 });
  const inOrder = messages.toSorted((one, other) => one.rev - other.rev);
  for (let since = 0; since <= rev; since += 1) {
    const page = await log.read("lobby", { since, limit: 1000 });
    expect(page.messages).toEqual(inOrder.filter((message) => message.rev > since));
    expect(page.upto).toBe(rev);
  }
}

/** Rejects when all of a hundred histories go as if nothing was wrong. */
async function isNoticed(what: string, run: (seed: number) => Promise<boolean>): Promise<void> {
  for (const seed of upTo(100)) if (!(await run(seed))) return;
  throw new Error(`in no history it made a difference that ${what}`);
}

/** Whether a reader has what a fresh one gets after a history, with a breach of the rules or a faulty store. */
async function isRightWith(
  make: () => Promise<StoreUnderTest>,
  seed: number,
  breach?: Breach,
  faulty = (page: HistoryPage) => page,
): Promise<boolean> {
  await using store = await make();
  const log = await store.open();
  const seen: Log = {
    ...log,
    read: async (room, range) => {
      const page = await log.read(room, range);
      return range.since === undefined ? page : faulty(page);
    },
  };
  const isRight = await agrees(seen, seed, breach);
  await log.close();
  return isRight;
}

/** The part of the contract about pages. `histories` is how many are tried. */
export function pagingContract(
  name: string,
  make: () => Promise<StoreUnderTest>,
  histories: number,
): void {
  describe(`${name} is read by the rules`, () => {
    test("P13, P14, P22: a reader has what a fresh reader gets, whatever happens between and beside its pages", async () => {
      for (const seed of upTo(histories))
        expect({ seed, isRight: await isRightWith(make, seed) }).toEqual({ seed, isRight: true });
    });

    test("P13: since gives everything that is above it, once, as it is now, for every rev of a history", async () => {
      await using store = await make();
      const log = await store.open();
      await new History(log, new Random(histories)).run(120);
      await checkEverySince(log);
      await log.close();
    });
  });
}

/** That the property notices what it is for. One store is enough. */
export function plantedFaults(make: () => Promise<StoreUnderTest>): void {
  describe("a reader or a store with a fault", () => {
    test.each(BREACHES)("P13, P14, P22: it is noticed when %s", async (breach) => {
      await isNoticed(breach, (seed) => isRightWith(make, seed, breach));
    });

    test.each(Object.keys(FAULTS))("P13: it is noticed when %s", async (fault) => {
      await isNoticed(fault, (seed) => isRightWith(make, seed, undefined, FAULTS[fault]));
    });
  });
}
