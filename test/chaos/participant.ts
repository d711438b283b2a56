/** A person at a page: the page's own outbox and reader over a stock client, and a record of all they see. */
import { io, type Socket } from "socket.io-client";
import { Outbox } from "../../src/client/outbox";
import type { OutboxStore, Unsent } from "../../src/client/outbox-store";
import { type PageRange, Reader } from "../../src/client/reader";
import type {
  ClientToServerEvents,
  HistoryPage,
  Message,
  Reply,
  ServerToClientEvents,
} from "../../src/protocol";
import type { Link } from "./link";
import type { Person, Seen } from "./records";

type ClientSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

const ANSWER_WITHIN = 3000;

export class Participant {
  readonly record: Person;
  readonly link: Link;
  readonly #key: string;
  readonly #store: OutboxStore;
  #page: Page;

  constructor(name: string, room: string, link: Link) {
    this.record = { name, room, from: "", typed: [], acknowledged: [], live: [], screens: [] };
    this.link = link;
    this.#key = `the key of ${name}`.padEnd(16, ".");
    this.#store = this.#openStore();
    this.#page = this.#openPage();
  }

  type(txt: string): void {
    void this.#page.outbox.add({ room: this.record.room, name: this.record.name, txt });
  }

  /** Throws away what the page had in memory. What was unsent is in the store, as in a browser's. */
  reload(): void {
    this.leave();
    this.#page = this.#openPage();
  }

  /** Closes the page; what stood on its screen is on record. */
  leave(): void {
    this.record.screens.push(this.#page.screen);
    this.#page.socket.disconnect();
  }

  /** The last number on the screen, 0 when it is empty. */
  get shownTo(): number {
    return this.#page.reader.messages.at(-1)?.seq ?? 0;
  }

  /** The number of the last message acknowledged among the first `count` typed; undefined until all are. */
  acknowledgedTo(count: number): number | undefined {
    if (this.record.acknowledged.length < count) return undefined;
    return this.record.acknowledged[count - 1]?.seq ?? 0;
  }

  #openPage(): Page {
    return new Page(this.record, this.link.url, this.#key, this.#store);
  }

  /** The messages are the record's as soon as they are kept: from then on, a reload cannot lose them. */
  #openStore(): OutboxStore {
    const kept = new Map<string, Unsent>();
    return {
      load: async () => [...kept.values()],
      put: async (unsent) => {
        const isNew = !kept.has(unsent.id);
        kept.set(unsent.id, unsent);
        if (isNew && "txt" in unsent) this.record.typed.push({ id: unsent.id, txt: unsent.txt });
      },
      remove: async (id) => void kept.delete(id),
    };
  }
}

/** One load of the page: a connection, an outbox and a reader. */
class Page {
  readonly socket: ClientSocket;
  readonly reader: Reader;
  readonly outbox: Outbox;
  readonly #record: Person;
  /** What has scrolled off the top: a page drops it, but it was shown. */
  readonly #above: Seen[] = [];

  constructor(record: Person, url: string, key: string, store: OutboxStore) {
    this.#record = record;
    this.socket = io(url, {
      auth: { name: record.name, key },
      transports: ["websocket"],
      forceNew: true,
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
      timeout: ANSWER_WITHIN,
    });
    this.reader = new Reader(
      (range) => this.#history(range),
      () => this.#scroll(),
      () => this.#record.from,
    );
    this.outbox = new Outbox({
      owner: 0,
      nextOrder: Date.now,
      store,
      send: async ({ name, txt, room, id }, after) =>
        await this.#asked().emitWithAck("chuan", { name, txt }, { room, id, after }),
      sendWish: () => Promise.reject(new Error("nobody changes anything")),
      onAcknowledged: (message, prev) => this.#acknowledged(message, prev),
      onChange: () => {},
      wait: (ms) => Bun.sleep(ms),
    });
    void this.outbox.restore();
    this.#listen();
  }

  /** All that it has shown, from top to bottom. */
  get screen(): Seen[] {
    return [...this.#above, ...this.reader.messages];
  }

  /** Follows the newest, as somebody does who reads along. */
  #scroll(): void {
    const shown = this.reader.messages;
    this.reader.drop(Infinity);
    const dropped = shown.length - this.reader.messages.length;
    if (dropped > 0) this.#above.push(...shown.slice(0, dropped));
  }

  #listen(): void {
    this.socket.on("dixiu", (_, { you, epoch }) => {
      this.#record.from = you.from;
      this.#record.live.push([]);
      // When this fails the connection is gone, and the next greeting begins anew.
      this.#enter(epoch).catch(() => {});
    });
    this.socket.on("disconnect", () => this.outbox.setConnected(false));
    this.socket.on("tianxiu", (msg, meta) => {
      if (meta.room !== this.#record.room) return;
      this.#record.live.at(-1)?.push(meta.seq);
      const { prev, ...rest } = meta;
      this.reader.receive({ ...msg, ...rest }, prev);
    });
  }

  async #enter(epoch: string): Promise<void> {
    const { room } = this.#record;
    this.reader.begin(epoch);
    await this.#insist(() => this.#asked().emitWithAck("join", { room }));
    this.outbox.setConnected(true);
    await this.reader.catchUp();
  }

  #acknowledged(message: Message, prev: number): void {
    this.#record.acknowledged.push({ id: message.id, seq: message.seq });
    this.reader.acknowledge(message, prev);
  }

  async #history(range: PageRange): Promise<HistoryPage> {
    const request = { room: this.#record.room, ...range };
    return this.#insist(() => this.#asked().emitWithAck("history", request));
  }

  /** Asks again, as the page does, for as long as the answer is "later" or does not come, and the connection lasts. */
  async #insist<T extends object>(ask: () => Promise<Reply<T>>): Promise<T> {
    for (;;) {
      const reply = await ask().catch((error: unknown) => {
        if (!this.socket.connected) throw error;
      });
      if (reply?.ok) return reply;
      if (reply && reply.error.retryAfter === undefined) throw new Error(reply.error.message);
      await Bun.sleep(reply?.error.retryAfter ?? 0);
    }
  }

  /** Never buffered: what is asked while there is no connection fails at once. */
  #asked() {
    if (!this.socket.connected) throw new Error("there is no connection");
    return this.socket.timeout(ANSWER_WITHIN);
  }
}
