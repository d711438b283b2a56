import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { withoutExcessMarks } from "../../src/page/text/markup";
import { moveTo } from "../browser/desk";
import { Page } from "../browser/page";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { NAMES, ROOMS, TEXTS } from "./corpus";
import { HARD_TO_DRAW, NOWHERE, ORDINARY } from "./drawing";

setDefaultTimeout(60_000);

/** So few lines that all are in the page at once. */
const AT_ONCE = 12;
/** DOM nodes of a message: 200 pieces, as many texts between them, and the line itself. */
const MOST_NODES = 1000;
/** How many times as long as an ordinary message of the same length, or as 1 ms, a hostile one may take to lay out. */
const FACTOR = 8;
const MEASUREMENTS = 60;

let server: Awaited<ReturnType<typeof serve>>;
let mallory: Client;
let ada: Page;

beforeAll(async () => {
  server = await serve();
  mallory = await Client.connect(server.url);
  ada = await Page.open(server.url);
  await ada.introduce("ada");
  await ada.view.evaluate("globalThis.alert = () => { globalThis.hasRun = true }");
});
afterAll(async () => {
  ada[Symbol.dispose]();
  mallory.socket.disconnect();
  await server[Symbol.asyncDispose]();
});

/** Sends a message of mallory's, and returns its number. */
async function say(txt: string, options: { name?: string; re?: number } = {}): Promise<number> {
  const reply = await mallory.say(txt, { name: "mallory", ...options });
  if (!reply.ok) throw new Error(`mallory was refused: ${reply.error.message}`);
  return reply.meta.seq;
}

const chunks = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, n) =>
    all.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
  );

/** What is left of a text when its marks for code have made it code, and each letter has eight others at most. */
const shown = (text: string) => withoutExcessMarks(text.replaceAll("`", "")).trim();

/** What the last of the page's lines show, of their texts or of their names. */
const lastLines = (part: ".txt" | ".whose", count: number) =>
  `[...document.querySelectorAll(".line")].slice(-${count}).map((line) =>
    line.querySelector("${part}").textContent.trim())`;

/** Rejects unless the page's last lines are these. */
async function expectLines(part: ".txt" | ".whose", expected: string[]): Promise<void> {
  await ada.until(
    `the lines of ${expected[0]}`,
    // Of those that are long, all is to be seen.
    `(document.querySelectorAll(".fold[aria-expanded=false]").forEach((one) => one.click()), JSON.stringify(${lastLines(part, expected.length)})) === ${JSON.stringify(JSON.stringify(expected))}`,
  );
}

test.each(chunks(TEXTS).map((texts, n) => [n * AT_ONCE, texts]))(
  "hostile texts are shown as text, exactly, from number %d on",
  async (_, texts) => {
    await Promise.all(texts.map((text) => mallory.say(text, { name: "mallory" })));
    await expectLines(".txt", texts.map(shown));
  },
);

test.each(chunks(NAMES).map((names, n) => [n * AT_ONCE, names]))(
  "hostile names are shown as text, exactly, from number %d on",
  async (_, names) => {
    await Promise.all(names.map((name) => mallory.say("hello", { name })));
    await expectLines(
      ".whose",
      names.map((name) => withoutExcessMarks(name.trim())),
    );
  },
);

test("a text or a name that reverses the direction of writing reverses no other", async () => {
  await mallory.say("\u202e\u202e\u2066 without an end", { name: "מאלורי" });
  await ada.until("the line", `document.body.textContent.includes("without an end")`);
  const isolation = await ada.view.evaluate<string[]>(`
    [".txt", ".whose"].map((part) =>
      getComputedStyle([...document.querySelectorAll(".line")].at(-1).querySelector(part)).unicodeBidi)`);
  // A text is a paragraph of its own, a name a part of one.
  expect(isolation).toEqual(["plaintext", "isolate"]);
});

test("a hostile name is plain text among the people and in the typing line as well", async () => {
  for (const name of ["<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<b>מאלורי"]) {
    await mallory.ask("rename", { name });
    mallory.tell("typing", { room: "lobby", on: true });
    await ada.until("the name", `document.body.textContent.includes(${JSON.stringify(name)})`);
  }
});

test("after all hostile texts and names, no script has run, no element was made, and the page's policy has refused nothing", async () => {
  expect(await ada.view.evaluate<boolean>("globalThis.hasRun === true")).toBe(false);
  const strange = `[...document.querySelectorAll(".txt *, .whose *")]
    .map((one) => one.localName)
    .filter((name) => !["p", "pre", "code", "a", "mark"].includes(name))`;
  expect(await ada.view.evaluate<string[]>(strange)).toEqual([]);
  const links = `[...document.querySelectorAll(".txt a")].map((one) => one.protocol)`;
  for (const protocol of await ada.view.evaluate<string[]>(links))
    expect(protocol).toMatch(/^https?:$/);
  expect(ada.complaints).toEqual([]);
});

/** Milliseconds, in the page, to lay an element out: the least of several, until one is at most `enough`. */
const layoutOf = (element: string, enough: number) => `((element) => {
  let layout = Infinity;
  for (let n = 0; n < ${MEASUREMENTS} && layout > ${enough}; n += 1) {
    element.style.display = "none";
    document.body.offsetHeight;
    const began = performance.now();
    element.style.display = "";
    document.body.offsetHeight;
    layout = Math.min(layout, performance.now() - began);
  }
  return layout;
})(${element})`;

