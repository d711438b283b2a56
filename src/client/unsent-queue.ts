/** The messages and wishes of the outbox, in the order typed, as they are in memory and in the store. */
import { randomText } from "./identity";
import {
  inState,
  isOpen,
  isWish,
  type Item,
  messagesIn,
  type Outgoing,
  type SendState,
  unsentOf,
  wishesIn,
  withoutIds,
} from "./outbox-items";
import type { OutboxStore, Unsent, UnsentFile, UnsentMessage } from "./outbox-store";
import type { UploaderParts } from "./uploads";
import { planWish } from "./wish-queue";
import type { ShownMessage, Wish } from "./wishes";

export interface UnsentQueueParts {
  /** Only what is this owner's is sent: the `owner` of an identity. */
  owner: number;
  /** Returns a higher number for each message, over all pages of the device. */
  nextOrder: () => number;
  store: OutboxStore;
  /** Opens what keeps and uploads files. Rejects when its code cannot be fetched. */
  openFiles: () => Promise<UploaderParts>;
  onChange: () => void;
}

export type NewMessage = Pick<UnsentMessage, "room" | "name" | "txt"> & {
  re?: number | undefined;
  files?: readonly UnsentFile[];
};

const ID_BYTES = 12;

export class UnsentQueue {
  #items: readonly Item[] = [];
  /** The ids of all that was ever here: what is acknowledged or discarded while the store is read must not come back. */
  readonly #known = new Set<string>();
  /** Those of which the store says that the server may have got them. */
  readonly #keptAsTried = new Set<string>();
  #order = 0;
  readonly #parts: UnsentQueueParts;

  constructor(parts: UnsentQueueParts) {
    this.#parts = parts;
  }

  get items(): readonly Item[] {
    return this.#items;
  }

