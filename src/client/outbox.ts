/**
 * Messages and wishes that the server has not acknowledged. Each is visibly queued, being sent or failed, survives a
 * restart, and is delivered once; messages in the order typed. What is of another identity waits until this device has
 * that identity again, or until the person sends it under their own.
 */
import type { Message, WireError } from "../protocol";
import { LazyUploads } from "./lazy-uploads";
import {
  isWish,
  type Item,
  messagesIn,
  type Outgoing,
  type OutgoingWish,
  sendable,
  wasTried,
  wishesIn,
} from "./outbox-items";
import { type OutboxParts, RETRY_AFTER } from "./outbox-parts";
import { MOOT, PASSING } from "./refusals";
import { type NewMessage, UnsentQueue } from "./unsent-queue";
import { BarredRooms } from "./barred-rooms";
import type { ShownMessage, Wish } from "./wishes";

export type { Outgoing, OutgoingWish } from "./outbox-items";

/** Messages in flight at most. With so many, what was typed in a tunnel is sent in a few round trips. */
const MOST_AT_ONCE = 32;
/** Milliseconds to wait at most for the store before sending begins. */
const RESTORED_WITHIN = 1000;
/**
 * Several tabs may have the same outbox open, and each sends all that is in the store. That is safe, and nothing
 * happens twice, since a send key belongs to one message or change forever (P8, P21).
 */
