import { expect, setDefaultTimeout, test } from "bun:test";
import type { ChangeReply, HistoryPage, Message, Meta, Reply } from "../../src/protocol";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { Reader } from "../support/version-1-reader";

setDefaultTimeout(60_000);

const KEYS = { ada: "the key of ada, which is long", lin: "the key of lin, which is long" };
const room = "designers";
type Welcome = { rev: number; epoch: string; version: number; you: { from: string } };

async function enter(
  url: string,
  name: keyof typeof KEYS,
  transport: "websocket" | "polling" = "websocket",
) {
  const client = await Client.connect(url, transport, { name, key: KEYS[name] });
  await client.ask("join", { room });
  return client;
}

async function ok<T extends object>(reply: Promise<unknown>): Promise<T> {
  const got = (await reply) as Reply<T>;
  if (!got.ok) throw new Error(`${got.error.code}: ${got.error.message}`);
  return got;
}

const refusal = async (reply: Promise<unknown>) => {
  const got = (await reply) as Reply<object>;
  return got.ok ? "ok" : got.error.code;
};

const changed = async (client: Client) =>
  (await client.next("changed")) as [Message, number, string];
const history = (client: Client, more: object = {}) =>
  ok<HistoryPage>(client.ask("history", { room, ...more }));

test.each(["websocket", "polling"] as const)(
  "P21, P22: over %s, what somebody edits, reacts to and removes is told to everybody in the room, as it is now, and by whom",
  async (transport) => {
    await using server = await serve();
    await using ada = await enter(server.url, "ada", transport);
    await using lin = await enter(server.url, "lin", transport);
    const { meta, message } = await ok<{ meta: Meta; message: Message }>(
      ada.ask("chuan", { name: "ada", txt: "helo" }, { room, id: "one" }),
    );
    expect(meta).toEqual({
      room,
      seq: 1,
      rev: 1,
      prev: 0,
      id: "one",
      from: meta.from,
      at: message.at,
    });
    expect((await lin.message()).meta).toEqual(meta);

    const edit = await ok<ChangeReply>(ada.ask("edit", { room, seq: 1, txt: "hello", id: "e1" }));
    const edited = { ...message, txt: "hello", rev: 2, edited: expect.any(Number) };
    expect(edit).toEqual({ ok: true, rev: 2, prev: 1, message: edited } as never);
    for (const one of [ada, lin]) expect(await changed(one)).toEqual([edited, 1, meta.from]);

    const react = await ok<ChangeReply>(lin.ask("react", { room, seq: 1, emoji: "🏳️‍🌈", on: true }));
    const [told, prev, by] = await changed(ada);
    expect([prev, told.rev]).toEqual([2, 3]);
    expect(told.reactions).toEqual([{ emoji: "🏳️‍🌈", count: 1, from: [by] }]);
    expect(react.message.reactions).toEqual([{ ...told.reactions![0]!, mine: true }]);
    expect(await ok(ada.ask("reactors", { room, seq: 1, emoji: "🏳️‍🌈" }))).toMatchObject({
      people: [{ from: by, name: "lin" }],
      more: false,
    });
    await changed(lin);

    const { message: gone } = await ok<ChangeReply>(ada.ask("remove", { room, seq: 1 }));
    expect(gone).toEqual({
      ...message,
      txt: "",
      rev: 4,
      gone: { by: meta.from, at: expect.any(Number) },
    });
    for (const one of [ada, lin]) expect((await changed(one))[0]).toEqual(gone);
    expect((await history(lin)).messages).toEqual([gone]);
  },
);

test("P21: a change that is sent again does nothing more, and another one of a removed message is refused", async () => {
  await using server = await serve();
  await using ada = await enter(server.url, "ada");
  await ada.say("one", { room });
  const edit = { room, seq: 1, txt: "two", id: "same" };
  const first = await ok<ChangeReply>(ada.ask("edit", edit));
  expect(await ok<ChangeReply>(ada.ask("edit", edit))).toEqual(first);
  const { rev } = await ok<ChangeReply>(ada.ask("remove", { room, seq: 1 }));
  expect(await ok<ChangeReply>(ada.ask("remove", { room, seq: 1 }))).toMatchObject({ rev });
  expect(await refusal(ada.ask("edit", { room, seq: 1, txt: "three" }))).toBe("gone");
  expect(await refusal(ada.ask("react", { room, seq: 1, emoji: "👍", on: true }))).toBe("gone");
});

test("H35: a message that was removed before its acknowledgement came is acknowledged as removed when it is sent again", async () => {
  await using server = await serve();
  await using ada = await enter(server.url, "ada");
  await using lin = await enter(server.url, "lin");
  const said = { name: "ada", txt: "a secret" };
  const { meta } = await ok<{ meta: Message }>(ada.ask("chuan", said, { room, id: "one" }));
  await lin.message();
  await ada.ask("remove", { room, seq: 1 });
  const again = await ok<{ meta: Message; message: Message }>(
    ada.ask("chuan", said, { room, id: "one" }),
  );
  const { seq, id, from, at } = meta;
  expect(again.meta).toMatchObject({ seq, id, from, at, rev: 2, prev: 1 });
  expect(again.message).toMatchObject({ txt: "", gone: { by: from } });
  expect(await lin.unread()).toBe(0);
});

