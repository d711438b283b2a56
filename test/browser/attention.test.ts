import { expect, test } from "bun:test";
import { Client } from "../support/client";
import { deskOfAda } from "./desk";
import { Page } from "./page";
import type { PageOptions } from "./page-options";
import { fill, sees } from "./people";
import { samePlace } from "./same-place";

const place = samePlace();

type Open = (url: string, options: PageOptions) => Promise<Page>;
const openNew: Open = (url, options) => Page.open(url, options);
const openEmpty: Open = (url, options) => place.open(url, options);

/** Opens the page in a browser that has neither windows nor a loudspeaker, and notes what it would show and play. */
async function openWithNotifications(url: string, open = openNew): Promise<Page> {
  const ada = await open(url, { worker: true });
  await ada.get(`(() => {
    window.shown = [];
    window.sounds = 0;
    Object.defineProperty(Notification, "permission", { value: "granted" });
    window.there = [];
    ServiceWorkerRegistration.prototype.showNotification = (title, { body, data, tag, renotify }) => {
      if (renotify !== true) throw new Error("a phone would show the second one of a room to nobody");
      shown.push([title, body, data, tag]);
      there = there.filter((one) => one.tag !== tag);
      const close = () => (there = there.filter((one) => one.data !== data));
      there.push({ title, tag, data, close });
      return Promise.resolve();
    };
    ServiceWorkerRegistration.prototype.getNotifications = () => Promise.resolve(there);
    window.AudioContext = class extends AudioContext { constructor() { super(); sounds += 1; } };
  })()`);
  await ada.introduce("ada");
  await ada.until("the service worker", "navigator.serviceWorker.ready.then(() => true)");
  return ada;
}

const sit = deskOfAda((url) => openWithNotifications(url));

/** The same with nothing shown, heard or played yet. */
async function sitQuietly() {
  const seat = await sit();
  await seat.ada.get("(shown.length = 0), (there = []), (sounds = 0)");
  return seat;
}

/** Has another window of this browser read a room up to a message. */
const readElsewhere = (page: Page, seq: number, room = "lobby") =>
  page.get(`(() => {
    localStorage.setItem("chuan.rooms", '[{"room":"${room}","seen":${seq},"tell":"mentions"}]');
    dispatchEvent(new Event("storage"));
  })()`);

test("a person who looks elsewhere is told of mentions, unless they want to hear of all or of nothing", async () => {
  await using server = await place.serve();
  await using lin = await Client.connect(server.url);
  const ada = await openWithNotifications(server.url, openEmpty);
  await lin.say("@ada, while you look", { name: "lin" });
  await ada.shows("while you look");
  await ada.look(false);
  await lin.say("not for ada", { name: "lin" });
  await readElsewhere(ada, 3);
  await lin.say("@ada, whom another window shows this", { name: "lin" });
  await lin.say("@ada, tea?", { name: "lin" });
  await ada.until("the notification", "shown.length > 0");
  expect(await ada.get<string[][]>("shown")).toEqual([["lin", "@ada, tea?", "/#4", "lobby"]]);
  expect(await ada.get<number>("sounds")).toBe(1);
  expect(await ada.get<string>("document.title")).toBe("(1) chuan 传");

  await ada.look(true);
  await ada.until("nothing unread", "document.title === 'chuan 传'");
  await ada.shows("New messages");
});

/** Clicks on a notification that leads to `path`: a browser without windows has none to click on, but its worker. */
async function clickNotification(page: Page, path: string): Promise<void> {
  const { targetInfos } = await page.view.cdp<{
    targetInfos: { type: string; url: string; targetId: string }[];
  }>("Target.getTargets");
  const origin = await page.get<string>("location.origin");
  const worker = targetInfos.find(
    ({ type, url }) => type === "service_worker" && url.startsWith(origin),
  );
  const { sessionId } = await page.view.cdp<{ sessionId: string }>("Target.attachToTarget", {
    targetId: worker?.targetId,
    flatten: false,
  });
  const expression = `dispatchEvent(Object.assign(new ExtendableEvent("notificationclick"), {
    notification: { data: ${JSON.stringify(path)}, close() {} },
    waitUntil: (work) => work.catch(() => {}),
  }))`;
  const message = JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression } });
  await page.view.cdp("Target.sendMessageToTarget", { sessionId, message });
}

test("a click on a notification leads to its message, in whichever room that is", async () => {
  const { ada, url } = await sit();
  await fill(url, 2, "designers");
  await clickNotification(ada, "/r/designers#2");
  await ada.until("the message", "document.querySelector('.marked')?.dataset.seq === '2'");
  expect(await ada.get<string>("location.pathname")).toBe("/r/designers");
});

test("the sound can be turned off", async () => {
  const { ada, room, joins } = await sitQuietly();
  const lin = await joins("lin");
  const turnSound = async () => {
    await ada.press("Settings");
    await ada.until("the switch", "document.querySelector('input[type=checkbox]') !== null");
    await ada.view.click("input[type=checkbox]");
    await ada.view.press("Escape");
    await ada.until("no dialog", "document.querySelector('dialog') === null");
  };
  await turnSound();
  await ada.look(false);
  await lin.say("@ada, tea?", { name: "lin", room });
  await ada.until("the notification", "shown.length === 1");
  expect(await ada.get<number>("sounds")).toBe(0);
  await ada.look(true);
  await turnSound();
});

