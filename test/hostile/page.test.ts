import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { withoutExcessMarks } from "../../src/page/text/markup";
import { Page } from "../browser/page";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { NAMES, ROOMS, TEXTS } from "./corpus";

setDefaultTimeout(60_000);

/** So few lines that all are in the page at once. */
const AT_ONCE = 12;

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

test("a hostile room is shown as plain text, in the title as well", async () => {
  for (const room of ROOMS.slice(0, 6)) {
    await ada.view.navigate(`${server.url}/r/${encodeURIComponent(room)}`);
    await ada.until("being there", `document.title.includes(${JSON.stringify(room)})`);
    await ada.until("being online", "document.querySelector('#status')?.dataset.is === 'online'");
  }
  expect(ada.complaints).toEqual([]);
});
