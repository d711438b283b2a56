import { expect, test } from "bun:test";
import { Client } from "../support/client";
import { serveInProcess } from "../support/process";
import type { Page } from "./page";
import {
  fill,
  inDatabase,
  keepsMessages,
  keepsShell,
  listens,
  listensToKeys,
  sees,
} from "./people";
import { by, Link, portOf } from "../chaos/link";
import { until } from "../support/until";
import { samePlace } from "./same-place";

const place = samePlace();

async function textsOf(url: string): Promise<string[]> {
  await using reader = await Client.connect(url);
  const page = (await reader.ask("history", { room: "lobby" })) as { messages: { txt: string }[] };
  return page.messages.map(({ txt }) => txt);
}

const lost = (page: Page) =>
  page.until("the lost connection being shown", "document.querySelector('#status .now') !== null");

const allSent = (page: Page, count: number) =>
  page.until(
    `${count} messages sent and none waiting`,
    `document.querySelectorAll(".line[data-seq]").length === ${count} &&
     document.querySelectorAll(".unsent").length === 0`,
  );

test("text typed while the server is away survives the page, and goes out once, in the order typed", async () => {
  await using server = await place.serve();
  await using link = await Link.open(() => portOf(server.url));
  const url = by(link, server.url);
  const ada = await place.open(url);
  await ada.introduce("ada");
  await ada.say("before");
  await allSent(ada, 1);
  link.break();
  await lost(ada);
  for (const txt of ["one", "two", "three"]) await ada.say(txt);
  await ada.until("the three kept", inDatabase("outbox", "count()", "(count) => count === 3"));
  await ada.view.navigate("about:blank");
  link.heal();
  await ada.view.navigate(url);
  await allSent(ada, 4);
  expect(await textsOf(server.url)).toEqual(["before", "one", "two", "three"]);
});

test("a server killed and restarted while somebody types loses nothing, doubles nothing, changes no order", async () => {
  await using server = await serveInProcess();
  const ada = await place.open(server.url);
  await ada.introduce("ada");
  const texts = Array.from({ length: 9 }, (_, n) => `message ${n + 1}`);
  for (const [n, txt] of texts.entries()) {
    if (n === 3) await server.kill();
    if (n === 6) await server.restart();
    await ada.say(txt);
  }
  // It may have come back by itself already.
  await ada.view.evaluate("document.querySelector('#status .now')?.click()");
  await allSent(ada, 9);
  expect(await textsOf(server.url)).toEqual(texts);
});

test("P14: a page whose connection went silent while nobody looked shows what was missed soon after visibilitychange, online, focus or pageshow", async () => {
  await using server = await place.serve();
  await using link = await Link.open(() => portOf(server.url));
  await using lin = await Client.connect(server.url);
  const ada = await place.open(by(link, server.url));
  await ada.introduce("ada");
  for (const sign of ["visibilitychange", "online", "focus", "pageshow"]) {
    const swallowed = link.silence("up", "down");
    await lin.say(`missed before ${sign}`);
    await swallowed;
    link.heal();
    await ada.get(
      `(${sign === "visibilitychange" ? "document" : "window"}).dispatchEvent(new Event("${sign}"))`,
    );
    const began = performance.now();
    await ada.shows(`missed before ${sign}`);
    expect([sign, performance.now() - began < 6000]).toEqual([sign, true]);
    await ada.online();
  }
});

test("a name that one is typing stays while the page tries to connect, again and again", async () => {
  await using server = await place.serve();
  let tries = 0;
  // The page comes through; its connection does not.
  using proxy = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch({ url }) {
      const { pathname, search } = new URL(url);
      if (!pathname.startsWith("/socket.io/"))
        return fetch(server.url + pathname + search, { decompress: false });
      tries += 1;
      return new Response(null, { status: 503 });
    },
  });
  const ada = await place.open(`http://127.0.0.1:${proxy.port}`);
  await ada.until("the question for a name", "document.activeElement?.id === 'name'");
  await ada.view.type("ad");
  await ada.get("void (document.activeElement.isFirst = true)");
  const before = tries;
  await until("two more tries", () => tries >= before + 4);
  await ada.view.type("a");
  expect(await ada.get("[document.activeElement.isFirst, document.activeElement.value]")).toEqual([
    true,
    "ada",
  ]);
});

