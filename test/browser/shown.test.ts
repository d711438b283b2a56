/** What the page shows when something else changes: the clock, the address, the browser that translates it. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { Page, visible } from "./page";
import { fill, inSight, scrollsTo, sees } from "./people";

setDefaultTimeout(40_000);

const heading = "document.querySelector('h1').textContent";

const NO_ROOMS = ["/r/", "/r/%ff", "/r/a%20b", "/r/a%2Fb", "/r/a/b", `/r/${"x".repeat(65)}`];

test("P4: an address that can be no room's says so, has no box to write in, and leads to the lobby by a link", async () => {
  await using server = await serve();
  using ada = await Page.open(server.url);
  await ada.introduce("ada");
  for (const path of NO_ROOMS) {
    await ada.view.navigate(server.url + path);
    await ada.shows("There is no such room");
    expect([path, await ada.get<boolean>("document.querySelector('#txt') === null")]).toEqual([
      path,
      true,
    ]);
  }
  await ada.press("To the lobby");
  await ada.until("the lobby", `${heading} === "Lobby"`);
  // Within the page, the way back leads to an address without a room as well.
  await ada.get(`history.pushState(null, "", "/r/a%20b"), history.pushState(null, "", "/r/x")`);
  await ada.get("history.back()");
  await ada.shows("There is no such room");
});

test("P4: a room has one address, with a slash or in another normal form", async () => {
  await using server = await serve();
  using ada = await Page.open(`${server.url}/r/cafe%CC%81/`);
  await ada.introduce("ada");
  expect(await ada.get<string>(heading)).toBe("café");
  expect(
    await ada.get<string[]>(
      "[...document.querySelectorAll('.side .rooms bdi')].map((one) => one.textContent)",
    ),
  ).toEqual(["Lobby", "café"]);
});

/** Does with the page's texts what a browser does that translates it: copies, in two elements each, take their places. */
const TRANSLATE = `(() => {
  const isKept = (one) => one.closest("[translate=no], script, style, textarea, svg, font");
  const walk = (root) => {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const all = [];
    while (texts.nextNode()) all.push(texts.currentNode);
    for (const text of all) {
      if (!text.parentElement || isKept(text.parentElement) || text.data.trim() === "") continue;
      const outer = document.createElement("font");
      const inner = document.createElement("font");
      inner.textContent = text.data;
      outer.append(inner);
      text.replaceWith(outer);
    }
  };
  walk(document.body);
  new MutationObserver((changes) => {
    for (const { addedNodes, target } of changes)
      for (const node of addedNodes)
        if (node.isConnected) walk(node.nodeType === 3 ? target : node);
  }).observe(document.body, { childList: true, subtree: true });
})()`;

const textOf = (selector: string) =>
  visible(`(document.querySelector(${JSON.stringify(selector)})?.textContent ?? "").trim()`);

