/** What is hard to see: forced colours, piles of marks, long names, windows of little height, many rooms. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { Page } from "./page";
import type { PageOptions } from "./page-options";
import { listensToKeys, sees } from "./people";

setDefaultTimeout(30_000);

const PILE = `z${"\u0301".repeat(60)}a${"\u0323".repeat(99)}lgo`;
const LONG_ROOM = "m".repeat(64);

let server: Awaited<ReturnType<typeof serve>>;
let lin: Client;
/** One page for all tests: it is loaded anew for each, as a new browser. */
let page: Page;
beforeAll(async () => {
  server = await serve();
  page = await Page.open(`${server.url}/healthz`);
  lin = await Client.connect(server.url, "websocket", {
    key: "the key of lin, who shows",
    name: "lin",
  });
  await lin.say("before", { name: "lin" });
  await lin.say(PILE, { name: "lin" });
  await lin.say("after", { name: PILE.slice(0, 38) });
});
afterAll(async () => {
  page[Symbol.dispose]();
  await lin[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

interface Kept {
  rooms?: string[];
  path?: string;
}

/** Opens the page as somebody who has been in these rooms, and has a name. */
async function open(
  { width = 1280, height = 800 }: PageOptions,
  { rooms = [], path = "/" }: Kept = {},
): Promise<Page> {
  await page.view.navigate(`${server.url}/healthz`);
  await page.resize(width, height);
  await page.view.cdp("Emulation.setEmulatedMedia", { features: [] });
  const visits = ["lobby", ...rooms].map((room) => ({ room, seen: 0, tell: "mentions" }));
  await page.get(`localStorage.clear(), localStorage.setItem("chuan.name", "ada"),
    localStorage.setItem("chuan.rooms", ${JSON.stringify(JSON.stringify(visits))})`);
  await page.view.navigate(server.url + path);
  await page.online();
  return page;
}

const styleOf = (selector: string, name: string, pseudo = "") =>
  `getComputedStyle(document.querySelector(${JSON.stringify(selector)}), "${pseudo}").${name}`;

test("with colours that a person has chosen for all, what is chosen, unread, current and called is told by them", async () => {
  const ada = await open({ width: 390 }, { rooms: ["designers"], path: "/r/designers" });
  await ada.view.cdp("Emulation.setEmulatedMedia", {
    features: [{ name: "forced-colors", value: "active" }],
  });
  await ada.until("forced colours", "matchMedia('(forced-colors: active)').matches");
  await ada.until("the dot", "document.querySelector('.has-unread') !== null");
  const colours = (selector: string, beside: string, pseudo = "") =>
    ada.get<boolean>(
      `${styleOf(selector, "backgroundColor", pseudo)} !== ${styleOf(beside, "backgroundColor")}`,
    );
  expect(await colours(".has-unread", "body", "::after")).toBeTrue();
  await lin.ask("join", { room: "designers" });
  await lin.say("@ada?", { room: "designers", name: "lin" });
  await ada.until("the call", "document.querySelector('mark') !== null");
  expect(await colours("mark", "body")).toBeTrue();
  await ada.view.click("#txt");
  await ada.view.type("@");
  await ada.until("the list", "document.querySelector('[aria-selected=true]') !== null");
  expect(await colours(".completion [aria-selected=true]", ".completion")).toBeTrue();
  await ada.view.press("Escape");
  await ada.press("Rooms");
  await ada.until("the rooms", "document.querySelector('.drawer [aria-current]') !== null");
  expect(await colours(".drawer [aria-current]", ".drawer")).toBeTrue();
});

test("a pile of marks is painted within its own line, in texts and in names", async () => {
  const ada = await open({});
  await sees(ada, 3);
  const shown = (seq: number, part: string) =>
    ada.get<string>(`document.querySelector('[data-seq="${seq}"] ${part}').textContent`);
  expect((await shown(2, ".txt")).length).toBe(1 + 8 + 1 + 8 + 3);
  expect((await shown(3, ".whose")).length).toBe(1 + 8);
  for (const [seq, part] of [
    [2, ".txt"],
    [3, ".whose"],
  ] as const)
    expect(await ada.get<string>(styleOf(`[data-seq="${seq}"] ${part}`, "overflow"))).toMatch(
      /clip|hidden/,
    );
});

const outside = `[...document.querySelectorAll("body *")]
  .filter((one) => one.checkVisibility() && !one.closest(".unseen, .log pre"))
  .filter((one) => { const { left, right, width } = one.getBoundingClientRect(); return width > 0 && (left < -1 || right > innerWidth + 1); })
  .map((one) => one.outerHTML.slice(0, 120))`;
/** Elements whose text is wider than they are, and is not shortened. */
const overflowing = `[...document.querySelectorAll(".edge, .log p, .warning, dialog h2, dialog p, dialog button, dialog .note")]
  .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === "visible" && !one.closest(".unseen"))
  .map((one) => one.outerHTML.slice(0, 120))`;

test("at 320 pixels a room's name of 64 wide letters stays in its box, everywhere", async () => {
  const ada = await open(
    { width: 320, height: 568 },
    { rooms: [LONG_ROOM], path: `/r/${LONG_ROOM}` },
  );
  await ada.shows("No messages yet.");
  await ada.say("hello");
  await ada.shows("The beginning of");
  for (const name of [undefined, "Rooms", "Room details"]) {
    if (name !== undefined) {
      await ada.press(name);
      await ada.until("the dialog", "document.querySelector('dialog[open]') !== null");
    }
    expect([name, await ada.get<string[]>(outside)]).toEqual([name, []]);
    expect([name, await ada.get<string[]>(overflowing)]).toEqual([name, []]);
    await ada.view.press("Escape");
    await ada.until("no dialog", "document.querySelector('dialog') === null");
  }
});

test("a name that is cut short is shown whole by a tooltip", async () => {
  const ada = await open({}, { rooms: [LONG_ROOM], path: `/r/${LONG_ROOM}` });
  const titles = `["h1", ".side [aria-current]", ".me bdi"].map((one) => document.querySelector(one).title)`;
  expect(await ada.get<string[]>(titles)).toEqual([LONG_ROOM, LONG_ROOM, "ada"]);
});

const heightOf = (selector: string) =>
  `document.querySelector("${selector}").getBoundingClientRect().height`;

test("on a phone held sideways, a long draft leaves the messages a third of the height", async () => {
  const ada = await open({});
  await ada.view.click("#txt");
  await ada.view.cdp("Input.insertText", { text: "a long draft\n".repeat(30) });
  for (const height of [360, 280, 200]) {
    await ada.resize(740, height);
    await ada.until("the size", `innerHeight === ${height}`);
    await ada.until("the draft", `${heightOf("#txt")} > 50`);
    expect([height, (await ada.get<number>(heightOf(".log"))) > height / 3]).toEqual([
      height,
      true,
    ]);
    expect([height, await ada.get<string[]>(outside)]).toEqual([height, []]);
  }
});

const isInSight = (selector: string) =>
  `(({ top, bottom }) => top >= 0 && bottom <= innerHeight)(document.querySelector("${selector}").getBoundingClientRect())`;

test("with thirty rooms, one's own name and settings are in sight, and so is the room that one is in", async () => {
  const rooms = Array.from({ length: 30 }, (_, n) => `room-${n + 1}`);
  const ada = await open({ width: 1280, height: 700 }, { rooms, path: "/r/room-29" });
  const within = `((room, list) => room.top >= list.top - 1 && room.bottom <= list.bottom + 1)(
    ...["[aria-current]", ".rooms"].map((one) => document.querySelector(".side " + one).getBoundingClientRect()))`;
  for (const one of [".me bdi", ".me button", ".new-room", ".side [aria-current]"])
    expect([one, await ada.get<boolean>(isInSight(one))]).toEqual([one, true]);
  expect(await ada.get<boolean>(within)).toBeTrue();
  await listensToKeys(ada);
  await ada.view.press("ArrowUp", { modifiers: ["Alt"] });
  await ada.until("the room before", "document.querySelector('h1').textContent === 'room-28'");
  for (let n = 0; n < 20; n += 1) await ada.view.press("ArrowUp", { modifiers: ["Alt"] });
  await ada.until("a room far above", "document.querySelector('h1').textContent === 'room-8'");
  // The list is scrolled when it has been drawn, a frame later.
  await ada.until("the room in sight in the list", within);

  const phone = await open({ width: 390, height: 700 }, { rooms, path: "/r/room-29" });
  await phone.press("Rooms");
  await phone.until("the rooms", "document.querySelector('.drawer [aria-current]') !== null");
  await phone.until("the room in sight in the drawer", isInSight(".drawer [aria-current]"));
  for (const one of [".drawer .new-room", ".drawer .heading button"])
    expect([one, await phone.get<boolean>(isInSight(one))]).toEqual([one, true]);
});

test("where a keyboard shrinks only what one sees of the page, the box stays above it", async () => {
  const ada = await open({ width: 390, height: 887 });
  const whole = await ada.get<number>("innerHeight");
  const bottom = "document.querySelector('#txt').getBoundingClientRect().bottom";
  expect(await ada.get<number>(bottom)).toBeGreaterThan(600);
  const seen = (height: number, scale = 1) =>
    ada.get(`[["height", ${height}], ["scale", ${scale}]].forEach(([name, value]) =>
        Object.defineProperty(visualViewport, name, { configurable: true, get: () => value })),
      visualViewport.dispatchEvent(new Event("resize"))`);
  await seen(460);
  // What fits the page to the keyboard is fetched a moment after the page.
  const told = "visualViewport.dispatchEvent(new Event('resize'))";
  await ada.until("the box above the keyboard", `${told} && ${bottom} < 460`);
  await seen(whole);
  await ada.until("the box at the end again", `${bottom} > 600`);
  // Who enlarges the page with two fingers sees less of it, too.
  await seen(whole / 2, 2);
  expect(await ada.get<number>(bottom)).toBeGreaterThan(600);
});
