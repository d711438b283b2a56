/** Rooms of two people, and whom one lets write to one (P30). */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { directRoom } from "../../../src/chat/rooms/direct";
import type { FoundPerson, Member, OwnRoom, ReplyTo, Self } from "../../../src/protocol";
import { DIRECT_A_DAY } from "../../../src/protocol/limits";
import { Client } from "../../support/client";
import { serve } from "../../support/server";
import { until } from "../../support/until";
import {
  bring,
  codeOf,
  come,
  foundClosed,
  granted,
  type Here,
  idOf,
  roomNotice,
  serveOwned,
} from "../access/people";

setDefaultTimeout(60_000);
const test = alone.concurrent;

const writeTo = async ({ client }: Here, name: string) =>
  (await granted<ReplyTo<"direct">>(client.ask("direct", { from: idOf(name) }))).room;
/** The whole of the answer, as somebody reads it who wants to find something out. */
const answered = async ({ client }: Here, name: string) =>
  JSON.stringify(await client.ask("direct", { from: idOf(name) }));
const allow = ({ client }: Here, allows: object) => granted(client.ask("allow", allows));
const block = ({ client }: Here, name: string, on: boolean) =>
  granted(client.ask("block", { from: idOf(name), on }));

test("P30: two people have one room, no matter which of them writes first, and both are told of it", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  for (const one of [ada, lin]) await allow(one, { direct: "everybody" });
  const [one, other] = await Promise.all([writeTo(ada, "lin"), writeTo(lin, "ada")]);
  expect(one.room).toBe(other.room);
  expect(one.room).toBe(directRoom(idOf("ada"), idOf("lin")));
  expect(one).toMatchObject({ kind: "direct", rank: "member", with: { from: idOf("lin") } });
  expect(one).not.toContainKey("title");
  expect(other.with?.from).toBe(idOf("ada"));
  for (const { client } of [ada, lin]) await granted(client.ask("join", { room: one.room }));
  await granted(lin.client.say("between us", { room: one.room }));
  expect((await ada.client.message()).msg.txt).toBe("between us");
  await using phone = await come(server.url, "ada");
  expect(phone.welcome.rooms).toMatchObject([
    { room: one.room, kind: "direct", with: { from: idOf("lin") }, head: 1 },
  ]);
  expect((await writeTo(ada, "lin")).head).toBe(1);
});

test("P30: nobody else enters it, and nobody acts in it, invites to it, settles, quits or dissolves it, of whatever rank", async () => {
  await using server = await serveOwned();
  const { ada } = server;
  await using lin = await come(server.url, "lin");
  await using eve = await come(server.url, "eve");
  await allow(lin, { direct: "everybody" });
  const { room } = await writeTo(eve, "lin");
  for (const { client } of [lin, eve]) await granted(client.ask("join", { room }));
  await granted(lin.client.say("between us", { room }));
  const from = idOf("eve");
  const asked: [string, object][] = [
    ["invite", {}],
    ["invitations", {}],
    ["settle", { title: "ours" }],
    ["settle", { locked: true }],
    ["rank", { from, rank: "owner" }],
    ["rank", { from: idOf("lin"), rank: "owner" }],
    ["mute", { from, minutes: 1 }],
    ["kick", { from }],
    ["ban", { from }],
    ["pardon", { from }],
    ["sweep", { from, hours: 1 }],
    ["acts", {}],
    ["reports", {}],
    ["report", { seq: 1 }],
    ["said", { from }],
    ["quit", {}],
    ["dissolve", {}],
    ["found", {}],
  ];
  for (const [event, more] of asked)
    for (const { client } of [lin, eve, ada])
      expect([event, await codeOf(client.ask(event, { room, ...more }))]).toEqual([
        event,
        "forbidden",
      ]);
  const read: [string, object][] = [
    ["join", {}],
    ["history", {}],
    ["members", {}],
    ["people", { q: "" }],
    ["typing", { on: true }],
    ["remove", { seq: 1 }],
    ["react", { seq: 1, emoji: "👍", on: true }],
    ["reactors", { seq: 1, emoji: "👍" }],
    ["mark", { seq: 1 }],
  ];
  for (const [event, more] of read)
    expect([event, await codeOf(ada.client.ask(event, { room, ...more }))]).toEqual([
      event,
      "forbidden",
    ]);
  expect(await codeOf(ada.client.say("among you", { room }))).toBe("forbidden");
  expect(await codeOf(eve.client.ask("remove", { room, seq: 1 }))).toBe("forbidden");
  const { members } = await granted<{ members: Member[] }>(lin.client.ask("members", { room }));
  expect(members.map(({ rank }) => rank)).toEqual(["member", "member"]);
});

test("P30: people of a shared closed room write to each other, and others where one lets everybody; nobody to somebody who lets nobody", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  await using nur = await come(server.url, "nur");
  const refused = await answered(nur, "lin");
  expect(refused).toContain('"forbidden"');
  expect(await answered(ada, "lin")).toBe(refused);
  await bring(ada, await foundClosed(ada), lin);
  expect((await writeTo(ada, "lin")).kind).toBe("direct");
  await allow(lin, { direct: "everybody" });
  await using zoe = await come(server.url, "zoe");
  expect((await writeTo(zoe, "lin")).kind).toBe("direct");
  await allow(lin, { direct: "nobody" });
  expect(await answered(nur, "lin")).toBe(refused);
  // A room that is there stays.
  expect((await writeTo(zoe, "lin")).kind).toBe("direct");
});

