/** One load of a page: the page's own outbox and reader over a stock client. */
import { io } from "socket.io-client";
import type { KeptRoom } from "../../src/client/known-messages";
import { Outbox, type Outgoing } from "../../src/client/outbox";
import type { OutboxStore, UnsentMessage, UnsentWish } from "../../src/client/outbox-store";
import { Reader } from "../../src/client/reader";
import { type ShownMessage, type Wish, withWish } from "../../src/client/wishes";
import type { ChangeReply, Message, Reply } from "../../src/protocol";
import type { Person, Seen } from "./records";
import { ANSWER_WITHIN, type ClientSocket, Requests } from "./requests";
import { asToldToAll, toldOf } from "./seen";
import { noFiles } from "../client/no-files";

/** Milliseconds after which somebody who was put out tries to come in again. */
const PUT_OUT_FOR = 100;
/** Errors of somebody whom an act keeps from writing. */
const FORBIDDEN: ReadonlySet<string> = new Set(["muted", "banned", "not_in_room"]);

/** What outlives a page, as IndexedDB does. */
export interface Kept {
  outbox: OutboxStore;
  room?: KeptRoom | undefined;
}

export class Page {
  epoch = "";
  /** The highest `rev` of this log that was acknowledged. */
  acknowledgedTo = 0;
  /** What earlier pages left unsent is in the outbox. */
  readonly restored: Promise<void>;
  readonly #socket: ClientSocket;
  readonly #requests: Requests;
  readonly #reader: Reader;
  readonly #outbox: Outbox;
  readonly #record: Person;
  readonly #kept: Kept;
  #isLeft = false;
  /** What has scrolled off the top: a page drops it, but it was shown. */
  #above: Seen[] = [];

