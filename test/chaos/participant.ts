/** A person at a page, which they may throw away, and a record of all they see. */
import type { OutboxStore, Unsent } from "../../src/client/outbox-store";
import type { Link } from "./link";
import { type Kept, Page } from "./page";
import type { Person, Seen, Target, Wish } from "./records";

export class Participant {
  readonly record: Person;
  readonly link: Link;
  readonly #key: string;
  readonly #kept: Kept;
  /** What each text is the answer to. */
  readonly #answering = new Map<string, number>();
  #page: Page;

  constructor(name: string, room: string, link: Link) {
    this.record = {
      name,
      room,
      from: "",
      typed: [],
      acknowledged: [],
      asked: [],
      answered: [],
      live: [],
      screens: [],
    };
    this.link = link;
    this.#key = `the key of ${name}`.padEnd(16, ".");
    this.#kept = { outbox: this.#openStore(), changes: [] };
    this.#page = this.#openPage();
  }

  /** Says something, as the answer to the message `re` if that is given. */
  type(txt: string, re?: number): void {
    if (re !== undefined) this.#answering.set(txt, re);
    this.#page.type(txt);
  }

  change({ seq, id, from }: Target, wish: Wish): void {
    const target = { seq, id, from };
    const asked = { id: crypto.randomUUID(), epoch: this.epoch, target, wish };
    this.record.asked.push(asked);
    this.#kept.changes.push(asked);
    this.#page.advance();
  }

  /** The last `count` messages that the person may edit and remove. */
  own(count: number): readonly Target[] {
    const { epoch, record } = this;
    const here = record.acknowledged.slice(-count).filter((one) => one.epoch === epoch);
    return here.map(({ seq, id }) => ({ seq, id, from: record.from }));
  }

  /** The last `count` messages on the screen. */
  shown(count: number): readonly Seen[] {
    return this.#page.shown(count);
  }

  /** Throws away what the page had in memory. What was unsent is in the store, as in a browser's. */
  reload(): void {
    this.leave();
    this.#page = this.#openPage();
  }

  /** Closes the page; what stood on its screen is on record. */
  leave(): void {
    this.#page.leave();
  }

  /** The `rev` up to which the page shows everything, 0 when it is empty. */
  get shownTo(): number {
    return this.#page.shownTo;
  }

  /** The name of the log that the page reads, "" before the first connection. */
  get epoch(): string {
    return this.#page.epoch;
  }

  /**
   * The highest `rev` of this log that was acknowledged, if all of the first `typed` messages and the first `asked` changes
   * were answered; undefined until then.
   */
  answeredTo(typed: number, asked: number): number | undefined {
    const { acknowledged, answered } = this.record;
    if (acknowledged.length < typed || answered.length < asked) return undefined;
    const changes = answered.map(({ epoch, message }) => ({ epoch, rev: message?.rev ?? 0 }));
    const here = [...acknowledged, ...changes].filter(({ epoch }) => epoch === this.epoch);
    return here.reduce((most, { rev }) => Math.max(most, rev), 0);
  }

  #openPage(): Page {
    return new Page(this.record, this.link.url, this.#key, this.#kept);
  }

  /** The messages are the record's as soon as they are kept: from then on, a reload cannot lose them. */
  #openStore(): OutboxStore {
    const kept = new Map<string, Unsent>();
    return {
      load: async () => [...kept.values()],
      put: async (unsent) => {
        kept.set(unsent.id, unsent);
        const { id, txt } = unsent;
        const re = this.#answering.get(txt);
        this.record.typed.push({ id, txt, ...(re === undefined ? {} : { re }) });
      },
      remove: async (id) => void kept.delete(id),
    };
  }
}