export class Outbox {
  readonly #queue: UnsentQueue;
  readonly #uploads: LazyUploads;
  readonly #barred: BarredRooms;
  /** The `seq` of each message that was acknowledged, by id: the person may have begun to change it before. */
  readonly #stored = new Map<string, number>();
  #connected = false;
  /** Counts the calls of `setConnected`: code that waited for the store sees by it whether another call came meanwhile. */
  #connectionChange = 0;
  #sending = false;
  /** Messages sent together. Doubles while the server accepts them; a refusal or a missing answer sets it back to one. */
  #atOnce = 1;
  readonly #parts: OutboxParts;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#queue = new UnsentQueue(parts);
    this.#barred = new BarredRooms(this.#queue, parts.onBarred);
    this.#uploads = new LazyUploads({
      ...parts,
      queue: this.#queue,
      isConnected: () => this.#connected,
      onRefused: (item, error) => {
        const pause = this.#isRefused(item, error);
        this.#barred.settle();
        return pause;
      },
      onDone: () => this.#advance(),
    });
  }

  /** All unacknowledged messages, in the order typed. */
  get outgoing(): readonly Outgoing[] {
    return messagesIn(this.#queue.items);
  }

  /** All unacknowledged wishes, in the order in which they were made. */
  get wishes(): readonly OutgoingWish[] {
    return wishesIn(this.#queue.items);
  }

  /** Adds what other pages or earlier runs left in the store. */
  async restore(): Promise<void> {
    await this.#queue.restore();
    this.#advance();
  }

  /** Queues a message and starts to send it. Resolves when it is stored, so that a reload cannot lose it. */
  async add(message: NewMessage): Promise<void> {
    const kept = this.#queue.add(message, this.#connected);
    this.#advance();
    await kept;
  }

  /**
   * Queues a wish for a message, as it is shown, and starts to send it. One that the server has not got is changed in
   * place. `epoch` names the log that the message's `seq` belongs to. Resolves when that is stored.
   */
  async change(target: ShownMessage | Outgoing, wish: Wish, epoch?: string): Promise<void> {
    const seq = "seq" in target ? target.seq : this.#stored.get(target.id);
    const place = {
      ...(seq === undefined ? {} : { seq }),
      ...(epoch === undefined ? {} : { epoch }),
    };
    const kept = this.#queue.change(target, wish, place, this.#connected);
    this.#advance();
    await kept;
  }

  /** Wishes for a message of this id, which is stored as `seq`, are sent: another page may have sent the message. */
  learn({ room, id, seq }: Pick<Message, "room" | "id" | "seq">): void {
    void this.#queue.learn(room, id, seq);
    this.#advance();
  }

  /** Sends a failed message or wish again. What is of another identity, or under a name of somebody else, becomes the current person's, a message under `name`. */
  async retry(id: string, name: string): Promise<void> {
    const item = this.#queue.items.find((one) => one.id === id);
    // Nobody else may say anything under a name that somebody owns.
    const isAnothers = item?.state === "failed" && item.error.code === "name_taken";
    const isAdopted = item && (isAnothers || item.state === "foreign");
    const adopted = isAdopted ? this.#queue.adopt(item, name) : undefined;
    if (!adopted) this.#queue.setState(id, { state: "queued" });
    this.#advance();
    await adopted;
  }

  /** Removes a message, with the wishes for it, or a wish, whatever its state. */
  discard(id: string): Promise<void> {
    this.#uploads.stop(id);
    return this.#queue.discard(id);
  }

  /** Stops the upload of a message's files, until the person tries again. */
  stop(id: string): void {
    this.#queue.setState(id, { state: "stopped" });
    this.#uploads.stop(id);
    this.#advance();
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
    if (!this.#connected) return;
    this.#uploads.look();
    if (this.#sending) return;
    this.#sending = true;
    void this.#sendAll().finally(() => {
      this.#sending = false;
      // What was queued between the last check and this line would wait forever.
      if (this.#connected && this.#next().length > 0) this.#advance();
    });
  }

  #next(): Item[] {
    return sendable(this.#queue.items, this.#atOnce);
  }

  async #sendAll(): Promise<void> {
    for (let next = this.#next(); next.length > 0 && this.#connected; next = this.#next()) {
      const pauses = await Promise.all(this.#sendTogether(next));
      this.#barred.settle();
      const isWell = pauses.every((pause) => pause === undefined);
      this.#atOnce = isWell ? Math.min(this.#atOnce * 2, MOST_AT_ONCE) : 1;
      const pause = Math.max(...pauses.map((ms) => ms ?? 0));
      if (pause > 0) await this.#parts.wait(pause);
    }
  }

  /** Each message names the one before it and is stored only if that one is, so the order cannot change. */
  #sendTogether(next: readonly Item[]): Promise<number | undefined>[] {
    const last = new Map<string, string>();
    return next.map((item) => {
      this.#queue.sending(item.id);
      if (isWish(item)) return this.#sendWish(item);
      const after = last.get(item.room);
      last.set(item.room, item.id);
      return this.#sendMessage(item, after);
    });
  }

  /** Resolves with the milliseconds to wait before it is sent again; undefined if it was accepted or has failed. */
  async #sendMessage(item: Outgoing, after: string | undefined): Promise<number | undefined> {
    const reply = await this.#parts.send(item, after).catch(() => undefined);
    if (!reply?.ok) return this.#isRefused(item, reply?.error);
    await this.#accept(item, reply.message, reply.meta.prev);
    return undefined;
  }

  async #sendWish(item: OutgoingWish): Promise<number | undefined> {
    const { seq = 0, id } = item;
    const reply = await this.#parts.sendWish(item, seq).catch(() => undefined);
    if (reply && !reply.ok && !MOOT.has(reply.error.code))
      return this.#isRefused(item, reply.error);
    if (!reply) return this.#isRefused(item, undefined);
    if (reply.ok) this.#parts.onAcknowledged(reply.message, reply.prev);
    await this.discard(id);
    return undefined;
  }

  #isRefused(item: Item, error: WireError | undefined): number | undefined {
    const { id } = item;
    if (!error) {
      this.#queue.setState(id, { state: "queued" });
      return RETRY_AFTER;
    }
    // Of what is unavailable the server cannot say whether it was stored.
    const tried = wasTried(item) || (error.code === "unavailable" && error.retryAfter !== 0);
    if (error.retryAfter === 0) {
      // It was refused only because the one before it was; the reason is shown there.
      this.#queue.settle(id, { state: "queued" }, tried);
      return 0;
    }
    if (error.code === "not_found" && !isWish(item) && item.files) return this.#uploads.again(id);
    this.#barred.note(item, error);
    const isPassing = PASSING.has(error.code);
    this.#queue.settle(id, { state: isPassing ? "queued" : "failed", error }, tried);
    return isPassing ? (error.retryAfter ?? RETRY_AFTER) : undefined;
  }

  async #accept({ id, txt }: Outgoing, message: Message, prev: number): Promise<void> {
    this.#stored.set(id, message.seq);
    await this.#queue.learn(message.room, id, message.seq);
    // Another page had sent it before its text was changed here.
    const isOutdated = message.txt !== txt && !message.edited && !message.gone;
    if (isOutdated) await this.change(message, { kind: "edit", txt });
    this.#parts.onAcknowledged(message, prev);
    await this.discard(id);
  }
}
