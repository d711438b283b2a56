import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { Page } from "../browser/page";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { HARD_TO_DRAW, ORDINARY } from "./drawing";

setDefaultTimeout(60_000);

/** DOM nodes of a message: 200 pieces, as many texts between them, and the line itself. */
const MOST_NODES = 1000;
/** How many times as long as an ordinary message of the same length, or as 1 ms, a hostile one may take to lay out. */
const FACTOR = 8;

let server: Awaited<ReturnType<typeof serve>>;
let mallory: Client;
let ada: Page;
beforeAll(async () => {
  server = await serve({ MESSAGE_RATE: "1000", MESSAGE_BURST: "1000" });
  mallory = await Client.connect(server.url, "websocket", { key: "the key of mallory, who draws" });
  ada = await Page.open(server.url);
  await ada.introduce("ada");
});
afterAll(async () => {
  ada[Symbol.dispose]();
  await mallory[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

interface Cost {
  nodes: number;
  heard: number;
  /** Milliseconds to lay the line out once its fonts are loaded: the least of several, which other work on the machine does not change. */
  layout: number;
}

let said = 0;

/** Sends a message, and measures its line in the page. */
async function costOf(txt: string): Promise<Cost> {
  await ada.get(
    "document.querySelectorAll('#announcer > *').forEach((one) => (one.dataset.old = ''))",
  );
  await mallory.say(txt, { name: "mallory" });
  said += 1;
  const line = `document.querySelector('[data-seq="${said}"]')`;
  await ada.until("the message", `${line} !== null`);
  const last = "document.querySelector('#announcer > :last-child:not([data-old])')";
  await ada.until("the message being read out", `${last} !== null`);
  return ada.get<Cost>(`(() => {
    const line = ${line};
    const walk = document.createTreeWalker(line);
    let nodes = 1;
    while (walk.nextNode()) nodes += 1;
    const times = Array.from({ length: 60 }, () => {
      line.style.display = "none";
      document.body.offsetHeight;
      const began = performance.now();
      line.style.display = "";
      document.body.offsetHeight;
      return performance.now() - began;
    });
    const heard = ${last}.textContent.length;
    return { nodes, heard, layout: Math.min(...times) };
  })()`);
}

test("H44: a message that is hard to draw has few nodes, and is laid out about as fast as an ordinary message", async () => {
  // The page's functions are compiled with the first.
  await costOf(ORDINARY);
  const ordinary = await costOf(ORDINARY);
  for (const [kind, txt] of Object.entries(HARD_TO_DRAW)) {
    const { nodes, heard, layout } = await costOf(txt);
    expect([kind, nodes < MOST_NODES]).toEqual([kind, true]);
    expect([kind, heard < 1500]).toEqual([kind, true]);
    expect([kind, layout, layout < FACTOR * Math.max(ordinary.layout, 1)]).toEqual([
      kind,
      layout,
      true,
    ]);
  }
});

test("H44: a long message is unfolded and folded again by a button, with the keyboard, and keeps its place", async () => {
  const txt = `${"one line of it\n".repeat(200)}the end of it`;
  await mallory.say(txt, { name: "mallory" });
  said += 1;
  const line = `document.querySelector('[data-seq="${said}"]')`;
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
  await mallory.say("more", { name: "mallory" });
  said += 1;
  await ada.until("the way to the newest", "document.querySelector('.newest') !== null");
  expect(Math.abs((await ada.get<number>(top)) - before)).toBeLessThan(3);
  await ada.get(`${button}.focus()`);
  await ada.view.press(" ");
  await ada.until("the beginning alone", `${button}.ariaExpanded === "false"`);
  const isInSight = `(({ top, bottom }) => top >= 0 && bottom <= innerHeight)(${button}.getBoundingClientRect())`;
  await ada.until("the button in sight", isInSight);
  expect(ada.complaints).toEqual([]);
});