  /** Adds what other pages or earlier runs left in the store. */
  async restore(): Promise<void> {
    const kept = await this.#parts.store.load();
    const left = kept.filter(({ id }) => !this.#known.has(id));
    for (const { id } of left) this.#known.add(id);
    const still = new Set(kept.map(({ id }) => id));
    // Another page may have sent or discarded a foreign message that is only shown here.
    const known = this.#items.filter(({ id, state }) => state !== "foreign" || still.has(id));
    const all = [...known, ...left.map((unsent) => this.#fromStore(unsent))];
    this.#items = all.toSorted((one, other) => one.order - other.order);
    this.#order = Math.max(this.#order, ...kept.map(({ order }) => order));
  }

  #fromStore(unsent: Unsent): Item {
    const isOwn = unsent.owner === undefined || unsent.owner === this.#parts.owner;
    return inState(unsent, { state: isOwn ? "queued" : "foreign" });
  }

  /** Queues a message. `isSent`: it is sent at once. The promise resolves when it is stored. */
  add({ room, name, txt, re, files = [] }: NewMessage, isSent: boolean): Promise<void> {
    const more = {
      ...(re === undefined ? {} : { re }),
      ...(files.length === 0 ? {} : { files }),
    };
    return this.#add({ ...this.#newRow(room), name, txt, ...more }, isSent && files.length === 0);
  }

  /** Queues a wish for a message, or changes one in place that the server has not got. The promise resolves when that is stored. */
  async change(
    target: ShownMessage | Outgoing,
    wish: Wish,
    place: { seq?: number; epoch?: string },
    isSent: boolean,
  ): Promise<void> {
    const { room, id: of } = target;
    const unsent = messagesIn(this.#items).find((one) => one.id === of);
    if (unsent && wish.kind !== "react" && isOpen(unsent)) return this.#changeUnsent(unsent, wish);
    // It was discarded meanwhile.
    if (!unsent && place.seq === undefined) return;
    const waiting = wishesIn(this.#items).filter((one) => one.of === of && one.room === room);
    const { dropped, isAdded } = planWish(waiting, wish, target);
    const removed = dropped.map(({ id }) => this.discard(id));
    if (isAdded) await this.#add({ ...this.#newRow(room), wish, of, ...place }, isSent);
    await Promise.all(removed);
  }

  async #changeUnsent(unsent: Outgoing, wish: Exclude<Wish, { kind: "react" }>): Promise<void> {
    if (wish.kind === "remove") return this.discard(unsent.id);
    const state = unsent.state === "foreign" ? "foreign" : "queued";
    await this.replace({ ...unsent, txt: wish.txt, tried: false }, { state });
  }

  #newRow(room: string) {
    this.#order = Math.max(this.#order + 1, this.#parts.nextOrder());
    // Time first, so that new keys are neighbours in the server's index.
    const id = `${this.#order.toString(36)}-${randomText(ID_BYTES)}`;
    return { order: this.#order, id, room, owner: this.#parts.owner, tried: false };
  }

  async #add(unsent: Unsent, isSent: boolean): Promise<void> {
    this.#known.add(unsent.id);
    this.#items = [...this.#items, { ...unsent, state: "queued" }];
    await this.#put({ ...unsent, tried: isSent });
  }

  /** What is of another identity becomes the current person's, a message under `name`. The promise resolves when that is stored. */
  async adopt(item: Item, name: string): Promise<void> {
    const { owner } = this.#parts;
    const adopted = isWish(item) ? { ...item, owner } : withoutIds({ ...item, owner, name });
    await this.replace(adopted, { state: "queued" });
  }

  /** Puts a changed item in the place of the one with its id, here and in the store. */
  async replace(item: Item, state: SendState): Promise<void> {
    this.#items = this.#items.map((one) => (one.id === item.id ? inState(item, state) : one));
    this.#parts.onChange();
    await this.#put(unsentOf(item));
  }

  /** The server does not have the files of a message any more, or has one more of them. The promise resolves when that is stored. */
  async setFiles(id: string, change: (message: Outgoing) => Outgoing): Promise<void> {
    const item = messagesIn(this.#items).find((one) => one.id === id);
    if (!item) return;
    const changed = change(item);
    await this.replace(changed, changed);
  }

  /** From now on the server may have got it. */
  sending(id: string): void {
    this.#update(id, (item) => inState({ ...item, tried: true }, { state: "sending" }));
    const item = this.#items.find((one) => one.id === id);
    if (item && !this.#keptAsTried.has(id)) void this.#put(unsentOf(item));
  }

  /** It is in another state; `tried` is whether the server may have got it. */
  settle(id: string, state: SendState, tried: boolean): void {
    this.#update(id, (item) => inState({ ...item, tried }, state));
  }

  setState(id: string, state: SendState): void {
    this.#update(id, (item) => inState(item, state));
  }

  /** The message with this id is stored as `seq`: wishes for it can be sent. The promise resolves when they are stored. */
  async learn(room: string, id: string, seq: number): Promise<void> {
    const waiting = wishesIn(this.#items).filter(
      (one) => one.of === id && one.room === room && one.seq === undefined,
    );
    await Promise.all(waiting.map((one) => this.replace({ ...one, seq }, one)));
  }

  /** Removes a wish, or a message with the wishes that wait for it to be stored. */
  async discard(id: string): Promise<void> {
    const isGone = (one: Item) =>
      one.id === id || (isWish(one) && one.of === id && one.seq === undefined);
    const gone = this.#items.filter(isGone);
    this.#items = this.#items.filter((one) => !isGone(one));
    this.#parts.onChange();
    const keys = messagesIn(gone).flatMap(({ files = [] }) => files.map(({ key }) => key));
    await Promise.all(gone.map((one) => this.#parts.store.remove(one.id)));
    if (keys.length === 0) return;
    const opened = await this.#parts.openFiles().catch(() => undefined);
    await opened?.files.remove(keys);
  }

  #update(id: string, update: (item: Item) => Item): void {
    this.#items = this.#items.map((one) => (one.id === id ? update(one) : one));
    this.#parts.onChange();
  }

  async #put(unsent: Unsent): Promise<void> {
    if (unsent.tried === false) this.#keptAsTried.delete(unsent.id);
    else this.#keptAsTried.add(unsent.id);
    await this.#parts.store.put(unsent);
  }
}
