/**
 * Messages that the server has not acknowledged. Each is visibly queued, being sent or failed, survives a restart, and is
 * delivered once, in the order typed. A message of another identity waits until this device has that identity again, or
 * until the person sends it under their own.
 */
import type { Message, Meta, Reply, WireError } from "../protocol";
import { randomText } from "./identity";
import type { OutboxStore, Unsent } from "./outbox-store";
import type { Wish } from "./wishes";

/**
 * Sends a message. If `after` is given, the server stores it only if it has stored the message with that id (P5).
 * Rejects when the connection is lost, or silent, before the acknowledgement.
 */
export type Send = (unsent: Unsent, after?: string) => Promise<Reply<{ meta: Meta }>>;

/** An unsent message and its state. `error` is the server's answer to the last attempt, if there was one. `foreign`: of another identity. */
export type Outgoing = Unsent &
  (
    | { state: "queued"; error?: WireError }
    | { state: "sending" }
    | { state: "foreign" }
    | { state: "failed"; error: WireError }
  );

export interface OutboxParts {
  /** Only messages of this owner are sent: the `owner` of an identity. */
  owner: number;
  /** Returns a higher number for each message, over all pages of the device. */
  nextOrder: () => number;
  store: OutboxStore;
  send: Send;
  /** Called with every message that the server has acknowledged. */
  onAcknowledged: (message: Message) => void;
  onChange: () => void;
  /** Resolves after `ms` milliseconds. */
  wait: (ms: number) => Promise<void>;
}

const ID_BYTES = 12;
/** Messages in flight at most. With so many, what was typed in a tunnel is sent in a few round trips. */
const MOST_AT_ONCE = 32;
/** Milliseconds to wait at most for the store before sending begins. */
const RESTORED_WITHIN = 1000;
/** Milliseconds until a message is sent again, if the server has named no time. */
export const RETRY_AFTER = 1000;
/** Refusals that pass by themselves; after any other the person has to act. */
const PASSING = new Set<WireError["code"]>(["rate_limited", "unavailable"]);

/**
 * Several tabs may have the same outbox open, and each sends all that is in the store. That is safe, and no message
 * appears twice, since a send key belongs to one message for ever (P8).
 */
export class Outbox {
  #outgoing: Outgoing[] = [];
  /** The ids of all messages that were ever here: one that is acknowledged or discarded while the store is read must not come back. */
  readonly #known = new Set<string>();
  #order = 0;
  #connected = false;
  /** Counts the calls of `setConnected`: code that waited for the store sees by it whether another call came meanwhile. */
  #connectionChange = 0;
  #sending = false;
  /** Messages sent together. Doubles while the server accepts them; a refusal or a missing answer sets it back to one. */
  #atOnce = 1;
  readonly #parts: OutboxParts;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** All unacknowledged messages, in the order typed. */
  get outgoing(): readonly Outgoing[] {
    return this.#outgoing;
  }