test("what is typed offline survives a page that is left at once and computes until then", async () => {
  await using server = await place.serve();
  const ada = await place.open(server.url, { worker: true });
  await ada.introduce("ada");
  await keepsShell(ada);
  await ada.hasNetwork(false);
  // The database's answer to `put` finds no page any more.
  await ada.get(`(() => {
    window.isOld = true;
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...args) {
      // Other things are stored at times of their own.
      if (this.name !== "outbox") return put.apply(this, args);
      location.reload();
      const end = performance.now() + 300;
      queueMicrotask(() => { while (performance.now() < end); });
      return put.apply(this, args);
    };
  })()`);
  await ada.say("just typed");
  await ada.until("the page anew", "window.isOld === undefined");
  await ada.shows("just typed");
});

test("P18: a server that leaves is said to, then the page waits, counts and tries again", async () => {
  const server = await place.serve();
  const ada = await place.open(server.url);
  await ada.introduce("ada");
  // What counts the seconds is fetched a moment after the page.
  await listensToKeys(ada);
  await ada.get(`(() => {
    const status = document.querySelector("#status");
    window.states = [];
    new MutationObserver(() => states.push(status.dataset.is))
      .observe(status, { attributes: true, attributeFilter: ["data-is"] });
  })()`);
  await server[Symbol.asyncDispose]();
  await ada.until("the waiting", "states.includes('waiting')");
  expect((await ada.get<string[]>("states"))[0]).toBe("leaving");
  await ada.shows("retrying in");
});

test("a person who does not want to wait tries again now, and what was missed is read out, each message once", async () => {
  await using server = await place.serve();
  await using link = await Link.open(() => portOf(server.url));
  await fill(server.url, 1);
  const ada = await place.open(by(link, server.url));
  await ada.introduce("ada");
  await sees(ada, 1);
  await listens(ada);
  // What reads out is fetched a moment after the page.
  await listensToKeys(ada);
  link.break();
  await ada.until("the button", "document.querySelector('#status .now') !== null");
  link.heal();
  await fill(server.url, 20);
  await ada.get("document.querySelector('#status .now')?.click()");
  await ada.until("the last", "heard.length >= 20");
  const missed = Array.from({ length: 20 }, (_, n) => `lin: message ${n + 1}`);
  expect(await ada.get<string[]>("heard")).toEqual(missed);
});

test("without a network the page opens, shows what was on screen, and sends what was typed when it is back", async () => {
  await using server = await place.serve();
  await using link = await Link.open(() => portOf(server.url));
  await fill(server.url, 20);
  const ada = await place.open(by(link, server.url), { worker: true });
  await ada.introduce("ada");
  await sees(ada, 20);
  await keepsShell(ada);
  await keepsMessages(ada, 20);
  link.break();
  await ada.view.reload();
  await sees(ada, 20);
  await ada.press("Room details");
  await ada.until("the QR code", "document.querySelector('.qr path') !== null");
  await ada.view.press("Escape");
  await ada.say("typed without a network");
  await ada.until("it waiting", "document.querySelector('[data-state=queued]') !== null");
  await ada.until("it kept", inDatabase("outbox", "count()", "(count) => count === 1"));
  await ada.view.reload();
  await ada.shows("typed without a network");
  link.heal();
  await ada.until("it sent", "document.querySelector('[data-seq=\"21\"]') !== null");
  await using lin = await Client.connect(server.url);
  const { messages } = (await lin.ask("history", { room: "lobby" })) as { messages: object[] };
  expect(messages).toHaveLength(21);
});
