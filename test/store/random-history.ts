/** Random histories of a room, with a reader of it. */
import type { Log, News, Range } from "../../src/store/log";
import type { Message } from "../../src/protocol";
import type { Random } from "../chaos/random";
import { editing, reacting, removing } from "./changes-parts";
import { ada, upTo } from "./contract-parts";
import { type Breach, ReaderByTheRules } from "./reader-by-the-rules";

/** What happens in a room, at random: what people do, and how late a reader is told of it. */
export class History {
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