interface Cost {
  nodes: number;
  heard: number;
  /** Milliseconds to lay the line out once its fonts are loaded: the least of several, which other work on the machine does not change. */
  layout: number;
}

/**
 * Sends a message, and measures its line in the page. `enough` is a time to lay it out that is short enough: other work on the
 * machine only adds to it, so that nothing is measured after it.
 */
async function costOf(
  txt: string,
  enough = 0,
  options: { name?: string; re?: number } = {},
): Promise<Cost> {
  await ada.get(
    "document.querySelectorAll('#announcer > *').forEach((one) => (one.dataset.old = ''))",
  );
  const line = `document.querySelector('[data-seq="${await say(txt, options)}"]')`;
  const last = "document.querySelector('#announcer > :last-child:not([data-old])')";
  await ada.until("the message, drawn and read out", `${line} !== null && ${last} !== null`);
  return ada.get<Cost>(`(() => {
    const line = ${line};
    const walk = document.createTreeWalker(line);
    let nodes = 1;
    while (walk.nextNode()) nodes += 1;
    return { nodes, heard: ${last}.textContent.length, layout: ${layoutOf("line", enough)} };
  })()`);
}

test("H44: a message that is hard to draw has few nodes, and is laid out about as fast as an ordinary message", async () => {
  // The page's functions are compiled with the first.
  await costOf(ORDINARY, Infinity);
  const ordinary = await costOf(ORDINARY);
  const enough = FACTOR * Math.max(ordinary.layout, 1);
  for (const [kind, txt] of Object.entries(HARD_TO_DRAW)) {
    const { nodes, heard, layout } = await costOf(txt, enough);
    expect([kind, nodes < MOST_NODES]).toEqual([kind, true]);
    expect([kind, heard < 1500]).toEqual([kind, true]);
    expect([kind, layout, layout <= enough]).toEqual([kind, layout, true]);
  }
});

test("H44: an answer, its quote and its writer's name of letters that no font has are laid out about as fast as ordinary ones", async () => {
  const ordinary = await costOf("hello", 0, { name: "ada", re: await say(ORDINARY) });
  const enough = FACTOR * Math.max(ordinary.layout, 1);
  for (const name of [
    NOWHERE.repeat(20),
    "a\u{30000}".repeat(20),
    "\u{2a6df}한".repeat(20),
    "\u{1fac8}a".repeat(20),
  ]) {
    const { layout } = await costOf("hello", enough, { name, re: await say(name.repeat(90)) });
    expect([name, layout, layout <= enough]).toEqual([name, layout, true]);
  }
});

test("H44: six rooms with names of letters that no font has are listed about as fast as ordinary ones", async () => {
  const names = Array.from({ length: 6 }, (_, n) => `${n}${"a\u{2a6df}".repeat(30)}`);
  for (const name of names) {
    await moveTo(ada, `${server.url}/r/${encodeURIComponent(name)}`);
    await ada.until("being there", `document.title.includes(${JSON.stringify(name.slice(0, 3))})`);
  }
  const layout = await ada.get<number>(layoutOf("document.querySelector('.rooms')", FACTOR));
  expect([layout, layout <= FACTOR]).toEqual([layout, true]);
  await moveTo(ada, `${server.url}/`);
});

test("H44: a long message is unfolded and folded again by a button, with the keyboard, and keeps its place", async () => {
  const txt = `${"one line of it\n".repeat(200)}the end of it`;
  const line = `document.querySelector('[data-seq="${await say(txt)}"]')`;
  const button = `${line}.querySelector(".fold")`;
  await ada.until("the message", `${line}?.querySelector(".fold")`);
  const state = `[${button}.innerText, ${button}.ariaExpanded, ${line}.querySelector(".txt").textContent.endsWith("the end of it")]`;
  expect(await ada.get<unknown[]>(state)).toEqual(["Show all", "false", false]);
  await ada.get(`${button}.focus()`);
  await ada.view.press("Enter");
  await ada.until("all of it", `${button}.ariaExpanded === "true"`);
  expect(await ada.get<unknown[]>(state)).toEqual(["Show less", "true", true]);
  expect(await ada.get<boolean>(`document.activeElement === ${button}`)).toBeTrue();
  // The beginning of the message is in view, far from the end: a new message must not scroll there.
  const top = `Math.round(${line}.getBoundingClientRect().top)`;
  await ada.get(`${line}.scrollIntoView()`);
  const before = await ada.get<number>(top);
  await say("more");
  await ada.until("the way to the newest", "document.querySelector('.newest') !== null");
  expect(Math.abs((await ada.get<number>(top)) - before)).toBeLessThan(3);
  await ada.get(`${button}.focus()`);
  await ada.view.press(" ");
  await ada.until("the beginning alone", `${button}.ariaExpanded === "false"`);
  const isInSight = `(({ top, bottom }) => top >= 0 && bottom <= innerHeight)(${button}.getBoundingClientRect())`;
  await ada.until("the button in sight", isInSight);
  expect(ada.complaints).toEqual([]);
});

test("a hostile room is shown as plain text, in the title as well", async () => {
  for (const [n, room] of ROOMS.slice(0, 6).entries()) {
    const address = `${server.url}/r/${encodeURIComponent(room)}`;
    // A page that is loaded there and one that moves there read the same address.
    await (n === 0 ? ada.view.navigate(address) : moveTo(ada, address));
    await ada.until("being there", `document.title.includes(${JSON.stringify(room)})`);
    await ada.online();
  }
  expect(ada.complaints).toEqual([]);
});