test("reading takes a room's notification away, and so does reading on another page", async () => {
  const { ada, room, joins } = await sitQuietly();
  const lin = await joins("lin");
  await ada.look(false);
  await lin.say("@ada, tea?", { name: "lin", room });
  await ada.until("the notification", "there.length === 1");
  expect(await ada.get<string>("there[0].title")).toBe(`lin · ${room}`);
  await lin.say("@ada, now?", { name: "lin", room });
  await ada.until("the second", "shown.length === 2");
  expect(await ada.get<string[]>("there.map(({ data }) => data)")).toEqual([`/r/${room}#2`]);
  await ada.look(true);
  await ada.until("no notification", "there.length === 0");

  await ada.look(false);
  await lin.say("@ada, again?", { name: "lin", room });
  await ada.until("the third", "there.length === 1");
  await readElsewhere(ada, 3, room);
  await ada.until("no notification", "there.length === 0");
  await ada.look(true);
});

test("when one is first mentioned the page offers notifications, and never again when one declines", async () => {
  await using server = await place.serve();
  await using lin = await Client.connect(server.url);
  const ada = await place.open(`${server.url}/healthz`);
  await ada.runsFirst(`Object.defineProperty(Notification, "permission", { value: "default" });
      window.asked = 0;
      Notification.requestPermission = async () => { asked += 1; return "granted"; };`);
  await ada.view.navigate(server.url);
  await ada.introduce("ada");
  await lin.say("not for ada", { name: "lin" });
  await ada.shows("not for ada");
  expect(await ada.get<number>("document.querySelectorAll('div.warning').length")).toBe(0);
  await lin.say("@ada, tea?", { name: "lin" });
  await ada.shows("lin mentioned you.");
  await ada.press("No, thanks");
  await ada.until("no line", "document.querySelector('div.warning') === null");
  for (const txt of ["@ada, sure?", "@ada, really?"]) {
    await lin.say(txt, { name: "lin" });
    await ada.shows(txt);
    await ada.view.reload();
    await ada.online();
  }
  expect(await ada.get<number>("document.querySelectorAll('div.warning').length + asked")).toBe(0);

  await ada.get("localStorage.removeItem('chuan.offered')");
  await lin.say("@ada, at last?", { name: "lin" });
  await ada.press("Allow notifications");
  await ada.until("no line", "document.querySelector('div.warning') === null");
  expect(await ada.get<number>("asked")).toBe(1);
});

test("the list marks a room in which one is called", async () => {
  await using server = await place.serve();
  await using lin = await Client.connect(server.url);
  await fill(server.url, 1, "designers");
  const ada = await place.open(`${server.url}/r/designers`);
  await ada.introduce("ada");
  await sees(ada, 1);
  await ada.press("Lobby");
  await lin.ask("join", { room: "designers" });
  const count = "document.querySelector('.rooms .count')?.innerText.replace(/\\s+/g, ' ').trim()";
  await lin.say("hello", { room: "designers" });
  await ada.until("one unread", `${count} === '1 1 unread'`);
  await lin.say("@ada?", { room: "designers" });
  await ada.until("the call", `${count} === '@ 2 2 unread · you are mentioned'`);
});

test("of two pages in the background that hear a message, one tells of it", async () => {
  const { ada, room, address, joins } = await sitQuietly();
  const lin = await joins("lin");
  using adasOther = await Page.open(address);
  await adasOther.online();
  await adasOther.get("Object.defineProperty(Notification, 'permission', { value: 'granted' })");
  await adasOther.get(`ServiceWorkerRegistration.prototype.showNotification = (title, { data }) =>
    Promise.resolve(void localStorage.setItem("shown there", data))`);
  for (const page of [ada, adasOther]) await page.look(false);
  await lin.say("@ada, tea?", { name: "lin", room });
  const shownHere = () => ada.get<number>("shown.length");
  const shownThere = () =>
    adasOther.get<number>("localStorage.getItem('shown there') === null ? 0 : 1");
  await ada.until("a notification", "shown.length === 1 || localStorage.getItem('shown there')");
  // The other one had as long to do it as well.
  await Bun.sleep(1500);
  expect((await shownHere()) + (await shownThere())).toBe(1);
  await ada.look(true);
});

const fromOf = async (who: Client) =>
  ((await who.ask("rename", { name: "noor" })) as { you: { from: string } }).you.from;

test("P32: an act notifies only the person whom it meets, in the page's words", async () => {
  await using server = await place.serve();
  const connect = (name: string) =>
    Client.connect(server.url, "websocket", { key: `the key of ${name}, in a room`, name });
  await using lin = await connect("lin");
  await using noor = await connect("noor");
  const room = "designers";
  await lin.ask("found", { room });
  await noor.ask("join", { room });
  const ada = await openWithNotifications(server.url, openEmpty);
  await ada.get("document.querySelector('.side .new-room').click()");
  await ada.until("the field", "document.activeElement?.matches('dialog input')");
  await ada.view.type(room);
  await ada.view.press("Enter");
  await ada.until("the room", "location.pathname === '/r/designers'");
  await ada.get(
    "localStorage.setItem('chuan.rooms', localStorage['chuan.rooms'].replaceAll('\"calls\"', '\"all\"')), dispatchEvent(new Event('storage'))",
  );
  const me = await ada.until<string>("her id", "localStorage['chuan.from']");
  await ada.look(false);
  await lin.ask("mute", { room, from: await fromOf(noor), minutes: 10, reason: "noise" });
  await ada.until("the act on noor", "document.querySelector('.act')?.innerText.includes('noor')");
  await lin.ask("mute", { room, from: me, minutes: 10, reason: "spam" });
  await ada.until("the notification", "shown.length > 0");
  const [[title, body] = []] = await ada.get<string[][]>("shown");
  expect(title).toBe("lin · designers");
  expect(body?.replace(/[\u2066-\u2069]/g, "")).toMatch(
    /^lin muted ada · until .* · Reason: spam$/,
  );
  expect(await ada.get<number>("shown.length")).toBe(1);
});
