import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { HistoryPage, Presence, Reply } from "../../src/protocol";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { Wire } from "./attacker";
import { NAMES, NO_ROOMS, ROOMS, TEXTS } from "./corpus";

setDefaultTimeout(60_000);

let server: Awaited<ReturnType<typeof serve>>;
let mallory: Client;
let lin: Client;

beforeAll(async () => {
  server = await serve();
  [mallory, lin] = await Promise.all([
    Client.connect(server.url),
    Client.connect(server.url, "polling"),
  ]);
});
afterAll(async () => {
  for (const client of [mallory, lin]) client.socket.disconnect();
  await server[Symbol.asyncDispose]();
});

test("the corpus has more than a hundred texts", () => {
  expect(TEXTS.length).toBeGreaterThan(100);
  expect(new Set(TEXTS).size).toBe(TEXTS.length);
});

test.each(TEXTS.map((text) => [text.slice(0, 60), text]))(
  "a text is passed on and kept exactly as it was sent: %j",
  async (_, text) => {
    expect(await mallory.say(text, { name: "mallory" })).toMatchObject({ ok: true });
    expect((await lin.message()).msg).toEqual({ name: "mallory", txt: text });
    const page = (await lin.ask("history", { room: "lobby", limit: 1 })) as HistoryPage;
    expect(page.messages[0]?.txt).toBe(text);
  },
);

test.each(NAMES.map((name) => [name]))(
  "a name is passed on and kept exactly as it was sent: %j",
  async (name) => {
    expect(await mallory.say("hello", { name })).toMatchObject({ ok: true });
    expect((await lin.message()).msg.name).toBe(name);
    expect(await mallory.ask("rename", { name })).toMatchObject({ ok: true, you: { name } });
  },
);

test.each(ROOMS.map((room) => [room]))(
  "a room is a room of its own, whatever it is called: %j",
  async (room) => {
    const joined = (await mallory.ask("join", { room })) as Reply<Presence>;
    expect(joined).toMatchObject({ ok: true, room, count: 1 });
    await lin.ask("join", { room });
    expect(await mallory.say("hello", { room })).toMatchObject({ meta: { room, seq: 1 } });
    expect((await lin.message()).meta.room).toBe(room);
    for (const client of [mallory, lin]) await client.ask("leave", { room });
  },
);

test.each(NO_ROOMS.map((room) => [room]))("what is no room's name is refused: %j", async (room) => {
  for (const event of ["join", "leave", "history"])
    expect(await mallory.ask(event, { room })).toMatchObject({ ok: false });
  expect(await mallory.say("hello", { room })).toMatchObject({ ok: false });
});

test("a text with more combining marks than its length allows is too long", async () => {
  const reply = await mallory.say(`a${"\u0301".repeat(20_000)}`);
  expect(reply).toMatchObject({ ok: false, error: { code: "too_long" } });
});

test("a hundred thousand combining marks are over the limit of a packet, which ends the connection of their sender", async () => {
  using wire = await Wire.connect(server.url);
  wire.send(`42["chuan",{"name":"mallory","txt":"a${"\u0301".repeat(100_000)}"}]`);
  await wire.cutOff();
  expect(await mallory.say("after them")).toMatchObject({ ok: true });
  expect((await lin.message()).msg.txt).toBe("after them");
});