test("where a browser translates the page, every text that changes is the new one, once", async () => {
  await using server = await serve();
  await using lin = await Client.connect(server.url, "websocket", {
    key: "the key of lin, who is read",
    name: "lin",
  });
  await fill(server.url, 40);
  using ada = await Page.open(server.url);
  await ada.introduce("ada");
  await sees(ada, 40);
  const becomes = (selector: string, text: string) =>
    ada.until(`${text} in ${selector}`, `${textOf(selector)} === ${JSON.stringify(text)}`);
  await becomes(".faces .unseen", "2 people here");
  await ada.get(TRANSLATE);
  await ada.until("the translation", "document.querySelector('.says font font') !== null");

  // Who is here, who types, and under which name.
  {
    await using _ = await Client.connect(server.url, "websocket", { key: "the key of one more" });
    await becomes(".faces .unseen", "3 people here");
    await becomes(".faces span[aria-hidden]", "3");
  }
  await becomes(".faces .unseen", "2 people here");
  lin.tell("typing", { room: "lobby", on: true });
  await becomes(".typing", "lin is typing…");
  await ada.press("2 people here");
  await lin.ask("rename", { name: "wei" });
  await ada.until("the new name", `${textOf("ul.people")}.includes("wei")`);
  expect(await ada.get<string>(textOf("ul.people"))).not.toContain("lin");
  await ada.view.press("Escape");
  lin.tell("typing", { room: "lobby", on: true });
  await becomes(".typing", "wei is typing…");
  lin.tell("typing", { room: "lobby", on: false });
  await becomes(".typing", "");

  // Unread, here and elsewhere.
  await scrollsTo(ada, 10, -300);
  await lin.say("one");
  await becomes(".newest span[aria-hidden]", "1");
  await lin.say("two");
  await becomes(".newest span[aria-hidden]", "2");
  await ada.press("To the newest message");
  await sees(ada, 42);

  // What one types, and what becomes of it.
  await ada.view.click("#txt");
  await ada.view.cdp("Input.insertText", { text: "x".repeat(3990) });
  await becomes(".composer output", "10 characters left");
  await ada.view.cdp("Input.insertText", { text: "x".repeat(11) });
  await becomes(".composer output", "1 character too many");
  await ada.get("document.querySelector('#txt').select()");
  await ada.view.press("Backspace");
  await becomes(".composer output", "");
  await ada.network(false);
  await ada.until(
    "the countdown",
    `/trying again in [1-4] s$/.test(${textOf(".countdown")}) || ${textOf(".says")} === "Connecting…"`,
  );
  await ada.say("typed without a network");
  await becomes(".unsent .state", "waiting");
  await ada.network(true);
  await ada.get("dispatchEvent(new Event('online'))");
  await becomes(".says", "Online");
  await ada.until("it sent", "document.querySelector('.unsent') === null");

  // A room's name, its beginning, and what stands above it.
  await ada.press("New room");
  await ada.until("the field", "document.activeElement?.matches('dialog input')");
  await ada.view.type("tea");
  await ada.view.press("Enter");
  await becomes("h1", "tea");
  await becomes(".edge", "Nobody has said anything yet. Be the first.");
  await ada.say("hello");
  await becomes(".edge", "The beginning of tea");
  await ada.press("Lobby");
  await becomes("h1", "Lobby");

  // What a dialog says for a while.
  await ada.press("Settings");
  await ada.press("Save");
  await becomes("dialog [role=status]", "Saved");
  await ada.view.click("#name");
  await ada.view.type("b");
  await becomes("dialog [role=status]", "");
  await ada.press("Save");
  await ada.view.press("Escape");
  await ada.until("the name at the side", `${textOf(".me bdi")} === "adab"`);

  // A language that one chooses.
  await ada.press("Settings");
  await ada.until(
    "the choice",
    `(() => {
    const field = document.querySelectorAll("dialog select")[1];
    if (!field) return false;
    field.value = "zh-Hans";
    field.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  })()`,
  );
  await ada.until(
    "the other language",
    `${textOf("h1")} === "大厅" && ${textOf(".says")} === "在线"`,
  );
  expect(ada.complaints.filter((one) => !one.includes("ERR_INTERNET_DISCONNECTED"))).toEqual([]);
});

/** A clock that \`setClock\` sets, in the page's own time. */
const CLOCK = `(() => {
  const Real = Date;
  let ahead = 0;
  globalThis.Date = class extends Real {
    constructor(...parts) {
      if (parts.length === 0) super(Real.now() + ahead);
      else super(...parts);
    }
    static now() { return Real.now() + ahead; }
  };
  globalThis.setClock = (at) => { ahead = at - Real.now(); };
})()`;

async function withClock(url: string): Promise<Page> {
  const page = await Page.open(`${url}/healthz`);
  await page.view.cdp("Page.addScriptToEvaluateOnNewDocument", { source: CLOCK });
  await page.view.navigate(url);
  return page;
}

const days = "[...document.querySelectorAll('.day')].map((one) => one.textContent)";

