/** Rooms of two people, and whom one lets write to one (P30). */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { directRoom } from "../../../src/chat/rooms/direct";
import type { Member, OwnRoom } from "../../../src/protocol";
import { Client } from "../../support/client";
import { serve } from "../../support/server";
import { until } from "../../support/until";
import {
  allow,
  bring,
  codeOf,
  come,
  foundClosed,
  granted,
  idOf,
  serveOwned,
  writeTo,
} from "../access/people";

setDefaultTimeout(60_000);

const test = alone.concurrent;

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
