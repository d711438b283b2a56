/** One load of a page: the page's own outbox over a stock client, a queue of changes, and a reader by the rules. */
import { io, type Socket } from "socket.io-client";
import { Outbox } from "../../src/client/outbox";
import type { OutboxStore } from "../../src/client/outbox-store";
import type {
  ChangeReply,
  ClientToServerEvents,
  HistoryPage,
  HistoryRequest,
  Message,
  Reply,
  ServerToClientEvents,
} from "../../src/protocol";
import { ChangeQueue } from "./change-queue";
import { asToldToAll, Follower } from "./follower";
import type { Asked, Person, Seen, Target } from "./records";

type ClientSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

const ANSWER_WITHIN = 3000;

/** What outlives a page, as IndexedDB does. */
export interface Kept {
  outbox: OutboxStore;
  changes: Asked[];
}

export class Page {
  epoch = "";
  readonly #socket: ClientSocket;
  readonly #reader: Follower;
  readonly #outbox: Outbox;
  readonly #changes: ChangeQueue;
  readonly #record: Person;

  constructor(record: Person, url: string, key: string, kept: Kept) {
    this.#record = record;
    this.#socket = io(url, {
      auth: { name: record.name, key },
      transports: ["websocket"],
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
      timeout: ANSWER_WITHIN,
    });
    this.#reader = new Follower((range) => this.#history(range));
    this.#outbox = new Outbox({
      owner: 0,
      nextOrder: Date.now,
      store: kept.outbox,
      send: async ({ name, txt, room, id }, after) => {
        const { re } = record.typed.find((one) => one.id === id) ?? {};
        const options = { room, id, after, re };
        const reply = await this.#asked().emitWithAck("chuan", { name, txt }, options);
        if (reply.ok) this.#acknowledged(reply.message, reply.meta.prev);
        return !reply.ok && reply.error.code === "not_found" ? this.#withoutAnswering(id) : reply;
      },
      onAcknowledged: () => {},
      onChange: () => {},
      wait: (ms) => Bun.sleep(ms),
    });
    this.#changes = new ChangeQueue(kept.changes, {
      send: (asked) => this.#send(asked),
      isThere: async ({ target, epoch }) => epoch === this.epoch || this.#isThere(target),
      onAnswer: (asked, reply) => this.#answered(asked, reply),
    });
    void this.#outbox.restore();
    this.#listen();
  }

  type(txt: string): void {
    const { room, name } = this.#record;
    void this.#outbox.add({ room, name, txt });
  }

  advance(): void {
    if (this.epoch !== "") this.#changes.advance();
  }

  shown(count: number): Seen[] {
    return this.#reader.newest(count);
  }

  get shownTo(): number {
    return this.#reader.shownTo;
  }

  leave(): void {
    this.#keepScreen();
    this.#changes.leave();
    this.#socket.disconnect();
  }

  #keepScreen(): void {
    this.#record.screens.push({ epoch: this.epoch, messages: this.#reader.messages });
  }

  #listen(): void {
    this.#socket.on("dixiu", (_, { you, epoch }) => {
      this.#record.from = you.from;
      this.#record.live.push([]);
      this.#begin(epoch);
      // When this fails the connection is gone, and the next greeting begins anew.
      this.#enter().catch(() => {});
    });
    this.#socket.on("disconnect", () => this.#outbox.setConnected(false));
    this.#socket.on("tianxiu", (msg, { prev, ...meta }) =>
      this.#receive({ ...msg, ...meta }, prev, false),
    );
    this.#socket.on("changed", (message, prev) => this.#receive(message, prev, true));
  }

  #receive(message: Message, prev: number, isChange: boolean): void {
    if (message.room !== this.#record.room) return;
    const { seq, rev } = message;
    this.#record.live.at(-1)?.push({ seq, rev, isChange });
    this.#reader.receive(message, prev);
  }

  /** Another log than before: all is read anew (P26). */
  #begin(epoch: string): void {
    if (this.epoch !== "" && this.epoch !== epoch) {
      this.#keepScreen();
      this.#reader.forget();
    }
    this.epoch = epoch;
  }

  async #enter(): Promise<void> {
    const { room } = this.#record;
    const { rev } = await this.#insist(() => this.#asked().emitWithAck("join", { room }));
    this.#outbox.setConnected(true);
    this.#changes.advance();
    await this.#reader.catchUp(rev);
  }

  #acknowledged(message: Message, prev: number): void {
    const { id, seq, rev } = message;
    // A page that was left may still get an answer, after the next one has got it as well.
    if (this.#record.acknowledged.some((one) => one.id === id)) return;
    this.#record.acknowledged.push({ id, seq, rev, epoch: this.epoch, at: performance.now() });
    this.#reader.receive(message, prev);
  }

  #answered({ id }: Asked, reply?: ChangeReply): void {
    const message = reply && asToldToAll(reply.message);
    const moment = { epoch: this.epoch, at: performance.now() };
    this.#record.answered.push({ id, ...moment, ...(message && { message }) });
    if (reply) this.#reader.receive(reply.message, reply.prev);
  }

  /** What it answers was in no backup: the person says it all the same. */
  #withoutAnswering(id: string): Reply<never> {
    const one = this.#record.typed.find((typed) => typed.id === id);
    delete one?.re;
    const message = "to be sent again without what it answers";
    return { ok: false, error: { code: "unavailable", message, retryAfter: 0 } };
  }

  async #send({ id, target: { seq }, wish }: Asked): Promise<Reply<ChangeReply>> {
    const place = { room: this.#record.room, seq, id };
    if (wish.kind === "remove") return this.#asked().emitWithAck("remove", place);
    if (wish.kind === "edit") return this.#asked().emitWithAck("edit", { ...place, txt: wish.txt });
    return this.#asked().emitWithAck("react", { ...place, emoji: wish.emoji, on: wish.on });
  }

  async #isThere({ seq, id, from }: Target): Promise<boolean> {
    const { messages } = await this.#history({ after: seq - 1, limit: 1 });
    return messages[0]?.id === id && messages[0].from === from;
  }

  async #history(range: Omit<HistoryRequest, "room">): Promise<HistoryPage> {
    const request = { room: this.#record.room, ...range };
    return this.#insist(() => this.#asked().emitWithAck("history", request));
  }

  /** Asks again, as the page does, for as long as the answer is "later" or does not come, and the connection lasts. */
  async #insist<T extends object>(ask: () => Promise<Reply<T>>): Promise<T> {
    for (;;) {
      const reply = await ask().catch((error: unknown) => {
        if (!this.#socket.connected) throw error;
      });
      if (reply?.ok) return reply;
      if (reply && reply.error.retryAfter === undefined) throw new Error(reply.error.message);
      await Bun.sleep(reply?.error.retryAfter ?? 0);
    }
  }

  /** Never buffered: what is asked while there is no connection fails at once. */
  #asked() {
    if (!this.#socket.connected) throw new Error("there is no connection");
    return this.#socket.timeout(ANSWER_WITHIN);
  }
}
