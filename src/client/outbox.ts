/**
 * What one has said and the server has not acknowledged: each message is visibly queued, sent or
 * failed, is kept across reloads, and goes out once, in the order typed. What was typed as somebody else
 * waits until this browser is that person again, or one sends it as oneself.
 */
import type { Message, Meta, Reply, WireError } from "../protocol";
import { randomText } from "./identity";
import type { OutboxStore, Unsent } from "./outbox-store";

/**
 * Sends a message, which is to be stored only if the one with the id `after` is, where that is given (P5).
 * Rejects when the connection is lost, or silent, before the acknowledgement.
 */
export type Send = (unsent: Unsent, after?: string) => Promise<Reply<{ meta: Meta }>>;

/** `error`: what the server said of the last try, if it said anything. */
export type Outgoing = Unsent &
  (
    | { state: "queued"; error?: WireError }
    | { state: "sending" }
    | { state: "foreign" }
    | { state: "failed"; error: WireError }
  );

export interface OutboxParts {
  /** Whose messages are sent: the `owner` of an identity. */
  owner: number;
  /** Gives a higher number for each message, in all pages of the device. */
  nextOrder: () => number;
  store: OutboxStore;
  send: Send;
  /** Is told of every message that the server has acknowledged. */
  onAcknowledged: (message: Message) => void;
  onChange: () => void;
  /** Resolves after so many milliseconds. */
  wait: (ms: number) => Promise<void>;
}

const ID_BYTES = 12;
/** How many are on their way together at most: what was typed in a tunnel is there in a few round trips. */
const MOST_AT_ONCE = 32;
/** Milliseconds after which a store that does not answer is waited for no longer. */
const RESTORED_WITHIN = 1000;
/** Milliseconds until a message is tried again, when the server has not said how long. */
export const RETRY_AFTER = 1000;
/** What the server may do later as well as now; with any other refusal a person has to act. */
const PASSING = new Set<WireError["code"]>(["rate_limited", "unavailable"]);

/**
 * Several tabs may have the same outbox open: each sends all that is in the store. That is safe, and
 * shows nobody anything twice, since a send key names one message for ever (P8).
 */
export class Outbox {
  #outgoing: Outgoing[] = [];
  /** Whatever has been here: what is acknowledged or discarded while the store is read must not come back. */
  readonly #known = new Set<string>();
  #order = 0;
  #connected = false;
  /** The last word on the connection: what waited for the store meanwhile knows by it whether it still holds. */
  #said = 0;
  #sending = false;
  /** Doubles while messages are taken. A refusal that says to wait, or no answer, sets it back to one. */
  #atOnce = 1;
  readonly #parts: OutboxParts;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** What has not been acknowledged, in the order typed. */
  get outgoing(): readonly Outgoing[] {
    return this.#outgoing;
  }

  /** Takes up what other pages left behind, each in its place by when it was typed. */
  async restore(): Promise<void> {
    const kept = await this.#parts.store.load();
    const left = kept.filter(({ id }) => !this.#known.has(id));
    for (const { id } of left) this.#known.add(id);
    const still = new Set(kept.map(({ id }) => id));
    // Another page may have sent or discarded what this one only shows.
    const known = this.#outgoing.filter(({ id, state }) => state !== "foreign" || still.has(id));
    const all = [...known, ...left.map((unsent) => this.#taken(unsent))];
    this.#outgoing = all.toSorted((one, other) => one.order - other.order);
    this.#order = Math.max(this.#order, ...kept.map(({ order }) => order));
    this.#advance();
  }

  #taken(unsent: Unsent): Outgoing {
    const isOwn = unsent.owner === undefined || unsent.owner === this.#parts.owner;
    return isOwn ? queued(unsent) : { ...unsent, state: "foreign" };
  }

  /** Queues a message. It is on its way at once; the promise tells when a reload can no longer lose it. */
  async add({ room, name, txt }: Pick<Unsent, "room" | "name" | "txt">): Promise<void> {
    this.#order = Math.max(this.#order + 1, this.#parts.nextOrder());
    // The time first, so that in the server's index what is new stands together.
    const id = `${this.#order.toString(36)}-${randomText(ID_BYTES)}`;
    const { owner } = this.#parts;
    const unsent = { order: this.#order, id, room, name, txt, owner };
    this.#known.add(id);
    this.#outgoing = [...this.#outgoing, queued(unsent)];
    const kept = this.#parts.store.put(unsent);
    this.#advance();
    await kept;
  }

  /** Tries a failed message again; somebody else's is one's own from then on, under one's own name. */
  async retry(id: string, name: string): Promise<void> {
    const { owner } = this.#parts;
    const foreign = this.#outgoing.find((one) => one.id === id && one.state === "foreign");
    this.#set(id, (unsent) => queued(foreign ? { ...unsent, owner, name } : unsent));
    this.#advance();
    if (foreign) await this.#parts.store.put({ ...unsentOf(foreign), owner, name });
  }

  /** Forgets a message, whatever has become of it. */
  async discard(id: string): Promise<void> {
    this.#outgoing = this.#outgoing.filter((one) => one.id !== id);
    this.#parts.onChange();
    await this.#parts.store.remove(id);
  }

  /**
   * Says whether there is a connection to send over. With a new one goes what other pages could not send, and
   * that is read first: something typed later must not overtake it.
   */
  connection(isUp: boolean): void {
    this.#said += 1;
    this.#connected = false;
    if (isUp) void this.#begin(this.#said);
    else this.#parts.onChange();
  }

  async #begin(said: number): Promise<void> {
    const late = new Promise((resolve) => setTimeout(resolve, RESTORED_WITHIN));
    await Promise.race([this.restore().catch(() => {}), late]);
    if (this.#said !== said) return;
    this.#connected = true;
    this.#advance();
  }

  #advance(): void {
    this.#parts.onChange();
    if (this.#sending || !this.#connected) return;
    this.#sending = true;
    void this.#sendAll().finally(() => {
      this.#sending = false;
      // What was queued between the last look and this line would wait for ever.
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

  /** Each says which one it comes after, and is stored only if that is, so the order cannot change. */
  #sendTogether(next: readonly Outgoing[]): Promise<number | undefined>[] {
    const last = new Map<string, string>();
    return next.map((one) => {
      this.#set(one.id, (unsent) => ({ ...unsent, state: "sending" }));
      const after = last.get(one.room);
      last.set(one.room, one.id);
      return this.#sendOne(one, after);
    });
  }

  /** Resolves with how long to wait before it is tried again, in milliseconds, if it is to be. */
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
      // It was refused only because the one before it was, and it is there that one is told why.
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

function unsentOf({ order, id, room, name, txt, owner }: Outgoing): Unsent {
  return { order, id, room, name, txt, owner };
}
