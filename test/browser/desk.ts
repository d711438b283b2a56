/** One page for several tests of a file: to load a page is most of what a short test costs. */
import { afterAll, beforeAll, setDefaultTimeout } from "bun:test";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { Page } from "./page";
import type { PageOptions } from "./page-options";

/** Milliseconds for a test at a desk. Each wait has a deadline of its own. */
const TIMEOUT = 120_000;

export interface Seat {
  /** The page, which shows the room. */
  ada: Page;
  /** A room that nobody has used before, and its address. */
  room: string;
  address: string;
  url: string;
  /** Brings somebody else into the room. */
  joins: (name: string, key?: string) => Promise<Client>;
}

interface Wanted {
  /** Is done before the page opens the room. */
  before?: (room: string, url: string) => Promise<unknown>;
  /** Where in the room it opens, as in an address. */
  hash?: string;
}

/** Comes in as ada, with a service worker, of which some tests need that it keeps the page. */
export async function comeInKept(url: string): Promise<Page> {
  return comeIn(url, { worker: true });
}

async function comeIn(url: string, options: PageOptions = {}): Promise<Page> {
  const ada = await Page.open(url, options);
  await ada.introduce("ada");
  return ada;
}

/**
 * Opens a page of ada's for those tests of this file that run one after the other. Each takes a seat: the page in a new
 * room. What a test changes of the page itself, such as its size or its network, it puts back.
 */
export function deskOfAda(
  open: (url: string) => Promise<Page> = comeIn,
): (wanted?: Wanted) => Promise<Seat> {
  const opened = new AsyncDisposableStack();
  let url: string;
  let ada: Page;
  let rooms = 0;

  setDefaultTimeout(TIMEOUT);
  beforeAll(async () => {
    ({ url } = opened.use(await serve()));
    ada = opened.use(await open(url));
  });
  afterAll(() => opened.disposeAsync());

  return async ({ before, hash = "" } = {}) => {
    rooms += 1;
    const room = `desk-${rooms}`;
    const address = `${url}/r/${room}`;
    await before?.(room, url);
    await moveTo(ada, address + hash);
    ada.complaints.length = 0;
    const joins = async (name: string, key = `the key of ${name}, who is at ${room}`) => {
      const client = opened.use(await Client.connect(url, "websocket", { key, name }));
      await client.ask("join", { room });
      return client;
    };
    return { ada, room, address, url, joins };
  };
}

/**
 * Goes to a room by its address, within the page, unless a test that failed has left something open in it, or the page
 * without a network.
 */
export async function moveTo(page: Page, address: string): Promise<void> {
  await page.hasNetwork(true);
  const isTidy = await page.get<boolean>(
    "document.querySelector('dialog, .unsent') === null && document.querySelector('#txt') !== null",
  );
  if (isTidy)
    await page.get(
      `history.pushState(null, "", ${JSON.stringify(address)}), dispatchEvent(new PopStateEvent("popstate"))`,
    );
  else await page.view.navigate(address);
  await page.online();
  await page.until(
    `the room at ${address}`,
    `document.querySelector(".side [aria-current]")?.pathname === ${JSON.stringify(new URL(address).pathname)} && document.querySelector("#txt")?.value === ""`,
  );
  // What others say before the page has joined a new room is not new to it: it would notify of nothing.
  await page.until(
    `having joined the room at ${address}`,
    "/[1-9\\u0661-\\u0669]/.test(document.querySelector('.faces')?.innerText ?? '1')",
  );
}