test("at midnight today becomes yesterday, while the page is open and when it wakes", async () => {
  await using server = await serve();
  await fill(server.url, 1);
  using ada = await withClock(server.url);
  await ada.introduce("ada");
  await sees(ada, 1);
  expect(await ada.get<string[]>(days)).toEqual(["today"]);
  // A second before midnight the page wakes, and stays open over it.
  await ada.get(
    `setClock(new Date().setHours(23, 59, 59, 300)), dispatchEvent(new Event("focus"))`,
  );
  await ada.until("yesterday", `${days}.join() === "yesterday"`);
  await ada.get(`setClock(Date.now() + 5 * 86_400_000), dispatchEvent(new Event("focus"))`);
  await ada.until("the day by its name", `/^\\w+day, \\w+ \\d+$/.test(${days}.join())`);
  // Set back, it is before the message, which is not today's then.
  await ada.get(`setClock(Date.now() - 7 * 86_400_000), dispatchEvent(new Event("pageshow"))`);
  await ada.until("still the day by its name", `/^\\w+day, \\w+ \\d+$/.test(${days}.join())`);
});

test("in another time zone, the times are those of that zone", async () => {
  await using server = await serve();
  await fill(server.url, 1);
  using ada = await Page.open(server.url);
  const zone = (timezoneId: string) =>
    ada.view.cdp("Emulation.setTimezoneOverride", { timezoneId });
  await zone("Asia/Tokyo");
  await ada.introduce("ada");
  await sees(ada, 1);
  await ada.get("dispatchEvent(new Event('focus'))");
  const time = "document.querySelector('.line time').textContent";
  const there = (timeZone: string) =>
    `${time} === new Date(document.querySelector(".line time").dateTime).toLocaleTimeString("en", { hour: "numeric", minute: "2-digit", timeZone: "${timeZone}" })`;
  await ada.until("Tokyo's time", there("Asia/Tokyo"));
  await zone("America/New_York");
  await ada.get("dispatchEvent(new Event('focus'))");
  await ada.until("New York's time", there("America/New_York"));
});

test("a clock that is set does not change how long the page waits", async () => {
  await using server = await serve();
  using ada = await withClock(server.url);
  await ada.introduce("ada");
  await ada.get("window.WebSocket = class { constructor() { throw new Error('none') } }");
  await ada.network(false);
  await ada.get("setClock(Date.now() - 5 * 3_600_000)");
  const waits = `Number(/trying again in ([\\d,]+) s/.exec(${visible("document.querySelector('.countdown')?.textContent ?? ''")})?.[1].replace(",", ""))`;
  const most = await ada.until<number>("the countdown", `${waits} >= 0 && 1 + ${waits}`);
  expect(most).toBeLessThan(7);
});

test("the state stands under the heading in the reader's language, and the greeting in the console", async () => {
  await using server = await serve();
  using lin = await Page.open(`${server.url}/healthz`, { languages: "zh-CN" });
  await lin.view.cdp("Page.addScriptToEvaluateOnNewDocument", {
    source: "window.printed = []; console.log = (...all) => printed.push(...all);",
  });
  await lin.view.navigate(server.url);
  await lin.introduce("林");
  await lin.shows("在线");
  expect(await lin.get<string>("document.body.innerText")).not.toContain("丢你楼某");
  expect(await lin.get<string[]>("printed")).toEqual(["丢你楼某"]);
});

test("P3: a greeting that an operator has set stands beside the state", async () => {
  await using server = await serve({ GREETING: "Welcome to the workshop" });
  using ada = await Page.open(server.url);
  await ada.introduce("ada");
  await ada.shows("Online · Welcome to the workshop");
});

