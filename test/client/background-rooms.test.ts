import { expect, setDefaultTimeout, test } from "bun:test";
import { BackgroundRooms } from "../../src/client/background-rooms";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { until } from "../support/until";
import { ADAS_KEY, openPerson } from "../page/person";

setDefaultTimeout(60_000);

const LISTED = ["one", "two", "three", "four", "five"];

/** Lin says these texts in a room; those with an exclamation mark answer what ada has said there first, so that they call her (P24). */
async function say(url: string, room: string, texts: readonly string[]): Promise<void> {
  await using lin = await enter(url, room, {});
  const { seq } = (await lin.log(room))[0] ?? {};
  for (const txt of texts) {
    const re = txt.includes("!") ? seq : undefined;
    await lin.say(txt, { room, name: "lin", ...(re === undefined ? {} : { re }) });
  }
}

/** Ada has said something in a room, on another device. */
async function begin(url: string, room: string): Promise<void> {
  await using ada = await enter(url, room, { key: ADAS_KEY });
  await ada.say("hello", { room });
}

async function enter(url: string, room: string, auth: object): Promise<Client> {
  const client = await Client.connect(url, "websocket", auth);
  await client.ask("leave", { room: "lobby" });
  await client.ask("join", { room });
  return client;
}

/** What the list shows of its rooms: how many are unread, and `@` where one of them calls. */
const listed = ({ chat }: Awaited<ReturnType<typeof openPerson>>) =>
  Object.fromEntries(
    chat.rooms.value
      .filter(({ unread }) => unread.value > 0)
      .map(({ name, unread, isMentioned }) => [
        name,
        `${isMentioned.value ? "@" : ""}${unread.value}`,
      ]),
  );

test("the room list marks mentions among unread messages, also in rooms beyond the connection's limit", async () => {
  await using server = await serve({ MAX_ROOMS: "3" });
  for (const room of ["one", "four"]) await begin(server.url, room);
  await say(server.url, "one", ["tea!"]);
  await say(server.url, "two", ["hello", "hello"]);
  await say(server.url, "four", ["tea!", "hello"]);
  await say(server.url, "five", ["hello"]);
  const ada = await openPerson(server.url, { rooms: LISTED });
  const wanted = { one: "@2", two: "2", four: "@3", five: "1" };
  await until("the list", () => Bun.deepEquals(listed(ada), wanted));
});

test("a seen mention is no longer marked, and one that comes live is", async () => {
  await using server = await serve();
  await begin(server.url, "one");
  await say(server.url, "one", ["tea!", "hello"]);
  const ada = await openPerson(server.url, { rooms: ["one", "two"], seen: 2 });
  await until("the list", () => Bun.deepEquals(listed(ada), { one: "1" }));
  await say(server.url, "two", ["hello", "hello", "@ADA", "hello"]);
  await say(server.url, "one", ["@Ada"]);
  await until("the calls", () => Bun.deepEquals(listed(ada), { one: "@2", two: "@4" }));
  const two = ada.chat.rooms.value.find(({ name }) => name === "two");
  two?.see(3);
  expect(listed(ada)).toEqual({ one: "@2", two: "1" });
});

test("a mention a page above the newest unread message is found", async () => {
  await using server = await serve();
  const texts = Array.from({ length: 120 }, (_, n) => (n === 10 ? "tea!" : `message ${n}`));
  await begin(server.url, "one");
  await say(server.url, "one", texts);
  const ada = await openPerson(server.url, { rooms: ["one"], seen: 1 });
  await until("the call", () => Bun.deepEquals(listed(ada), { one: "@120" }));
});

test("after waking, the page has the messages of rooms that the connection is not in", async () => {
  await using server = await serve({ MAX_ROOMS: "1" });
  await begin(server.url, "one");
  const ada = await openPerson(server.url, { rooms: ["one"], seen: 0 });
  await until("a look at the room", () =>
    ada.chat.rooms.value.some(({ unread }) => unread.value === 1),
  );
  await say(server.url, "one", ["tea!"]);
  expect(ada.heard).toEqual([]);
  ada.chat.wake();
  await until("the call", () => Bun.deepEquals(listed(ada), { one: "@2" }));
  expect(ada.heard.map(({ txt }) => txt)).toEqual(["tea!"]);
});

test("with a thousand rooms, each check asks for some of them, in turn: sending is not held up by it", async () => {
  const asked: string[] = [];
  const outside = Array.from({ length: 1000 }, (_, n) => ({
    name: `room-${n}`,
    lastSeen: 0,
    newest: 0,
    hasMention: false,
    sort() {},
    onPeeked: async () => {},
  }));
  const background = new BackgroundRooms({
    async history({ room }) {
      asked.push(room);
      return { room, messages: [], head: 0, floor: 0, rev: 0 };
    },
    receive() {},
    change() {},
    outside: () => outside,
  });
  await background.look();
  expect(asked.length).toBeLessThanOrEqual(50);
  while (asked.length < outside.length) await background.look();
  expect(asked).toEqual(outside.map(({ name }) => name));
});