  /** Adds messages from the store that other pages or earlier runs left there, in the order typed. */
  async restore(): Promise<void> {
    const kept = await this.#parts.store.load();
    const left = kept.filter(({ id }) => !this.#known.has(id));
    for (const { id } of left) this.#known.add(id);
    const still = new Set(kept.map(({ id }) => id));
    // Another page may have sent or discarded a foreign message that is only shown here.
    const known = this.#outgoing.filter(({ id, state }) => state !== "foreign" || still.has(id));
    const all = [...known, ...left.map((unsent) => this.#fromStore(unsent))];
    this.#outgoing = all.toSorted((one, other) => one.order - other.order);
    this.#order = Math.max(this.#order, ...kept.map(({ order }) => order));
    this.#advance();
  }

  #fromStore(unsent: Unsent): Outgoing {
    const isOwn = unsent.owner === undefined || unsent.owner === this.#parts.owner;
    return isOwn ? queued(unsent) : { ...unsent, state: "foreign" };
  }

  /** Queues a message and starts to send it. Resolves when it is stored, so that a reload cannot lose it. */
  async add({ room, name, txt, re }: Pick<Unsent, "room" | "name" | "txt" | "re">): Promise<void> {
    this.#order = Math.max(this.#order + 1, this.#parts.nextOrder());
    // Time first, so that new keys are neighbours in the server's index.
    const id = `${this.#order.toString(36)}-${randomText(ID_BYTES)}`;
    const { owner } = this.#parts;
    const unsent: Unsent = { order: this.#order, id, room, name, txt, owner };
    if (re !== undefined) unsent.re = re;
    this.#known.add(id);
    this.#outgoing = [...this.#outgoing, queued(unsent)];
    const kept = this.#parts.store.put(unsent);
    this.#advance();
    await kept;
  }

  /** Sends a failed message again. A message of another identity becomes the current person's, under `name`. */
  async retry(id: string, name: string): Promise<void> {
    const { owner } = this.#parts;
    const foreign = this.#outgoing.find((one) => one.id === id && one.state === "foreign");
    this.#set(id, (unsent) => queued(foreign ? { ...unsent, owner, name } : unsent));
    this.#advance();
    if (foreign) await this.#parts.store.put({ ...unsentOf(foreign), owner, name });
  }

  /** Changes a message, or one that is not sent yet. */
  async change(_message: Message | Outgoing, _wish: Wish): Promise<void> {}

  /** Removes a message, whatever its state. */
  async discard(id: string): Promise<void> {
    this.#outgoing = this.#outgoing.filter((one) => one.id !== id);
    this.#parts.onChange();
    await this.#parts.store.remove(id);
  }

  /**
   * To be called when the connection comes or goes. A new connection also sends what other pages could not send, and
   * the store is read first, so that nothing typed later overtakes it.
   */
  setConnected(isUp: boolean): void {
    this.#connectionChange += 1;
    this.#connected = false;
    if (isUp) void this.#begin(this.#connectionChange);
    else this.#parts.onChange();
  }

  async #begin(change: number): Promise<void> {
    const late = new Promise((resolve) => setTimeout(resolve, RESTORED_WITHIN));
    await Promise.race([this.restore().catch(() => {}), late]);
    if (this.#connectionChange !== change) return;
    this.#connected = true;
    this.#advance();
  }

  #advance(): void {
    this.#parts.onChange();
    if (this.#sending || !this.#connected) return;
    this.#sending = true;
    void this.#sendAll().finally(() => {
      this.#sending = false;
      // A message queued between the last check and this line would wait for ever.
      if (this.#connected && this.#next().length > 0) this.#advance();
    });
  }

  #next(): Outgoing[] {
    return this.#outgoing.filter(({ state }) => state === "queued").slice(0, this.#atOnce);
  }

  async #sendAll(): Promise<void> {
    for (let next = this.#next(); next.length > 0 && this.#connected; next = this.#next()) {
      const pauses = await Promise.all(this.#sendTogether(next));
      const isWell = pauses.every((pause) => pause === undefined);
      this.#atOnce = isWell ? Math.min(this.#atOnce * 2, MOST_AT_ONCE) : 1;
      const pause = Math.max(...pauses.map((ms) => ms ?? 0));
      if (pause > 0) await this.#parts.wait(pause);
    }
  }

  /** Each message names the one before it and is stored only if that one is, so the order cannot change. */
  #sendTogether(next: readonly Outgoing[]): Promise<number | undefined>[] {
    const last = new Map<string, string>();
    return next.map((one) => {
      this.#set(one.id, (unsent) => ({ ...unsent, state: "sending" }));
      const after = last.get(one.room);
      last.set(one.room, one.id);
      return this.#sendOne(one, after);
    });
  }

  /** Resolves with the milliseconds to wait before it is sent again; undefined if it was accepted or has failed. */
  async #sendOne(unsent: Unsent, after: string | undefined): Promise<number | undefined> {
    const reply = await this.#parts.send(unsent, after).catch(() => undefined);
    if (reply?.ok) {
      await this.#accept(unsent, reply.meta);
      return undefined;
    }
    if (!reply) {
      this.#set(unsent.id, queued);
      return RETRY_AFTER;
    }
    const { error } = reply;
    if (error.retryAfter === 0) {
      // It was refused only because the one before it was; the reason is shown there.
      this.#set(unsent.id, queued);
      return 0;
    }
    const isPassing = PASSING.has(error.code);
    this.#set(unsent.id, (one) => ({ ...one, state: isPassing ? "queued" : "failed", error }));
    return isPassing ? (error.retryAfter ?? RETRY_AFTER) : undefined;
  }

  async #accept({ name, txt, id }: Unsent, meta: Meta): Promise<void> {
    this.#parts.onAcknowledged({ name, txt, ...meta });
    await this.discard(id);
  }

  #set(id: string, change: (unsent: Unsent) => Outgoing): void {
    this.#outgoing = this.#outgoing.map((one) => (one.id === id ? change(unsentOf(one)) : one));
    this.#parts.onChange();
  }
}

function queued(unsent: Unsent): Outgoing {
  return { ...unsent, state: "queued" };
}

function unsentOf(one: Outgoing): Unsent {
  const { order, id, room, name, txt, owner, re } = one;
  return { order, id, room, name, txt, owner, ...(re === undefined ? {} : { re }) };
}
