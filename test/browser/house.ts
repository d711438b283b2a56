/** One server and a page for each person, for several tests of a file: to go to another room costs a tenth of loading a page. */
import { afterAll, beforeAll, setDefaultTimeout } from "bun:test";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { moveTo } from "./desk";
import { Page } from "./page";

/** Milliseconds for a test in a house. Each wait has a deadline of its own. */
const TIMEOUT = 120_000;

/** Where in the house somebody's page is, and how they see it. */
interface Place {
  /** The name under which the person comes, the first time, if they are called otherwise than here. */
  called?: string;
  /** The lobby if there is none. */
  room?: string;
  width?: number;
  height?: number;
  touched?: boolean;
  language?: "en" | "zh-Hans" | "zh-Hant" | "ar";
}

/** What the people of a house have in their browsers, and clients bring. */
export const keyOf = (name: string) => `the key of ${name}, who is in the house`;

/** Opens a server for those tests of this file that run one after the other. Each takes a room, and people, who go there. */
export function house(open: () => Promise<AsyncDisposable & { url: string }> = serve) {
  const opened = new AsyncDisposableStack();
  const pages = new Map<string, Page>();
  const clients = new Map<string, Client>();
  let url = "";
  let rooms = 0;

  setDefaultTimeout(TIMEOUT);
  beforeAll(async () => {
    ({ url } = opened.use(await open()));
  });
  afterAll(() => opened.disposeAsync());

  /** Each person's storage is that of an origin: what one keeps, the others do not have. */
  const originOf = (name: string) => `http://${name}.localhost:${new URL(url).port}`;

  async function firstPage(name: string, called: string, address: string): Promise<Page> {
    const stored = { "chuan.name": called, "chuan.key": keyOf(name) };
    const page = opened.use(await Page.open(address, { stored }));
    pages.set(name, page);
    return page;
  }

  return {
    url: () => url,
    originOf,
    /** The name of a room that nobody has used before. */
    newRoom: (kind = "designers") => `${kind}-${(rooms += 1)}`,
    /** A connection of somebody, beside their page. */
    async client(name: string): Promise<Client> {
      const known = clients.get(name);
      if (known) return known;
      const client = await Client.connect(url, "websocket", { key: keyOf(name), name });
      clients.set(name, opened.use(client));
      return client;
    },
    /** Somebody's page, which shows a room, online and without a dialog. */
    async page(name: string, place: Place = {}): Promise<Page> {
      const { called = name, room, width = 1280, height = 800 } = place;
      const { touched = false, language = "en" } = place;
      const address =
        originOf(name) + (room === undefined ? "/" : `/r/${encodeURIComponent(room)}`);
      const page = pages.get(name) ?? (await firstPage(name, called, address));
      await page.holds(touched);
      await page.resize(width, height);
      await page.speaks(language);
      await moveTo(page, address);
      page.complaints.length = 0;
      return page;
    },
  };
}
