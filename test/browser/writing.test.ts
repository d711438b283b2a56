import { expect, test } from "bun:test";
import { Client } from "../support/client";
import { deskOfAda } from "./desk";
import type { Page } from "./page";
import { fill, inDatabase, listensToKeys, sees } from "./people";
import { samePlace } from "./same-place";

const place = samePlace();

const box = "document.querySelector('#txt').value";

const sit = deskOfAda();

test("each room's draft is there again, after a reload and after going elsewhere", async () => {
  const { ada, room, url } = await sit();
  await ada.view.click("#txt");
  await ada.view.type("half a sen");
  await ada.view.reload();
  await ada.until("the draft", `${box} === "half a sen"`);
  await ada.view.navigate(`${url}/r/designers`);
  await ada.until("an empty box", `document.querySelector('#txt') !== null && ${box} === ""`);
  await ada.press(room);
  await ada.until("the draft again", `${box} === "half a sen"`);
});

test("the box grows with its text, up to a part of the window", async () => {
  const { ada } = await sit();
  await ada.view.click("#txt");
  const height = "document.querySelector('#txt').offsetHeight";
  const before = await ada.get<number>(height);
  await ada.view.cdp("Input.insertText", { text: "a\n".repeat(5) });
  await ada.until("a higher box", `${height} > ${before * 2}`);
  await ada.view.cdp("Input.insertText", { text: "a\n".repeat(100) });
  expect(await ada.get<number>(`${height} / innerHeight`)).toBeLessThan(0.45);
});

test("near the limit the box counts, and beyond it nothing can be sent", async () => {
  const { ada } = await sit();
  await ada.view.click("#txt");
  await ada.view.cdp("Input.insertText", { text: "👍".repeat(3990) });
  await ada.shows("10 characters left");
  await ada.view.cdp("Input.insertText", { text: "👍".repeat(11) });
  await ada.shows("1 character too many");
  expect(await ada.get<boolean>("document.querySelector('#btn').disabled")).toBeTrue();
  await ada.view.press("Backspace");
  await ada.view.press("Enter");
  await ada.until("the message sent", "document.querySelector('.line[data-seq]') !== null");
});

test("the arrow up edits one's last message", async () => {
  const { ada, room, url } = await sit();
  await fill(url, 2, room);
  await ada.say("helo");
  await sees(ada, 3);
  await ada.view.press("ArrowUp");
  await ada.until("the text", `${box} === "helo"`);
  await ada.shows("Editing message");
  await ada.view.press("Escape");
});

test("a name after @ is completed with Tab, and its person sees that they are called", async () => {
  const { ada, room, joins } = await sit();
  const lin = await joins("林 Lin");
  await ada.view.click("#txt");
  await ada.view.type("ask @林");
  await ada.until("the offer", "document.querySelector('.completion') !== null");
  await ada.view.press("Tab");
  await ada.until("the name", `${box} === "ask @林 Lin "`);
  await ada.view.press("Enter");
  expect((await lin.message()).msg.txt).toBe("ask @林 Lin ");
  await lin.say("yes, @ada?", { name: "林 Lin", room });
  await ada.until("the call", "document.querySelector('.calls mark')?.textContent === '@ada'");
  await joins("陳維");
  await choosesByArrow(ada);
});

/** A person who is offered two people hears which of them is meant, and takes the second with Enter. */
async function choosesByArrow(ada: Page): Promise<void> {
  await ada.view.type("@");
  await ada.until("both offered", "document.querySelectorAll('[role=option]').length === 2");
  const meant = `((box) => {
    const of = (name) => document.getElementById(box.getAttribute(name));
    const [list, option] = [of("aria-controls"), of("aria-activedescendant")];
    return list?.role === "listbox" && option === list.querySelector("[aria-selected=true]") &&
      [...list.children].indexOf(option);
  })(document.querySelector("#txt"))`;
  expect(await ada.get<number>(meant)).toBe(0);
  await ada.view.press("ArrowDown");
  await ada.until("the second", `${meant} === 1`);
  const name = await ada.get<string>("document.querySelector('[aria-selected=true]').innerText");
  await ada.view.press("Enter");
  await ada.until("the name", `${box} === "@${name.trim()} "`);
  await ada.view.press("Backspace");
  await ada.until("the offer again", "document.querySelector('.completion') !== null");
  await ada.view.press("Escape");
  await ada.until("no offer", "document.querySelector('.completion') === null");
}

test("P25: completion knows everybody in the room, the hundred-and-fiftieth as well", async () => {
  const { ada, room, url } = await sit();
  const crowd = Array.from({ length: 150 }, (_, n) =>
    Client.connect(url, "websocket", { name: n === 149 ? "Zo\u00eb" : `person ${n}` }),
  );
  await using stack = new AsyncDisposableStack();
  for (const one of await Promise.all(crowd)) await stack.use(one).ask("join", { room });
  await ada.shows("151");
  await ada.view.click("#txt");
  await ada.view.type("@zo");
  await ada.until("the offer", "document.querySelector('.completion')?.innerText.trim() === 'Zoë'");
});