test("P30: a direct room with somebody whom one blocks is gone until one ends that; they write on, and find out nothing", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  await allow(ada, { direct: "everybody" });
  const { room } = await writeTo(lin, "ada");
  await roomNotice(ada.client, (one) => one.room === room);
  for (const { client } of [ada, lin])
    expect(await client.ask("join", { room })).toMatchObject({ ok: true, count: 0, people: [] });
  await block(ada, "lin", true);
  expect(await roomNotice(ada.client, (one) => one.gone === true)).toMatchObject({
    room,
    kind: "direct",
  });
  expect(((await ada.client.next("self")) as [Self])[0]).toMatchObject({ direct: "everybody" });
  await granted(lin.client.say("are you there?", { room }));
  expect((await writeTo(lin, "ada")).room).toBe(room);
  // As before: who is in a direct room is told to nobody.
  expect(await lin.client.ask("join", { room })).toMatchObject({ count: 0, people: [] });
  expect(await ada.client.unread()).toBe(0);
  expect(await codeOf(ada.client.ask("history", { room }))).toBe("forbidden");
  expect(await codeOf(ada.client.ask("direct", { from: idOf("lin") }))).toBe("forbidden");
  await using phone = await come(server.url, "ada");
  expect(phone.welcome.rooms).toEqual([]);
  expect(phone.welcome.self?.blocked).toEqual([idOf("lin")]);
  await block(ada, "lin", false);
  expect(await roomNotice(phone.client, (one) => one.room === room)).toMatchObject({ head: 1 });
});

test("H26: who is blocked is answered as everybody is whom somebody does not let write to them, and as nobody's id is", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using eve = await come(server.url, "eve");
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(ada);
  for (const one of [eve, lin]) await bring(ada, room, one);
  await block(ada, "eve", true);
  const answers = [await answered(eve, "ada")];
  await allow(ada, { direct: "nobody" });
  answers.push(await answered(lin, "ada"), await answered(lin, "somebody who never came"));
  expect(new Set(answers).size).toBe(1);
  const others = ["people", "members"].map((event) =>
    granted<{ people?: FoundPerson[]; members?: Member[] }>(
      eve.client.ask(event, { room, ...(event === "people" && { from: [idOf("ada")] }) }),
    ),
  );
  await granted(eve.client.ask("join", { room })).catch(() => {});
  for (const reply of await Promise.allSettled(others))
    expect(JSON.stringify(reply)).not.toContain("block");
});

test("P30: others see when somebody was here last, if that person allows it, and nothing is kept otherwise", async () => {
  await using server = await serve();
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(lin);
  await granted(lin.client.ask("join", { room }));
  const lastSeen = async () => {
    const { members } = await granted<{ members: Member[] }>(lin.client.ask("members", { room }));
    return members.find(({ from }) => from === idOf("ada"))?.lastSeen;
  };
  const visit = async (allows?: object) => {
    await using ada = await come(server.url, "ada");
    if (!ada.welcome.rooms.some((one: OwnRoom) => one.room === room)) await bring(lin, room, ada);
    if (allows) await allow(ada, allows);
  };
  await visit();
  expect(await lastSeen()).toBeUndefined();
  const before = Date.now();
  await visit({ lastSeen: true });
  await until("ada's going to be known", async () => ((await lastSeen()) ?? 0) >= before);
  await visit({ lastSeen: false });
  expect(await lastSeen()).toBeUndefined();
});

test("P30: without a key nobody writes to anybody, blocks or allows, and nobody writes to themselves or to somebody without a key", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using guest = await Client.connect(server.url, "websocket", { name: "guest" });
  const [, welcome] = (await guest.next("dixiu")) as [string, { you: { from: string } }];
  const asked: [string, object][] = [
    ["direct", { from: idOf("ada") }],
    ["block", { from: idOf("ada"), on: true }],
    ["allow", { lastSeen: true }],
    ["claim", { name: "guest" }],
    ["release", {}],
    ["rekey", { key: "a key for somebody else" }],
    ["erase", { messages: true }],
    ["grant", { name: "guest", from: idOf("ada") }],
  ];
  for (const [event, request] of asked)
    expect([event, await codeOf(guest.ask(event, request))]).toEqual([event, "forbidden"]);
  for (const from of [idOf("ada"), welcome.you.from])
    expect(await codeOf(ada.client.ask("direct", { from }))).toBe("forbidden");
  expect(await codeOf(ada.client.ask("block", { from: idOf("ada"), on: true }))).toBe("forbidden");
});

test("H26: nobody begins rooms with a thousand people: so many a day, and the next one waits", async () => {
  await using server = await serve({ MESSAGE_RATE: "1000", MESSAGE_BURST: "1000" });
  const open = await Promise.all(
    Array.from({ length: DIRECT_A_DAY + 5 }, async (_, n) => {
      await using one = await come(server.url, `person ${n}`);
      await allow(one, { direct: "everybody" });
      return `person ${n}`;
    }),
  );
  await using eve = await come(server.url, "eve");
  const codes: string[] = [];
  for (const name of open) {
    let code: string;
    do {
      const reply = await answered(eve, name);
      code = reply.includes('"ok":true')
        ? "ok"
        : reply.includes("people written")
          ? "spent"
          : "again";
      if (code === "again") await Bun.sleep(500);
    } while (code === "again");
    codes.push(code);
  }
  expect(codes.filter((code) => code === "ok")).toHaveLength(DIRECT_A_DAY);
  expect(codes.slice(DIRECT_A_DAY)).toEqual(Array.from({ length: 5 }, () => "spent"));
});
