import { expect, test } from "bun:test";
import { Client } from "../support/client";
import { deskOfAda, moveTo } from "./desk";
import { Page } from "./page";
import { listensToKeys, reloadsBy, twoOf } from "./people";
import { samePlace } from "./same-place";

const place = samePlace();

const sit = deskOfAda();

const messages = "[...document.querySelectorAll('.line .txt')].map((one) => one.textContent)";

test("two pages see each other's messages, and each its own", async () => {
  await using server = await place.serve();
  const { ofAda, ofLin } = twoOf(server.url);
  // Its policy allows the service worker.
  const ada = await place.open(ofAda, { worker: true });
  const lin = await place.open(ofLin);
  await ada.introduce("ada");
  await lin.introduce("林");

  await ada.say("hello 林");
  await lin.shows("hello 林");
  await lin.say("你好 ada 👋");
  await ada.shows("你好 ada 👋");

  for (const page of [ada, lin]) {
    expect(await page.view.evaluate<string[]>(messages)).toEqual(["hello 林", "你好 ada 👋"]);
    await page.shows("Online");
    expect(page.complaints).toEqual([]);
  }
});

test("a page and a client of the tutorial talk to each other", async () => {
  const { ada, url } = await sit();
  await moveTo(ada, `${url}/`);
  await using lin = await Client.connect(url, "polling");
  await ada.say("hello");
  expect((await lin.message()).msg).toEqual({ name: "ada", txt: "hello" });
  lin.tell("chuan", { name: "lin", txt: "hi ada" });
  await ada.shows("hi ada");
});

test("the name is asked for once", async () => {
  const { ada } = await sit();
  await ada.view.reload();
  await ada.until(
    "being online again",
    "document.querySelector('#status')?.dataset.is === 'online'",
  );
  expect(await ada.view.evaluate<boolean>("document.querySelector('dialog') === null")).toBeTrue();
  await ada.say("still ada");
  await ada.until(
    "the message sent",
    "document.querySelector('.line[data-seq] .whose')?.textContent === 'ada'",
  );
});

test("a reload shows what was said before", async () => {
  const { ada, room, joins } = await sit();
  const lin = await joins("lin");
  for (const txt of ["one", "two", "three"]) await lin.say(txt, { room });
  await ada.view.reload();
  await ada.shows("three");
  expect(await ada.view.evaluate<string[]>(messages)).toEqual(["one", "two", "three"]);
});

test("Enter sends, Shift+Enter makes a line, and an input method's Enter does neither", async () => {
  const { ada } = await sit();
  await ada.view.click("#txt");
  await ada.view.cdp("Input.imeSetComposition", {
    text: "你好",
    selectionStart: 2,
    selectionEnd: 2,
  });
  await ada.view.evaluate(`document.querySelector("#txt").dispatchEvent(
    new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, isComposing: true, bubbles: true }))`);
  expect(await ada.view.evaluate<number>("document.querySelectorAll('.line').length")).toBe(0);
  await ada.view.cdp("Input.insertText", { text: "你好" });
  await ada.view.press("Enter", { modifiers: ["Shift"] });
  await ada.view.type("第二行");
  await ada.view.press("Enter");
  await ada.until("the message sent", "document.querySelector('.line[data-seq]') !== null");
  expect(await ada.view.evaluate<string[]>(messages)).toEqual(["你好\n第二行"]);
  expect(await ada.view.evaluate<string>("document.querySelector('#txt').value")).toBe("");
});

test("on a phone, which has no Shift, Enter makes a line and the button sends", async () => {
  const { ada } = await sit();
  await ada.holds(true);
  await ada.resize(390, 844);
  await ada.until("a phone", "matchMedia('(hover: none) and (pointer: coarse)').matches");
  await ada.say("你好");
  await ada.view.type("第二行");
  await ada.press("Send");
  await ada.until("the message sent", "document.querySelector('.line[data-seq]') !== null");
  expect(await ada.view.evaluate<string[]>(messages)).toEqual(["你好\n第二行"]);
  await listensToKeys(ada);
  await ada.view.click("[data-seq='1'] .txt");
  await ada.until("the actions", "document.querySelector('.actions') !== null");
  expect(
    await ada.get<string>("getComputedStyle(document.querySelector('.actions')).position"),
  ).toBe("static");
  await ada.holds(false);
  await ada.resize(1280, 800);
});

const SPOKEN = [
  ["zh-CN", "zh-Hans", "发送"],
  ["zh-TW", "zh-Hant", "傳送"],
  ["ar-EG", "ar", "إرسال"],
  ["en-GB", "en", "Send"],
  ["fr,en", "en", "Send"],
] as const;

