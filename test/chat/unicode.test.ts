import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Presence, Reply } from "../../src/protocol";
import { INVISIBLE } from "../hostile/corpus";
import { Client } from "../support/client";
import { serve } from "../support/server";

setDefaultTimeout(60_000);

let server: Awaited<ReturnType<typeof serve>>;
let ada: Client;
let lin: Client;

beforeAll(async () => {
  server = await serve();
  [ada, lin] = await Promise.all([Client.connect(server.url), Client.connect(server.url)]);
});
afterAll(async () => {
  for (const client of [ada, lin]) client.socket.disconnect();
  await server[Symbol.asyncDispose]();
});

const shown = (text: string) => [JSON.stringify(text).replace(/[^ -~]/gu, escaped), text];
const escaped = (character: string) => `U+${character.codePointAt(0)?.toString(16)} `;

test.each(["हिन्दी", "ช้าง", "مُحَمَّد", "می\u200cخواهم", "ශ්\u200dරී", "മലയാളം", "Việt", "ខ្មែរ"])(
  "P4: a room's name may have the marks and joiners of its script: %s",
  async (room) => {
    const name = room.normalize("NFC");
    expect(await ada.ask("join", { room })).toMatchObject({ ok: true, room: name });
    expect(await ada.say("hello", { room })).toMatchObject({ ok: true, meta: { room: name } });
  },
);

test.each([
  ["Latin", "café"],
  ["Vietnamese", "Thiết-kế"],
  ["Korean", "디자이너"],
  ["Hindi with a nukta", "क़िला"],
])("P4: a name in NFC and in NFD is one room, in every event: %s", async (_, name) => {
  const [room, other] = [name.normalize("NFC"), name.normalize("NFD")];
  await lin.ask("join", { room });
  expect(await ada.ask("join", { room: other })).toMatchObject({ ok: true, room, count: 2 });
  expect(await ada.say("hello", { room: other })).toMatchObject({ meta: { room, seq: 1 } });
  // What others said in the lobby may have come before.
  for (let heard = ""; heard !== room;) heard = (await lin.message()).meta.room;
  ada.tell("typing", { room: other, on: true });
  expect(await lin.next("typing")).toMatchObject([{ room }]);
  expect(await lin.ask("history", { room: other })).toMatchObject({ messages: [{ room }] });
  expect(await ada.ask("leave", { room: other })).toEqual({ ok: true });
  expect(await ada.say("gone", { room })).toMatchObject({ error: { code: "not_in_room" } });
});

test.each([
  ["64 characters in NFC", "é".repeat(64).normalize("NFD"), true],
  ["65 characters in NFC", "é".repeat(65), false],
  ["marks without end", `a${"\u0316\u0301".repeat(10_000)}`, false],
])("P4: the length of a room's name counts in NFC: %s", async (_, room, isTaken) => {
  const began = performance.now();
  const reply = (await ada.ask("join", { room })) as Reply<Presence>;
  expect(reply).toMatchObject(isTaken ? { ok: true } : { ok: false, error: { code: "too_long" } });
  expect(performance.now() - began).toBeLessThan(2000);
});

test.each(INVISIBLE.map(shown))(
  "P6: a text, a name and a room with nothing that can be seen are refused: %s",
  async (_, nothing = "") => {
    const invalid = { ok: false, error: { code: "invalid" } };
    expect(await ada.say(nothing)).toMatchObject(invalid);
    expect(await ada.say("hello", { name: nothing })).toMatchObject(invalid);
    expect(await ada.ask("rename", { name: nothing })).toMatchObject(invalid);
    for (const event of ["join", "leave", "history"])
      expect(await ada.ask(event, { room: nothing })).toMatchObject(invalid);
    expect(await Client.refused(server.url, { name: nothing })).toMatchObject({
      data: { code: "invalid" },
    });
  },
);

test.each(
  ["a\u061cb", "\u200eada", "ada\u200f", "\u202aada", "ada\u202e", "a\u2066d\u2069a"].map(shown),
)("P6: a name has no control for the direction of text: %s", async (_, name = "") => {
  const invalid = { ok: false, error: { code: "invalid" } };
  expect(await ada.say("hello", { name })).toMatchObject(invalid);
  expect(await ada.ask("rename", { name })).toMatchObject(invalid);
  expect(await Client.refused(server.url, { name })).toMatchObject({ data: { code: "invalid" } });
  expect(await ada.say(`a text may have it: ${name}`)).toMatchObject({ ok: true });
});

test.each([
  "👩‍👩‍👧",
  "🇺🇳",
  "1️⃣",
  "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
  "❤️",
  "می\u200cخواهم",
  "हिन्दी",
  "ि",
  "สวัสดี",
  "أ\u0640\u064e",
  "ᅟᅡ나",
  ".",
  "⠁",
  "a\u200b",
])("P6: a text and a name of any script, or an emoji, are accepted unchanged: %s", async (txt) => {
  await lin.unread();
  expect(await ada.say(txt, { name: txt })).toMatchObject({ ok: true });
  for (;;) {
    const { msg } = await lin.message();
    if (msg.name === txt) return expect(msg).toEqual({ name: txt, txt });
  }
});