test("a message too fast for the server waits as long as it says, and goes out by itself", async () => {
  await using server = await place.serve({ MESSAGE_RATE: "1", MESSAGE_BURST: "1" });
  await using lin = await Client.connect(server.url);
  const ada = await place.open(server.url);
  await ada.introduce("ada");
  await listensToKeys(ada);
  for (const txt of ["one", "two", "three"]) await ada.say(txt);
  await ada.shows("You are sending too fast.");
  for (const txt of ["one", "two", "three"]) expect((await lin.message()).msg.txt).toBe(txt);
});

test("what the server refused is sent when one tries again, or discarded", async () => {
  const { ada, joins } = await sit();
  const lin = await joins("lin");
  // The first time, each text is spoilt on its way, and the server does not take it.
  await ada.get(`(() => {
    const { send } = WebSocket.prototype;
    const spoilt = new Set(["spoilt", "given up"]);
    WebSocket.prototype.send = function (data) {
      const text = [...spoilt].find((one) => String(data).includes(one));
      spoilt.delete(text);
      send.call(this, text ? data.replace(text, "") : data);
    };
  })()`);
  await ada.say("given up");
  await ada.shows("not sent: The server doesn't accept this text.");
  await ada.press("Discard");
  await ada.until("nothing left", "document.querySelector('.unsent') === null");
  await ada.say("spoilt");
  await ada.press("Try again");
  await ada.until("it sent", "document.querySelector('[data-seq=\"1\"]') !== null");
  expect((await lin.message()).msg.txt).toBe("spoilt");
});

test("a browser that keeps nothing says so, and one can talk all the same", async () => {
  await using server = await place.serve();
  await using lin = await Client.connect(server.url);
  const ada = await place.open(`${server.url}/healthz`);
  await ada.runsFirst(`for (const name of ["indexedDB", "localStorage"])
      Object.defineProperty(window, name, { get() { throw new DOMException(name, "SecurityError"); } });`);
  await ada.view.navigate(server.url);
  await ada.introduce("ada");
  await ada.shows("This browser doesn't save data");
  await ada.press("Close");
  await ada.until("no warning", "document.querySelector('div.warning') === null");
  await ada.say("hello");
  expect((await lin.message()).msg.txt).toBe("hello");
  await lin.say("hi ada");
  await ada.shows("hi ada");
  expect(ada.complaints).toEqual([]);
});

test("a browser without space left says so when a message cannot be kept, and takes it back when it can", async () => {
  const { ada } = await sit();
  await ada.get(`(() => {
    const { put } = IDBObjectStore.prototype;
    window.isFull = true;
    IDBObjectStore.prototype.put = function (...args) {
      if (isFull) throw new DOMException("no space", "QuotaExceededError");
      return put.apply(this, args);
    };
  })()`);
  await ada.hasNetwork(false);
  await ada.say("one");
  await ada.shows("This device is out of space");
  await ada.get("window.isFull = false");
  await ada.say("two");
  await ada.until("no warning", "document.querySelector('div.warning') === null");
  await ada.until("both kept", inDatabase("outbox", "count()", "(count) => count === 2"));
  await ada.hasNetwork(true);
  await ada.get("void document.querySelector('#status .now')?.click()");
  await sees(ada, 2);
});

const REFUSED = { ar: "لا يحفظ", "zh-CN": "不保存数据", "zh-TW": "不儲存資料" };

test("a refused store is said in the reader's language", async () => {
  await using server = await place.serve();
  const ada = await place.open(`${server.url}/healthz`);
  await ada.runsFirst(
    `Object.defineProperty(window, "localStorage", { get() { throw new DOMException("", "SecurityError"); } });`,
  );
  for (const [languages, said] of Object.entries(REFUSED)) {
    await ada.prefersLanguages(languages);
    await ada.view.navigate(server.url);
    await ada.shows(said);
  }
});

test("links lead out safely, code is code, and a lone emoji is large", async () => {
  const { ada, room, joins } = await sit();
  const lin = await joins("lin");
  await lin.say("see https://example.org/a, and `code`", { room });
  await lin.say("```\nlet x = 1;\n```", { room });
  await lin.say("🎉", { room });
  await sees(ada, 3);
  expect(
    await ada.get<string[]>(
      "(({ href, target, rel }) => [href, target, rel])(document.querySelector('.txt a'))",
    ),
  ).toEqual(["https://example.org/a", "_blank", "noopener noreferrer nofollow ugc"]);
  expect(await ada.get<string>("document.querySelector('.txt code').textContent")).toBe("code");
  expect(await ada.get<string>("document.querySelector('.txt pre').textContent")).toBe(
    "let x = 1;",
  );
  expect(await ada.get<string>("document.querySelector('.txt.emoji').textContent")).toBe("🎉");
});

test("a message's text and its link can be copied", async () => {
  const { ada, room, address, url } = await sit();
  await fill(url, 3, room);
  await sees(ada, 2);
  await ada.view.cdp("Browser.grantPermissions", {
    permissions: ["clipboardReadWrite", "clipboardSanitizedWrite"],
  });
  await ada.view.click("[data-seq='2'] .txt");
  await ada.press("More actions");
  await ada.press("Copy text");
  await ada.until(
    "being told",
    "document.querySelector('dialog [role=status]').textContent === 'Copied'",
  );
  await ada.until("the text", "navigator.clipboard.readText().then((t) => t === 'message 2')");
  await ada.press("Copy link");
  await ada.until("the link", `navigator.clipboard.readText().then((t) => t === '${address}#2')`);
});