test("the button speaks the browser's language", async () => {
  await using server = await place.serve();
  const page = await place.open(`${server.url}/healthz`);
  for (const [languages, lang, label] of SPOKEN) {
    await page.prefersLanguages(languages);
    await page.view.navigate(server.url);
    await page.until("the button", "document.querySelector('#btn') !== null");
    const spoken = "[document.documentElement.lang, document.querySelector('#btn').ariaLabel]";
    expect([languages, ...(await page.get<string[]>(spoken))]).toEqual([languages, lang, label]);
  }
});

test("a text that looks like markup is shown as it was typed, and does nothing", async () => {
  const { ada, room, joins } = await sit();
  const mallory = await joins("mallory");
  const txt = "<img src=x onerror=alert(1)><script>alert(2)</script>";
  await mallory.say(txt, { name: "<b>mallory", room });
  await ada.shows(txt);
  expect(
    await ada.view.evaluate<number>(
      "document.querySelectorAll('.log img, .log script, .log b').length",
    ),
  ).toBe(0);
  expect(ada.complaints).toEqual([]);
});

test("tutorial.html: two people talk through the smallest client", async () => {
  await using server = await place.serve();
  const { ofAda, ofLin } = twoOf(server.url);
  using ada = await openTutorial(ofAda, "ada");
  using lin = await openTutorial(ofLin, "lin");
  for (const page of [ada, lin]) await page.shows("丢你楼某");
  await ada.say("hello");
  await lin.shows("ada: hello");
  await lin.view.click("#txt");
  await lin.view.type("hi");
  await lin.view.click("#btn");
  await ada.shows("lin: hi");
  for (const page of [ada, lin]) expect(page.complaints).toEqual([]);
});

async function openTutorial(url: string, name: string): Promise<Page> {
  const page = await Page.open("about:blank");
  page.answerPrompt(name);
  await page.view.navigate(`${url}/tutorial.html`);
  return page;
}

test("the page opens with nothing that it can do without, and says so when it cannot have that later", async () => {
  await using server = await place.serve();
  const ada = await place.open(server.url, { languages: "ar" });
  await ada.introduce("نور");
  const fetched = await ada.get<string[]>(
    "performance.getEntriesByType('resource').map(({ name }) => name)",
  );
  expect(fetched.filter((path) => /\/(en|zh-han.|dialogs|qr)-/.test(path))).toEqual([]);

  await ada.network("setBypassServiceWorker", { bypass: true });
  await ada.network("setBlockedURLs", { urls: ["*/parts/dialogs-*"] });
  await ada.press("الإعدادات");
  await ada.shows("يتعذّر تحميل هذا الجزء من الصفحة الآن.");
  await ada.network("setBlockedURLs", { urls: [] });
  await reloadsBy(ada, "إعادة تحميل الصفحة");
  await ada.until("no dialog", "document.querySelector('dialog') === null");
  await ada.press("الإعدادات");
  await ada.until("the settings", "document.querySelector('dialog select') !== null");
});

test.each(["parts/controls-*", "later.css*"])(
  "a page that cannot have its controls, since %s is not there, says so and has them when it is loaded again",
  async (blocked) => {
    const { ada } = await sit();
    await ada.network("setBlockedURLs", { urls: [`*/${blocked}`] });
    await ada.view.reload();
    await ada.online();
    await ada.shows("This part of the page can't be loaded right now.");
    // As soon as it is there, the page may have it without being loaded again, and takes the button away.
    await reloadsBy(ada, "Reload the page");
    await ada.network("setBlockedURLs", { urls: [] });
    await ada.view.reload();
    await ada.online();
    await ada.say("hello");
    await ada.until("the message sent", "document.querySelector('.line[data-seq]') !== null");
    // What takes clicks on messages is fetched a moment after the page.
    await listensToKeys(ada);
    await ada.view.click(".line .txt");
    await ada.until("its buttons", "document.querySelector('.actions') !== null");
    expect(await ada.get<string>("document.body.innerText")).not.toContain("This part of the page");
  },
);

test.each([
  ["script is", "main"],
  ["texts are", "en"],
])(
  "a page whose %s not there yet, since machines are being replaced, asks until it is",
  async (_, part) => {
    const { ada } = await sit();
    await ada.network("setBlockedURLs", { urls: [`*/parts/${part}-*`] });
    await ada.view.reload();
    await ada.until("the page without its script", "document.querySelector('.composer .box')");
    await ada.network("setBlockedURLs", { urls: [] });
    await ada.online();
  },
);