  constructor(record: Person, url: string, key: string, kept: Kept) {
    this.#record = record;
    this.#kept = kept;
    this.#socket = io(url, {
      auth: { name: record.name, key },
      transports: ["websocket"],
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
      timeout: ANSWER_WITHIN,
    });
    this.#requests = new Requests(this.#socket, record.room);
    this.#reader = new Reader(
      (range) => this.#requests.history(range),
      () => this.#scroll(),
      () => record.from,
    );
    if (kept.room) this.#reader.restore(kept.room);
    this.#outbox = new Outbox({
      owner: 0,
      nextOrder: Date.now,
      store: kept.outbox,
      openFiles: noFiles,
      send: (unsent, after) => this.#send(unsent, after),
      sendWish: (unsent, seq) => this.#sendWish(unsent, seq),
      onBarred: () => this.#noteBarred(),
      onAcknowledged: (message, prev) => {
        this.acknowledgedTo = Math.max(this.acknowledgedTo, message.rev);
        this.#reader.acknowledge(message, prev);
      },
      onChange: () => {},
      wait: (ms) => Bun.sleep(ms),
    });
    this.restored = this.#outbox.restore();
    this.#listen();
  }

  type(txt: string, re?: number): void {
    const { room, name } = this.#record;
    void this.#outbox.add({ room, name, txt, re });
  }

  change(target: ShownMessage | Outgoing, wish: Wish): void {
    void this.#outbox.change(target, wish, this.epoch);
  }

  /** The last `count` messages, as the person sees them: with what they wish and the server has not granted. */
  shown(count: number): ShownMessage[] {
    return this.#reader.messages.slice(-count).map((message) => {
      const wishes = this.#outbox.wishes.filter(
        ({ of, state }) => of === message.id && state !== "failed",
      );
      return wishes.reduce<ShownMessage>(
        (shown, { wish }) => withWish(shown, wish, this.#record.from, Date.now()),
        message,
      );
    });
  }

  /** What waits to be sent, and what was refused for good. */
  get outgoing(): readonly Outgoing[] {
    return this.#outbox.outgoing;
  }

  /** The ids of what the server has refused for good. */
  get refused(): string[] {
    const { outgoing, wishes } = this.#outbox;
    return [...outgoing, ...wishes].filter(({ state }) => state === "failed").map(({ id }) => id);
  }

  /** What waited for a room in which the person may do nothing now failed with what was refused, and was not sent. */
  #noteBarred(): void {
    const { outgoing, wishes } = this.#outbox;
    for (const { id, state } of outgoing) if (state === "failed") this.#record.forbidden.add(id);
    for (const { of, state } of wishes) if (state === "failed") this.#record.forbidden.add(of);
  }

  /** The person gives up a message that was refused. */
  async discard(id: string): Promise<void> {
    await this.#outbox.discard(id);
  }

  /** The `rev` up to which it shows everything, 0 before the first page. */
  get shownTo(): number {
    return this.#reader.kept?.rev ?? 0;
  }

  leave(): void {
    if (this.#isLeft) return;
    this.#isLeft = true;
    this.#keepScreen();
    this.#kept.room = this.#reader.kept;
    this.#socket.disconnect();
    this.#outbox.setConnected(false);
  }

  #keepScreen(): void {
    const messages = this.#reader.messages.map(asToldToAll);
    this.#record.screens.push({ epoch: this.epoch, above: this.#above, messages });
  }

  /** Follows the newest, as somebody does who reads along. */
  #scroll(): void {
    const shown = this.#reader.messages;
    this.#reader.drop(Infinity);
    const dropped = shown.length - this.#reader.messages.length;
    if (dropped > 0) this.#above.push(...shown.slice(0, dropped).map(asToldToAll));
  }

  #listen(): void {
    this.#socket.on("dixiu", (_, { you, epoch }) => {
      this.#record.from = you.from;
      this.#record.live.push([]);
      this.#begin(epoch);
      this.#enterWhenAllowed();
    });
    this.#socket.on("room", ({ room, gone }) => {
      if (room !== this.#record.room || !gone) return;
      this.#outbox.setConnected(false);
      this.#enterWhenAllowed();
    });
    this.#socket.on("disconnect", () => this.#outbox.setConnected(false));
    this.#socket.on("tianxiu", (msg, { prev, ...meta }) =>
      this.#receive({ ...msg, ...meta }, prev),
    );
    this.#socket.on("changed", (message, prev, by) => this.#receive(message, prev, by));
  }

  #receive(message: Message, prev: number, by?: string): void {
    if (message.room !== this.#record.room) return;
    this.#record.live.at(-1)?.push(toldOf(message, this.epoch, by));
    this.#reader.receive(message, prev, by);
  }

  /** Another log than before: all is read anew (P26). */
  #begin(epoch: string): void {
    if (this.epoch !== "" && this.epoch !== epoch) {
      this.#keepScreen();
      this.#above = [];
      this.acknowledgedTo = 0;
    }
    this.epoch = epoch;
    this.#reader.begin(epoch);
  }

  /** Who was put out comes back as soon as they may. When the connection is gone, the next greeting begins anew. */
  #enterWhenAllowed(): void {
    this.#enter().catch(async () => {
      await Bun.sleep(PUT_OUT_FOR);
      if (this.#socket.connected) this.#enterWhenAllowed();
    });
  }

  async #enter(): Promise<void> {
    await this.#requests.join();
    this.#outbox.setConnected(true);
    await this.#reader.catchUp();
  }

  async #send({ name, txt, room, id, re }: UnsentMessage, after?: string) {
    this.#record.sent.add(id);
    const options = { room, id, after, re };
    const reply = await this.#requests.asked.emitWithAck("chuan", { name, txt }, options);
    if (reply.ok) this.#acknowledged(reply.message);
    // It may be stored: one whose acknowledgement was lost is refused when it is sent again. What waits for it is not sent.
    else if (FORBIDDEN.has(reply.error.code)) this.#record.forbidden.add(id);
    return reply;
  }

  #acknowledged({ id, seq, rev }: Message): void {
    // A page that was left may still get an answer, after the next one has got it as well.
    if (this.#record.acknowledged.some((one) => one.id === id)) return;
    this.#record.acknowledged.push({ id, seq, rev, epoch: this.epoch, at: performance.now() });
  }

  async #sendWish(unsent: UnsentWish, seq: number): Promise<Reply<ChangeReply>> {
    const { id, of, epoch = this.epoch } = unsent;
    const isThere = epoch === this.epoch || (await this.#requests.isThere(seq, of));
    const reply = isThere ? await this.#ask(unsent, seq) : NOT_THERE;
    if (!reply.ok && reply.error.retryAfter !== undefined) return reply;
    if (!reply.ok && FORBIDDEN.has(reply.error.code)) this.#record.forbidden.add(of);
    const message = reply.ok && asToldToAll(reply.message);
    const moment = { epoch: this.epoch, at: performance.now() };
    this.#record.answered.push({ id, ...moment, ...(message && { message }) });
    return reply;
  }

  #ask(unsent: UnsentWish, seq: number): Promise<Reply<ChangeReply>> {
    this.#record.sent.add(unsent.id);
    return this.#requests.change(unsent, seq);
  }
}

/** The answer about a message that a restored log does not have. */
const NOT_THERE: Reply<never> = {
  ok: false,
  error: { code: "not_found", message: "the message is not in this log" },
};
