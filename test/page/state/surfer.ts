/** People who read and change messages in pages that lose their connections. */
import type { Patience } from "../../../src/client/connection";
import type { ShownMessage } from "../../../src/client/wishes";
import type { Message } from "../../../src/protocol";
import { Link, portOf } from "../../chaos/link";
import { Client } from "../../support/client";
import { serve } from "../../support/server";
import { until } from "../../support/until";
import { type Browser, openBrowser, openPage } from "../person";

const QUICK: Patience = { probe: 300, doubt: 500, answer: 5000, greeting: 2000, ban: 1000 };

export const edit = (txt: string) => ({ kind: "edit", txt }) as const;

export const react = (emoji: string, on = true) => ({ kind: "react", emoji, on }) as const;

export const REMOVE = { kind: "remove" } as const;

/** Somebody with a browser of their own, whose network can be cut, and whose page can be loaded again. */
export class Surfer {
  readonly browser: Browser;
  readonly #to: () => number;
  link: Link;
  page: ReturnType<typeof openPage>;

  private constructor(name: string, link: Link, to: () => number) {
    this.browser = openBrowser(name, `the key of ${name}`.padEnd(16, "."));
    this.#to = to;
    this.link = link;
    this.page = this.#load();
  }

  static async open(name: string, to: () => number): Promise<Surfer> {
    const surfer = new Surfer(name, await Link.open(to), to);
    await until(`${name} in the room`, () => surfer.room.isSettled.value);
    return surfer;
  }

  #load() {
    const rooms = ["lobby"];
    return openPage(this.link.url, { patience: QUICK, browser: this.browser, rooms });
  }

  get room() {
    return this.page.chat.room.value;
  }

  get messages(): readonly ShownMessage[] {
    return this.room.messages.value;
  }

  at(seq: number): ShownMessage {
    const message = this.messages.find((one) => one.seq === seq);
    if (!message) throw new Error(`there is no message ${seq}`);
    return message;
  }

  /** Whether everything that was wished has been granted. */
  get isDone(): boolean {
    const { outgoing, messages } = this.room;
    return outgoing.value.length === 0 && messages.value.every(({ pending }) => !pending);
  }

  /** The old page is left, whatever it was doing. The new one is offline if the old one was. */
  async reload(isOffline = false): Promise<void> {
    await this.link[Symbol.asyncDispose]();
    this.link = await Link.open(this.#to);
    if (isOffline) this.link.break();
    this.page = this.#load();
  }

  /** Everything that the browser keeps, as text. */
  async kept(): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<IDBDatabase>();
    const opening = this.browser.factory.open("chuan");
    opening.addEventListener("success", () => resolve(opening.result));
    const database = await promise;
    const tables = [...database.objectStoreNames].map((name) => {
      const read = database.transaction(name).objectStore(name).getAll();
      const { promise: rows, resolve: give } = Promise.withResolvers<unknown[]>();
      read.addEventListener("success", () => give(read.result));
      return rows;
    });
    const all = JSON.stringify(await Promise.all(tables));
    database.close();
    return all;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.link[Symbol.asyncDispose]();
  }
}

/** A server, and people of these names with a browser each; `fresh` reads the lobby as a new client does. */
export async function open<Name extends string>(...names: Name[]) {
  const stack = new AsyncDisposableStack();
  const server = stack.use(await serve());
  const stock = stack.use(await Client.connect(server.url));
  const surfers: Partial<Record<Name, Surfer>> = {};
  for (const name of names)
    surfers[name] = stack.use(await Surfer.open(name, () => portOf(server.url)));
  return {
    ...(surfers as Record<Name, Surfer>),
    fresh: () => stock.log("lobby"),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** What two readers must agree on: all but who of them looks. */
export const plain = (messages: readonly Message[]) =>
  messages.map(({ reactions, ...message }) => ({
    ...message,
    ...(reactions ? { reactions: reactions.map(({ mine: _mine, ...one }) => one) } : {}),
  }));
