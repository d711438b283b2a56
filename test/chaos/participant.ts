/** A person at a page, which they may throw away, and a record of all they see. */
import type { Outgoing } from "../../src/client/outbox";
import type { ShownMessage, Wish } from "../../src/client/wishes";
import { recordingStore } from "./kept";
import type { Link } from "./link";
import { type Kept, Page } from "./page";
import { newRecord, type Person } from "./records";

export class Participant {
  readonly record: Person;
  readonly link: Link;
  readonly key: string;
  readonly #store: ReturnType<typeof recordingStore>;
  readonly #kept: Kept;
  /** Who said each message that the person has changed. */
  readonly #authors = new Map<string, string>();
  #page: Page;
  /** The person does one thing after the other, on a page that is ready. */
  #doing: Promise<void> = Promise.resolve();

  constructor(name: string, room: string, link: Link) {
    this.record = newRecord(name, room);
    this.link = link;
    this.key = `the key of ${name}`.padEnd(16, ".");
    this.#store = recordingStore(this.record, ({ of }) => this.#authors.get(of) ?? "");
    this.#kept = { outbox: this.#store };
    this.#page = this.#openPage();
  }

  /** Does something, as soon as the page shows what is unsent. */
  act(what: () => void): void {
    this.#doing = this.#doing.then(() => this.#page.restored).then(what);
  }

  /** Resolves when everything is done that the person set out to do. */
  done(): Promise<void> {
    return this.#doing;
  }

  /** Says something, as the answer to the message `re` if that is given. */
  type(txt: string, re?: number): void {
    this.#page.type(txt, re);
  }

  change(target: ShownMessage | Outgoing, wish: Wish): void {
    // The page offers nothing on a removed message, and a restored log may have it still.
    if ("gone" in target && target.gone) return;
    const { id } = target;
    const from = "from" in target ? target.from : this.record.from;
    this.#authors.set(id, from);
    const moment = { epoch: this.epoch, at: performance.now() };
    this.record.wanted.push({ ...moment, target: { id, from }, wish });
    this.#page.change(target, wish);
  }

  /** The last `count` messages on the screen. */
  shown(count: number): readonly ShownMessage[] {
    return this.#page.shown(count);
  }

  /** The person's own among the last messages on the screen, and what waits to be sent. */
  own(count: number): readonly (ShownMessage | Outgoing)[] {
    const shown = this.shown(count).filter(({ from }) => from === this.record.from);
    return [...shown, ...this.#page.outgoing.slice(-1)];
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

  /** Says again what was refused, without what it answers: a restored log may not have that. */
  sayAgain(): void {
    for (const { id, txt, state } of this.#page.outgoing) {
      if (state !== "failed") continue;
      void this.#page.discard(id);
      this.#page.type(txt);
    }
  }

  /** The `rev` up to which the page shows everything, 0 when it is empty. */
  get shownTo(): number {
    return this.#page.shownTo;
  }

  /** The name of the log that the page reads, "" before the first connection. */
  get epoch(): string {
    return this.#page.epoch;
  }

  /** The ids of what waits for an answer. */
  get unanswered(): string[] {
    const refused = new Set(this.#page.refused);
    return this.#store.ids().filter((id) => !refused.has(id));
  }

  /** The highest `rev` that was acknowledged to the page. */
  get acknowledgedTo(): number {
    return this.#page.acknowledgedTo;
  }

  #openPage(): Page {
    return new Page(this.record, this.link.url, this.key, this.#kept);
  }
}
