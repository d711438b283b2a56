/** How far one has read and what one wants to hear of, on every device of a person (P36). */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { openRoomList } from "../../../src/page/storage/room-list";
import type { Ask } from "../../../src/client/asking";
import { memory } from "../../client/memory";
import { Client } from "../../support/client";
import { serve } from "../../support/server";
import { until } from "../../support/until";
import { device } from "../device";
import { Link, portOf } from "../../chaos/link";
import { ADAS_KEY, openBrowser, openPerson } from "../person";
import { OPEN, type MarkAsked, markingServer } from "./marking-server";

setDefaultTimeout(60_000);

// Most of what each takes is waiting for a next mark, which comes after two seconds at the soonest.
const test = alone.concurrent;

test("P36: at the first contact the server is told what an earlier version of the page has kept here, of few rooms at once", async () => {
  const server = markingServer();
  let [underWay, most] = [0, 0];
  const ask = (async (event: string, request: MarkAsked) => {
    most = Math.max(most, ++underWay);
    await Bun.sleep(1);
    underWay -= 1;
    return (server.ask as (...args: unknown[]) => unknown)(event, request);
  }) as unknown as Ask;
  const store = memory();
  const many = Array.from({ length: 50 }, (_, n) => `room-${n}`);
  const earlier = many.map((room) => ({ room, seen: 7, tell: "mentions" }));
  store.setItem(
    "chuan.rooms",
    JSON.stringify([{ room: "lobby", seen: 5, tell: "all" }, ...earlier]),
  );
  const { chat, greet, say } = device({ store, ask });
  for (let n = 0; n < 5; n += 1) say({ room: "lobby" }, false);
  for (let n = 0; n < 9; n += 1) say({ room: "room-3" }, false);
  greet(...many.map((room) => ({ ...OPEN, room })));
  await until("all marks", () => server.kept.size === 51);
  expect(server.kept.get("lobby")).toEqual({ room: "lobby", seen: 5, level: "all" });
  expect(server.kept.get("room-3")).toEqual({ room: "room-3", seen: 7 });
  expect(chat.rooms.value.find(({ name }) => name === "room-3")?.unread.value).toBe(2);
  expect(most).toBeLessThanOrEqual(8);
});

test.each([
  ["the device that was away has read further", { here: 8, there: 5, becomes: 8 }],
  ["the other device has read further", { here: 5, there: 8, becomes: 8 }],
])("P36: the further mark wins: %s", async (_, { here, there, becomes }) => {
  const { ask, kept } = markingServer();
  const ada = device({ ask });
  for (let n = 0; n < 9; n += 1) ada.say({ room: "designers" }, false);
  ada.greet({ ...OPEN, seen: 3 });
  kept.set("designers", { room: "designers", seen: 3 });
  ada.lose();
  kept.set("designers", { room: "designers", seen: there });
  const offline = openRoomList(ada.store);
  offline.see("designers", here);
  ada.chat.refresh();
  ada.greet({ ...OPEN, seen: there });
  await until("the mark", () => kept.get("designers")?.seen === becomes);
  expect(ada.chat.rooms.value[1]?.unread.value).toBe(9 - becomes);
});

test("P36: a mark that another device has set back on purpose is set back here, also if this one was away", () => {
  const ada = device();
  for (let n = 0; n < 9; n += 1) ada.say({ room: "designers" }, false);
  ada.greet({ ...OPEN, seen: 9 });
  ada.marked({ room: "designers", seen: 4 });
  expect(ada.chat.rooms.value[1]?.unread.value).toBe(5);
  ada.marked({ room: "designers", seen: 9 });
  expect(ada.chat.rooms.value[1]?.unread.value).toBe(0);
  ada.lose();
  ada.greet({ ...OPEN, seen: 2 });
  expect(ada.chat.rooms.value[1]?.unread.value).toBe(7);
});

test("a room that was marked as unread while it is shown stays unread until it is opened again", async () => {
  const { ask, kept } = markingServer();
  const ada = device({ ask, place: "designers" });
  for (let n = 0; n < 3; n += 1) ada.say({ room: "designers" }, false);
  ada.greet({ ...OPEN, head: 3, rev: 3, seen: 3 });
  await until("the room read", () => ada.chat.room.value.isSettled.value);
  const room = ada.chat.room.value;
  room.unsee(2);
  expect([room.unread.value, room.unreadLine.value]).toEqual([2, 1]);
  room.see(3);
  expect(room.unread.value).toBe(2);
  await until("the server knows", () => kept.get("designers")?.seen === 1);
  ada.chat.open({ room: "lobby" });
  ada.chat.open({ room: "designers" });
  room.see(3);
  expect(room.unread.value).toBe(0);
});