test("P13, P26: welcome, join and pages tell the room's rev, and history since gives what was changed meanwhile", async () => {
  await using server = await serve();
  await using ada = await enter(server.url, "ada");
  for (const n of [1, 2, 3, 4]) await ada.say(`text ${n}`, { room, id: `${n}` });
  const before = await history(ada, { limit: 2 });
  expect(before).toMatchObject({ head: 4, rev: 4 });
  expect(before).not.toContainKey("upto");
  await ada.ask("edit", { room, seq: 1, txt: "another" });
  await ada.ask("react", { room, seq: 3, emoji: "👍", on: true });
  expect(await ok(ada.ask("join", { room }))).toMatchObject({ head: 4, rev: 6 });
  const page = await history(ada, { since: 4, limit: 1, last: { seq: 4, id: "4" } });
  expect(page).toMatchObject({ messages: [{ seq: 1, rev: 5 }], upto: 5, rev: 6 });
  const last = await history(ada, { since: 5 });
  expect(last).toMatchObject({ messages: [{ seq: 3, reactions: [{ mine: true }] }], upto: 6 });
  expect(await history(ada, { since: 6, last: { seq: 4, id: "another" } })).toMatchObject({
    reset: true,
  });
  expect(await refusal(ada.ask("history", { room, since: 1, after: 1 }))).toBe("invalid");

  await ada.say("in the lobby");
  await ada.ask("edit", { room: "lobby", seq: 1, txt: "still there" });
  await using lin = await Client.connect(server.url);
  const [, welcome] = (await lin.next("dixiu")) as [string, Welcome];
  expect(welcome).toMatchObject({
    version: 2,
    head: 1,
    rev: 2,
    epoch: expect.stringMatching(/^\w+$/),
  });
});

test("P24: a message calls those whose names stand behind an @, and whom it answers; an edit finds them anew", async () => {
  await using server = await serve();
  await using ada = await enter(server.url, "ada");
  await using lin = await enter(server.url, "lin");
  await using tall = await Client.connect(server.url, "websocket", { name: "Lin Tall 林" });
  await tall.ask("join", { room });
  const idOf = async (name: string) =>
    (await ok<{ people: { from: string }[] }>(ada.ask("people", { room, q: name }))).people[0]!
      .from;
  const [adasId, linsId, tallsId] = [await idOf("ada"), await idOf("lin"), await idOf("lin tall")];
  const say = async (client: Client, txt: string, more: object = {}) =>
    (await ok<{ message: Message }>(client.ask("chuan", { name: "x", txt }, { room, ...more })))
      .message;

  expect((await say(ada, "👋🏽 @LIN, hello")).calls).toEqual([{ from: linsId, start: 3, end: 7 }]);
  expect((await say(ada, "＠ｌｉｎ ｔａｌｌ 林你好")).calls).toEqual([
    { from: tallsId, start: 0, end: 11 },
  ]);
  for (const txt of ["ada@lin.org", "@linda", "@lin-da", "@nobody", "lin", "@"])
    expect({ txt, calls: (await say(ada, txt)).calls }).toEqual({ txt, calls: undefined });
  const answer = await say(lin, "yes, @lin", { re: 1 });
  expect(answer).toMatchObject({
    re: 1,
    calls: [{ from: adasId }, { from: linsId, start: 5, end: 9 }],
  });
  expect((await tall.message()).meta.calls).toHaveLength(1);
  expect(await refusal(ada.ask("chuan", { name: "ada", txt: "?" }, { room, re: 99 }))).toBe(
    "not_found",
  );

  const { message } = await ok<ChangeReply>(
    lin.ask("edit", { room, seq: answer.seq, txt: "@lin tall 林" }),
  );
  expect(message).toMatchObject({
    re: 1,
    calls: [{ from: adasId }, { from: tallsId, start: 0, end: 11 }],
  });
  const names = await ok<object>(ada.ask("people", { from: [tallsId, linsId, "nobody"] }));
  expect(names).toMatchObject({ people: [{ name: "lin" }, { name: "Lin Tall 林" }] });
});

test("P5: messages sent without waiting keep their order, also where it has to be looked up whom they call", async () => {
  await using server = await serve();
  await using ada = await enter(server.url, "ada");
  const texts = Array.from({ length: 30 }, (_, n) => (n % 3 === 0 ? `@ada ${n}` : `${n}`));
  const replies = texts.map((txt, n) =>
    ada.ask(
      "chuan",
      { name: "ada", txt },
      { room, id: `${n}`, ...(n > 0 ? { after: `${n - 1}` } : {}) },
    ),
  );
  for (const reply of replies) await ok(reply);
  expect((await ada.log(room)).map(({ txt }) => txt)).toEqual(texts);
});

test("P14: the reader of version 1 reads a room whole and in order, however its messages are changed", async () => {
  await using server = await serve();
  await using ada = await enter(server.url, "ada");
  await using old = await enter(server.url, "lin");
  const reader = new Reader(
    (range) => history(old, { ...range, limit: 7 }),
    () => {},
  );
  old.socket.on("tianxiu", (msg, meta) => reader.receive({ ...msg, ...meta }));
  for (let n = 1; n <= 60; n += 1) {
    await ada.say(`text ${n}`, { room });
    if (n % 3 === 0) await ada.ask("edit", { room, seq: n / 3, txt: `edit ${n}` });
    if (n % 4 === 0) await ada.ask("react", { room, seq: n, emoji: "👍", on: true });
    if (n % 10 === 0) await ada.ask("remove", { room, seq: n - 1 });
    if (n === 30) await reader.catchUp(n);
  }
  // Some were refused, because the message was removed before.
  expect((await history(ada)).rev).toBeGreaterThan(80);
  await reader.catchUp(60);
  while (reader.hasOlder) await reader.loadOlder();
  expect(reader.messages.map(({ seq }) => seq)).toEqual(
    Array.from({ length: 60 }, (_, n) => n + 1),
  );
});