test("a file that is dropped does not take the page's place, and one is told that files cannot be sent", async () => {
  await using server = await serve();
  using ada = await Page.open(server.url);
  await ada.introduce("ada");
  const told = "Files cannot be sent here yet.";
  const [x, y] = [700, 300];
  const data = { items: [], files: ["/etc/hostname"], dragOperationsMask: 1 };
  await ada.view.cdp("Input.setInterceptDrags", { enabled: false });
  for (const type of ["dragEnter", "dragOver", "drop"])
    await ada.view.cdp("Input.dispatchDragEvent", { type, x, y, data });
  await ada.shows(told);
  expect(await ada.get<string>("location.href")).toBe(`${server.url}/`);
  /** Whether the browser may do what it does by itself, when something is dropped or pasted. */
  const does = (event: string, on: string, kind: string) =>
    ada.get<boolean>(`(() => {
      const data = new DataTransfer();
      if ("${kind}" === "file") data.items.add(new File(["x"], "x.png", { type: "image/png" }));
      else data.setData("text/plain", "words");
      const options = { bubbles: true, cancelable: true };
      const event = "${event}" === "paste"
        ? new ClipboardEvent("paste", { ...options, clipboardData: data })
        : new DragEvent("${event}", { ...options, dataTransfer: data });
      return document.querySelector("${on}").dispatchEvent(event);
    })()`);
  expect(await does("drop", "#txt", "file")).toBeFalse();
  expect(await does("dragover", ".log", "file")).toBeFalse();
  expect(await does("drop", ".log", "text")).toBeFalse();
  expect(await does("drop", "#txt", "text")).toBeTrue();
  await ada.view.reload();
  await ada.online();
  expect(await does("paste", "#txt", "text")).toBeTrue();
  expect(await ada.get<string>("document.body.innerText")).not.toContain(told);
  await does("paste", "#txt", "file");
  await ada.shows(told);
});

test("one comes back to a room where one left it, and at the end goes along with what is new", async () => {
  await using server = await serve();
  await fill(server.url, 300);
  await fill(server.url, 5, "designers");
  using ada = await Page.open(server.url);
  await ada.introduce("ada");
  await sees(ada, 300);
  await scrollsTo(ada, 100, -400);
  const place =
    "(({ top }) => Math.round(top))(document.querySelector('[data-seq=\"100\"]').getBoundingClientRect())";
  const [before, top] = [await inSight(ada), await ada.get<number>(place)];
  await ada.get(
    `history.pushState(null, "", "/r/designers"), dispatchEvent(new PopStateEvent("popstate"))`,
  );
  await ada.until("the other room", `${heading} === "designers"`);
  await sees(ada, 5);
  await fill(server.url, 3);
  await ada.press("Lobby");
  await sees(ada, 100);
  await ada.until("the same place", `Math.abs(${place} - ${top}) <= 2`);
  expect(await inSight(ada)).toEqual(before);
  expect(await ada.get<string>("document.querySelector('.newest').innerText")).toContain("3");
  await ada.press("To the newest message");
  await sees(ada, 303);
  await ada.press("designers");
  await sees(ada, 5);
  await ada.press("Lobby");
  await sees(ada, 303);
  await fill(server.url, 1);
  await sees(ada, 304);
});

/** Clicks a link with a key held. */
const clickedWith = (key: string) => `document.querySelector(".txt a").dispatchEvent(
    Object.assign(new MouseEvent("click", { bubbles: true, cancelable: true, ${key}: true })))`;

test("a link to a room here opens it without loading the page, and with a key held as every link does", async () => {
  await using server = await serve();
  await using lin = await Client.connect(server.url);
  await fill(server.url, 60, "designers");
  await lin.say(`${server.url}/r/designers#7`);
  await lin.say(
    `${server.url}/tutorial.html ${server.url}/r/a%20b ${server.url}/#key=0123456789abcdef0&name=lin https://example.org`,
  );
  using ada = await Page.open(server.url);
  await ada.introduce("ada");
  await sees(ada, 2);
  expect(
    await ada.get<string[]>("[...document.querySelectorAll('.txt a')].map(({ target }) => target)"),
  ).toEqual(["", "_blank", "_blank", "_blank", "_blank"]);
  await ada.get("window.isSame = true");
  // Nothing is opened by an event that a script has made; what matters is who takes it.
  await ada.get(
    "addEventListener('click', (event) => { window.isTaken = event.defaultPrevented; event.preventDefault(); })",
  );
  for (const key of ["ctrlKey", "metaKey", "shiftKey"]) {
    await ada.get(clickedWith(key));
    expect([key, await ada.get<boolean>("isTaken")]).toEqual([key, false]);
  }
  await ada.press(`${server.url}/r/designers#7`);
  await sees(ada, 7);
  expect(
    await ada.get<unknown[]>(`[isSame, location.pathname + location.hash, ${heading}]`),
  ).toEqual([true, "/r/designers#7", "designers"]);
  await ada.get("history.back()");
  await ada.until("the lobby", `${heading} === "Lobby"`);
});
