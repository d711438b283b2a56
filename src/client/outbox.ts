/**
 * What one has said and the server has not acknowledged: each message is visibly queued, sent or
 * failed, is kept across reloads, and goes out once, in the order typed.
 */
import type { Message, Meta, Reply, WireError } from "../protocol";
import { randomText } from "./identity";
import type { OutboxStore, Unsent } from "./outbox-store";

/** Sends a message (P5). Rejects when the connection is lost, or silent, before the acknowledgement. */
export type Send = (unsent: Unsent) => Promise<Reply<{ meta: Meta }>>;

/** `error`: what the server said of the last try, if it said anything. */
export type Outgoing = Unsent &
  (
    | { state: "queued"; error?: WireError }
    | { state: "sending" }
    | { state: "failed"; error: WireError }
  );

export interface OutboxParts {
  store: OutboxStore;
  send: Send;
  /** Is told of every message that the server has acknowledged. */
  acknowledged: (message: Message) => void;
  changed: () => void;
  /** Resolves after so many milliseconds. */
  wait: (ms: number) => Promise<void>;
}

const ID_BYTES = 12;
/** Milliseconds until a message is tried again, when the server has not said how long. */
export const RETRY = 1000;
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
  #sending = false;
  readonly #parts: OutboxParts;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** What has not been acknowledged, in the order typed. */
  get outgoing(): readonly Outgoing[] {
    return this.#outgoing;
  }

  /** Takes up what other pages left behind. */
  async restore(): Promise<void> {
    const kept = await this.#parts.store.load();
    const left = kept.filter(({ id }) => !this.#known.has(id));
    for (const { id } of left) this.#known.add(id);
    this.#outgoing = [...left.map((unsent) => queued(unsent)), ...this.#outgoing];
    this.#order = Math.max(this.#order, ...kept.map(({ order }) => order));
    this.#advance();
  }

  /** Queues a message. It is on its way at once; the promise tells when a reload can no longer lose it. */
  async add({ room, name, txt }: Pick<Unsent, "room" | "name" | "txt">): Promise<void> {
    // By the clock, so that it comes after what an earlier page left behind and is not restored yet.
    this.#order = Math.max(this.#order + 1, Date.now());
    // The time first, so that in the server's index what is new stands together.
    const id = `${this.#order.toString(36)}-${randomText(ID_BYTES)}`;
    const unsent = { order: this.#order, id, room, name, txt };
    this.#known.add(id);
    this.#outgoing = [...this.#outgoing, queued(unsent)];
    const kept = this.#parts.store.put(unsent);
    this.#advance();
    await kept;
  }

  /** Tries a failed message again. */
  retry(id: string): void {
    this.#set(id, queued);
    this.#advance();
  }

  /** Forgets a message, whatever has become of it. */
  async discard(id: string): Promise<void> {
    this.#outgoing = this.#outgoing.filter((one) => one.id !== id);
    this.#parts.changed();
    await this.#parts.store.remove(id);
  }

  /** Says whether there is a connection to send over. With a new one goes what other pages could not send. */
  connection(isUp: boolean): void {
    this.#connected = isUp;
    this.#advance();
    if (isUp) void this.restore();
  }

  #advance(): void {
    this.#parts.changed();
    if (this.#sending || !this.#connected) return;
    this.#sending = true;
    void this.#sendAll().finally(() => {
      this.#sending = false;
      // What was queued between the last look and this line would wait for ever.
      if (this.#connected && this.#next()) this.#advance();
    });
  }

  #next(): Outgoing | undefined {
    return this.#outgoing.find(({ state }) => state === "queued");
  }

  /** One at a time: a second is sent only when the first is acknowledged, so the order cannot change. */
  async #sendAll(): Promise<void> {
    for (let next = this.#next(); next && this.#connected; next = this.#next()) {
      this.#set(next.id, (unsent) => ({ ...unsent, state: "sending" }));
      const pause = await this.#sendOne(next);
      if (pause > 0) await this.#parts.wait(pause);
    }
  }

  /** Returns how long to wait before the next, in milliseconds. */
  async #sendOne(unsent: Unsent): Promise<number> {
    const reply = await this.#parts.send(unsent).catch(() => undefined);
    if (reply?.ok) {
      await this.#accept(unsent, reply.meta);
      return 0;
    }
    if (!reply) {
      this.#set(unsent.id, queued);
      return RETRY;
    }
    const { error } = reply;
    const isPassing = PASSING.has(error.code);
    this.#set(unsent.id, (one) => ({ ...one, state: isPassing ? "queued" : "failed", error }));
    return isPassing ? (error.retryAfter ?? RETRY) : 0;
  }

  async #accept({ name, txt, id }: Unsent, meta: Meta): Promise<void> {
    this.#parts.acknowledged({ name, txt, ...meta });
    await this.discard(id);
  }

  #set(id: string, change: (unsent: Unsent) => Outgoing): void {
    this.#outgoing = this.#outgoing.map((one) => (one.id === id ? change(unsentOf(one)) : one));
    this.#parts.changed();
  }
}

function queued(unsent: Unsent): Outgoing {
  return { ...unsent, state: "queued" };
}

function unsentOf({ order, id, room, name, txt }: Outgoing): Unsent {
  return { order, id, room, name, txt };
}
