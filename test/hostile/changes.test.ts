/** What mallory tries with other people's messages (P20 to P25). */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { ChangeReply, HistoryPage, Message, Reply } from "../../src/protocol";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { shared } from "../support/shared";

setDefaultTimeout(60_000);

const room = "designers";
const place = { room, seq: 1 };

async function enter(url: string, name: string) {
  const client = await Client.connect(url, "websocket", { name, key: `the long key of ${name}` });
  await client.ask("join", { room });
  return client;
}

/** A room in which ada has said one thing, and mallory. */
async function attacked(env: Record<string, string> = {}) {
  const server = await serve(env);
  const [ada, mallory] = [await enter(server.url, "ada"), await enter(server.url, "mallory")];
  await ada.say("ada's own words", { room });
  const read = async (from: Client = ada) =>
    ((await from.ask("history", { room })) as Extract<Reply<HistoryPage>, { ok: true }>).messages;
  return {
    server,
    ada,
    mallory,
    read,
    async [Symbol.asyncDispose]() {
      for (const client of [ada, mallory]) await client[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

const codeOf = async (reply: Promise<unknown>) => {
  const got = (await reply) as Reply<ChangeReply>;
  return got.ok ? "ok" : got.error.code;
};

test("P23: mallory cannot edit or remove what ada said, not with ada's name and not with a send key of ada's", async () => {
  await using chat = await attacked();
  const { ada, mallory, read } = chat;
  await mallory.ask("rename", { name: "ada" });
  await ada.ask("edit", { ...place, txt: "ada's better words", id: "key" });
  const before = await read();
  expect(await codeOf(mallory.ask("edit", { ...place, txt: "mallory's" }))).toBe("forbidden");
  expect(await codeOf(mallory.ask("edit", { ...place, txt: "mallory's", id: "key" }))).toBe(
    "forbidden",
  );
  expect(await codeOf(mallory.ask("remove", place))).toBe("forbidden");
  await ada.ask("remove", place);
  expect(await codeOf(mallory.ask("remove", place))).toBe("forbidden");
  expect(before).toMatchObject([{ txt: "ada's better words" }]);
  expect(await read()).toMatchObject([{ txt: "", gone: { by: before[0]!.from } }]);
});

test("P21: mallory changes nothing in a room that mallory is not in, that is not there, or at a number that is none", async () => {
  await using chat = await attacked();
  const { mallory, read } = chat;
  await mallory.say("mallory's own words", { room });
  const before = await read();
  await mallory.ask("leave", { room });
  const own = { room, seq: 2 };
  const changes = (at: object) =>
    Promise.all([
      codeOf(mallory.ask("edit", { ...at, txt: "x" })),
      codeOf(mallory.ask("remove", at)),
      codeOf(mallory.ask("react", { ...at, emoji: "👍", on: true })),
    ]);
  expect(await changes(own)).toEqual(["not_in_room", "not_in_room", "not_in_room"]);
  expect(await changes({ room: "nowhere", seq: 1 })).toEqual([
    "not_in_room",
    "not_in_room",
    "not_in_room",
  ]);
  expect(await changes({ room: "lobby", seq: 1 })).toEqual(["not_found", "not_found", "not_found"]);
  expect(await changes({ room: "lobby", seq: Number.MAX_SAFE_INTEGER })).toEqual([
    "not_found",
    "not_found",
    "not_found",
  ]);
  for (const seq of [0, -1, 1.5, "1", null, [1], {}, 2 ** 53, undefined])
    expect({ seq, codes: await changes({ room: "lobby", seq }) }).toEqual({
      seq,
      codes: ["invalid", "invalid", "invalid"],
    });
  expect(await read()).toEqual(before);
});

describe("one reaction", () => {
  const chat = shared(() => attacked());

  /** Where ada has just said something. */
  async function said() {
    const reply = await chat().ada.say("ada's own words", { room });
    if (!reply.ok) throw new Error(reply.error.message);
    return { room, seq: reply.meta.seq };
  }
  async function message({ seq }: { seq: number }): Promise<Message> {
    const found = (await chat().read()).find((one) => one.seq === seq);
    if (!found) throw new Error(`there is no message ${seq}`);
    return found;
  }

  test.each([
    ["nothing", ""],
    ["a letter", "a"],
    ["two", "👍👍"],
    ["one and a space", "👍 "],
    ["one and a joiner", "👍\u200d"],
    ["a joiner", "\u200d"],
    ["a variation selector", "\ufe0f"],
    ["a digit", "1"],
    ["a sign that is drawn as text", "©"],
    ["a heart that is drawn as text", "❤"],
    ["half a flag", "🇦"],
    ["the flag of no country", "🇽🇽"],
    ["a tag", "<b>"],
    ["half a character", "\ud83d"],
    ["a family that is none", "👩‍👩‍👩‍👩"],
    ["thousands", "👍".repeat(5000)],
    ["a number", 7],
    ["null", null],
    ["a list", ["👍"]],
  ])("P25: no emoji: %s", async (_, emoji) => {
    const at = await said();
    expect(await codeOf(chat().mallory.ask("react", { ...at, emoji, on: true }))).toBe("invalid");
    expect(await message(at)).not.toContainKey("reactions");
  });

  test.each(["👍", "❤️", "🏳️‍🌈", "👩🏽‍💻", "🇭🇰", "1️⃣", "🏴󠁧󠁢󠁷󠁬󠁳󠁿"])("P25: one emoji: %s", async (emoji) => {
    const at = await said();
    expect(await codeOf(chat().mallory.ask("react", { ...at, emoji, on: true }))).toBe("ok");
    expect((await message(at)).reactions).toMatchObject([{ emoji, count: 1 }]);
  });
});

test("P25: mallory puts one of each emoji at most on a message, and twenty different ones", async () => {
  await using chat = await attacked();
  const { mallory, read } = chat;
  const emoji = Array.from({ length: 25 }, (_, n) => String.fromCodePoint(0x1f600 + n));
  const codes: string[] = [];
  for (const one of [...emoji, ...emoji])
    codes.push(await codeOf(mallory.ask("react", { ...place, emoji: one, on: true })));
  expect(codes.filter((code) => code === "ok")).toHaveLength(40);
  expect(codes.filter((code) => code === "invalid")).toHaveLength(10);
  const [message] = await read();
  expect(message!.reactions!.map(({ count }) => count)).toEqual(Array(20).fill(1));
  // The hundred reactions of one whose name is none are no more than each once either.
  expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(3000);
});

test("H15: reactions, on and off and on, count as messages: after a burst the next one waits, and so does an edit of a long message", async () => {
  await using chat = await attacked({ MESSAGE_RATE: "5", MESSAGE_BURST: "20", EVENT_RATE: "100" });
  const { ada, mallory, read } = chat;
  const ask = (n: number) => mallory.ask("react", { ...place, emoji: "👍", on: n % 2 === 0 });
  const codes = await Promise.all(Array.from({ length: 100 }, (_, n) => codeOf(ask(n))));
  const made = codes.filter((code) => code === "ok").length;
  expect(made).toBeWithin(20, 30);
  expect(codes.filter((code) => code === "rate_limited")).toHaveLength(100 - made);
  expect((await read())[0]!.rev).toBeLessThanOrEqual(1 + made);
  // Ada, who did none of that, edits at once.
  expect(await codeOf(ada.ask("edit", { ...place, txt: "still here" }))).toBe("ok");
});

test("H39: small reactions to a long message count with all the bytes that everybody is told", async () => {
  await using chat = await attacked({
    MESSAGE_RATE: "1000",
    MESSAGE_BURST: "1000",
    EVENT_RATE: "0",
    BACKLOG_BYTES: "200000",
  });
  const { ada, mallory } = chat;
  await ada.say("😀".repeat(4000), { room });
  const codes: string[] = [];
  for (let n = 0; n < 40; n += 1)
    codes.push(await codeOf(mallory.ask("react", { room, seq: 2, emoji: "👍", on: n % 2 === 0 })));
  // 16 kilobytes each, of 125 that may be told at once, and 4096 a second for each message of the rate.
  expect(codes).toContain("ok");
  const bytes = codes.filter((code) => code === "ok").length * 16_000;
  expect(bytes).toBeLessThan(125_000 + 40 * 16_000);
});

test("H35: mallory sends a message again that was removed, as often as the wire allows, and it stays removed", async () => {
  await using chat = await attacked();
  const { mallory, ada, read } = chat;
  const said = () =>
    mallory.ask("chuan", { name: "mallory", txt: "a leak" }, { room, id: "again" });
  await said();
  await ada.message();
  await mallory.ask("remove", { room, seq: 2 });
  const replies = (await Promise.all(Array.from({ length: 50 }, said))) as { message: Message }[];
  expect(new Set(replies.map(({ message }) => `${message.seq} ${message.txt}`))).toEqual(
    new Set(["2 "]),
  );
  expect(await ada.unread()).toBe(0);
  expect(JSON.stringify(await read())).not.toContain("a leak");
});

test("P24: mallory calls no more than twenty people, and nobody who is not in the room", async () => {
  await using chat = await attacked();
  const { mallory } = chat;
  const crowd = await Promise.all(
    Array.from({ length: 25 }, (_, n) => enter(chat.server.url, `p${n}`)),
  );
  await using absent = await Client.connect(chat.server.url, "websocket", { name: "noor" });
  expect(absent.socket.connected).toBeTrue();
  const say = async (txt: string) =>
    ((await mallory.ask("chuan", { name: "m", txt }, { room })) as { message: Message }).message
      .calls;
  expect(await say("@noor")).toBeUndefined();
  expect(await say(crowd.map((_, n) => `@p${n}`).join(" "))).toHaveLength(20);
  // As many places at which a name could begin as a text has, and names that all begin alike.
  const began = performance.now();
  expect(await say("@".repeat(4000))).toBeUndefined();
  expect(await say("@p".repeat(1990))).toBeUndefined();
  expect(performance.now() - began).toBeLessThan(2000);
  for (const client of crowd) await client[Symbol.asyncDispose]();
});