test("P36: a level that is chosen while the server is being told of another one is the one that stays", async () => {
  const { ask: answer, kept, asked } = markingServer();
  const chosen = Promise.withResolvers<void>();
  const ask = (async (...said: Parameters<Ask>) => {
    const reply = await answer(...said);
    await chosen.promise;
    return reply;
  }) as Ask;
  const ada = device({ ask, place: "designers" });
  ada.greet({ ...OPEN, seen: 9, level: "calls" });
  ada.chat.own.setLevel("designers", "none");
  const levels = () => asked.flatMap(({ level }) => level ?? []);
  await until("the server to be told", () => levels().length === 1);
  ada.chat.own.setLevel("designers", "calls");
  chosen.resolve();
  await until("the server to know", () => kept.get("designers")?.level === "calls");
  expect(levels()).toEqual(["none", "calls"]);
  expect(openRoomList(ada.store).of("designers").tell).toBe("calls");
});

test("P36: what is read, set back and chosen on one device is so on the other, also after being offline", async () => {
  await using server = await serve();
  await using lin = await Client.connect(server.url, "websocket", {
    key: "the key of lin, who talks",
    name: "lin",
  });
  await lin.ask("join", { room: "designers" });
  const [phone, desk] = [await openPerson(server.url), await openPerson(server.url)];
  phone.chat.open({ room: "designers" });
  const there = ({ chat }: typeof phone) =>
    chat.rooms.value.find(({ name }) => name === "designers");
  await until("the room on the desk", () => there(desk) !== undefined);
  await until("the room read", () => phone.chat.room.value.isSettled.value);
  for (const txt of ["one", "two", "three"]) await lin.say(txt, { room: "designers" });
  await until("three unread on the desk", () => there(desk)?.unread.value === 3);
  phone.chat.room.value.see(3);
  await until("none unread on the desk", () => there(desk)?.unread.value === 0);
  phone.chat.room.value.unsee(2);
  await until("two unread on the desk", () => there(desk)?.unread.value === 2);
  phone.chat.own.setLevel("designers", "none");
  await until("the level on the desk", () => there(desk)?.level.value === "none");

  // A device that nobody has used yet, and one that comes later.
  const tablet = await openPerson(server.url, { browser: openBrowser("ada", ADAS_KEY) });
  expect([there(tablet)?.unread.value, there(tablet)?.level.value]).toEqual([2, "none"]);
});

test("P36: of two devices of which one was offline, both are where the further one has read, and hear of the same", async () => {
  await using server = await serve();
  const link = await Link.open(() => portOf(server.url));
  await using _ = link;
  await using lin = await Client.connect(server.url, "websocket", { name: "lin" });
  await lin.ask("join", { room: "designers" });
  const phone = await openPerson(server.url, { place: { room: "designers" } });
  const train = await openPerson(link.url, {
    patience: { probe: 300, doubt: 500, answer: 5000, greeting: 2000, ban: 1000 },
  });
  const of = ({ chat }: typeof phone) => chat.rooms.value.find(({ name }) => name === "designers");
  for (const txt of ["one", "two", "three"]) await lin.say(txt, { room: "designers" });
  await until("three unread in the train", () => of(train)?.unread.value === 3);
  link.break();
  await until("the tunnel", () => train.chat.status.value.is !== "online");
  of(phone)?.see(1);
  of(train)?.see(2);
  train.chat.own.setLevel("designers", "all");
  link.heal();
  train.chat.reconnect();
  const agree = () =>
    [phone, train].every((one) => of(one)?.unread.value === 1 && of(one)?.level.value === "all");
  await until("both at the second message", agree);
});

test("P36: the mark and the level of the lobby follow the person, too", async () => {
  await using server = await serve();
  await using lin = await Client.connect(server.url, "websocket", { name: "lin" });
  for (const txt of ["one", "two", "three"]) await lin.say(txt);
  const phone = await openPerson(server.url);
  phone.chat.room.value.see(3);
  phone.chat.room.value.unsee(3);
  phone.chat.own.setLevel("lobby", "all");
  await until("the server knows", () => {
    const { marked } = phone.roomList.of("lobby");
    return marked?.seen === 2 && marked.level === "all";
  });
  const tablet = await openPerson(server.url, { browser: openBrowser("ada", ADAS_KEY) });
  await until("one unread", () => tablet.chat.room.value.unread.value === 1);
  expect(tablet.chat.room.value.level.value).toBe("all");
});
