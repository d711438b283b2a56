import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { Client } from "../../support/client";
import {
  apart,
  codeOf,
  come,
  granted,
  roomNotice,
  type ReplyTo,
  bring,
  foundClosed,
  membersOf,
} from "./people";
import { serve } from "../../support/server";
import { shared } from "../../support/shared";

setDefaultTimeout(60_000);
const test = alone.concurrent;
const common = shared(() => serve());

test("P29: who founds a closed room owns it, and its title and numbers come to each of the person's devices", async () => {
  const { enter } = apart(common());
  await using ada = await enter("ada");
  await using desk = await enter("ada");
  const { room } = await granted<ReplyTo<"found">>(
    ada.client.ask("found", { title: "plans", topic: "next year" }),
  );
  expect(room).toMatchObject({
    kind: "closed",
    title: "plans",
    topic: "next year",
    rank: "owner",
  });
  expect(room.room).toMatch(/^~[\w-]{22}$/);
  expect(await roomNotice(desk.client, () => true)).toEqual(room);
  await granted(ada.client.ask("join", { room: room.room }));
  await granted(ada.client.ask("chuan", { name: "ada", txt: "hello" }, { room: room.room }));
  await using phone = await enter("ada");
  expect(phone.welcome.rooms).toEqual([{ ...room, head: 1, rev: 1 }]);
});

test("P29: joining an open room with a key makes a member, which leaving it does not end and quitting does", async () => {
  const { enter, roomOf } = apart(common());
  const designers = roomOf("designers");
  await using ada = await enter("ada");
  await granted(ada.client.ask("join", { room: designers }));
  expect(await roomNotice(ada.client, () => true)).toMatchObject({
    room: designers,
    kind: "open",
    rank: "member",
  });
  await granted(ada.client.ask("leave", { room: designers }));
  await using phone = await enter("ada");
  expect(phone.welcome.rooms.map(({ room }) => room)).toEqual([designers]);
  await granted(phone.client.ask("quit", { room: designers }));
  expect(await roomNotice(ada.client, ({ gone }) => gone === true)).toMatchObject({
    room: designers,
  });
  await using desk = await enter("ada");
  expect(desk.welcome.rooms).toEqual([]);
});

test("P29: nobody becomes a member of the lobby, or without a key", async () => {
  const { url, enter, roomOf } = apart(common());
  const designers = roomOf("designers");
  await using ada = await enter("ada");
  await using lin = await Client.connect(url);
  await granted(ada.client.ask("join", { room: "lobby" }));
  await granted(lin.ask("join", { room: designers }));
  await granted(ada.client.ask("join", { room: designers }));
  expect(await membersOf(ada, designers)).toEqual(["ada member"]);
  await using phone = await enter("ada");
  expect(phone.welcome.rooms.map(({ room }) => room)).toEqual([designers]);
});

test("P29: an open room is founded where nothing was said, once, and never the lobby", async () => {
  const { enter, roomOf } = apart(common());
  const designers = roomOf("designers");
  const attic = roomOf("attic");
  await using ada = await enter("ada");
  await using lin = await enter("lin");
  expect(await codeOf(ada.client.ask("found", { room: designers, topic: "type" }))).toBe("ok");
  expect(await codeOf(lin.client.ask("found", { room: designers }))).toBe("forbidden");
  expect(await codeOf(ada.client.ask("found", { room: "lobby" }))).toBe("forbidden");
  await granted(lin.client.ask("join", { room: attic }));
  await lin.client.say("hello", { room: attic });
  expect(await codeOf(ada.client.ask("found", { room: attic }))).toBe("forbidden");
});

test("H34: one person founds at most ten rooms a day", async () => {
  const { enter } = apart(common());
  await using ada = await enter("ada");
  const codes = [];
  for (let n = 0; n < 11; n++)
    codes.push(await codeOf(ada.client.ask("found", { title: `plans ${n}` })));
  expect(codes).toEqual([...Array<string>(10).fill("ok"), "rate_limited"]);
});

test("P29: open rooms that their owners made listed can be found, and others cannot", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await Client.connect(server.url);
  await granted(ada.client.ask("found", { room: "designers", topic: "type and colour" }));
  await granted(ada.client.ask("found", { room: "attic" }));
  await granted(ada.client.ask("settle", { room: "designers", listed: true }));
  const answer = { rooms: [{ room: "designers", topic: "type and colour" }] };
  expect(await lin.ask("rooms", {})).toMatchObject(answer);
  expect(await lin.ask("rooms", { q: "Colour" })).toMatchObject(answer);
  expect(await lin.ask("rooms", { q: "attic" })).toMatchObject({ rooms: [] });
});

test("P25: people and calls find members who are not here, by the name last known", async () => {
  const { enter, idHere } = apart(common());
  await using ada = await enter("ada");
  const room = await foundClosed(ada);
  {
    await using lin = await enter("lin");
    await bring(ada, room, lin);
  }
  await granted(ada.client.ask("join", { room }));
  const lin = { from: idHere("lin"), name: "lin" };
  expect(await ada.client.ask("people", { room, q: "LI" })).toMatchObject({ people: [lin] });
  expect(await ada.client.ask("people", { from: [lin.from] })).toMatchObject({ people: [lin] });
  const { seq } = await granted<{ seq?: number }>(ada.client.say("@lin: come back", { room }));
  expect(seq).toBeUndefined();
  expect(await ada.client.log(room)).toMatchObject([
    { calls: [{ from: lin.from, start: 0, end: 4 }] },
  ]);
});

test("P29: a client without a key founds nothing and invites nobody, and acts in open rooms as ever", async () => {
  const { url, roomOf } = apart(common());
  const designers = roomOf("designers");
  await using nobody = await Client.connect(url);
  for (const [event, request] of [
    ["found", { title: "mine" }],
    ["invite", {}],
    ["quit", { room: designers }],
  ] as const)
    expect(await codeOf(nobody.ask(event, request))).toBe("forbidden");
  await granted(nobody.ask("join", { room: designers }));
  expect(await codeOf(nobody.say("hello", { room: designers }))).toBe("ok");
});
