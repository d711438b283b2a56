import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { SERVER_ROOM } from "../../../src/protocol";
import { Client } from "../../support/client";
import { apart, codeOf, come, granted, roomNotice, bring, foundClosed, serveOwned } from "./people";
import { serve } from "../../support/server";
import { shared } from "../../support/shared";

setDefaultTimeout(60_000);
const test = alone.concurrent;
const common = shared(() => serve());

test("P29: in a locked room only moderators and owners write, edit, react and are seen typing", async () => {
  const { enter, idHere, roomOf } = apart(common());
  const room = roomOf("designers");
  await using ada = await enter("ada");
  await using lin = await enter("lin");
  await granted(ada.client.ask("found", { room }));
  for (const { client } of [ada, lin]) await granted(client.ask("join", { room }));
  await lin.client.say("before", { room, name: "lin" });
  await granted(ada.client.ask("settle", { room, locked: true }));
  expect(await roomNotice(lin.client, ({ locked }) => locked === true)).toMatchObject({ room });
  const tries: [string, ...object[]][] = [
    ["chuan", { name: "lin", txt: "no" }, { room }],
    ["edit", { room, seq: 1, txt: "no" }],
    ["react", { room, seq: 1, emoji: "👍", on: true }],
    ["typing", { room, on: true }],
  ];
  for (const [event, ...args] of tries)
    expect([event, await codeOf(lin.client.ask(event, ...args))]).toEqual([event, "locked"]);
  expect(await codeOf(lin.client.ask("remove", { room, seq: 1 }))).toBe("ok");
  expect(await codeOf(ada.client.say("yes", { room }))).toBe("ok");
  await granted(ada.client.ask("rank", { room, from: idHere("lin"), rank: "moderator" }));
  expect(await codeOf(lin.client.say("me too", { room }))).toBe("ok");
});

test("P29: somebody who is in a room without belonging to it is told what it is called, and when that changes", async () => {
  const { url, enter, roomOf } = apart(common());
  const designers = roomOf("designers");
  await using ada = await enter("ada");
  await using lin = await Client.connect(url);
  await granted(ada.client.ask("found", { room: designers, topic: "type" }));
  await granted(lin.ask("join", { room: designers }));
  const told = await roomNotice(lin, () => true);
  expect(told).toMatchObject({ room: designers, topic: "type" });
  expect(told.rank).toBeUndefined();
  await granted(ada.client.ask("settle", { room: designers, title: "Designers" }));
  expect(await roomNotice(lin, ({ title }) => title === "Designers")).toMatchObject({
    topic: "type",
  });
});

test("P29: the server's owner names the server, which everybody is told, and nobody else does", async () => {
  await using server = await serveOwned();
  await using lin = await Client.connect(server.url);
  await using bo = await come(server.url, "bo");
  const request = { room: SERVER_ROOM, title: "The studio", topic: "work" };
  expect(await codeOf(bo.client.ask("settle", request))).toBe("forbidden");
  await granted(server.ada.client.ask("settle", request));
  const profile = { title: "The studio", topic: "work" };
  expect(await lin.next("server")).toEqual([profile]);
  await using again = await come(server.url, "ada");
  expect(again.welcome.server).toEqual({ ...profile, rank: "owner" });
});

test("P29: an owner dissolves a closed room: everybody in it is told and out, and nothing is left of it", async () => {
  const { enter } = apart(common());
  await using ada = await enter("ada");
  await using lin = await enter("lin");
  const room = await foundClosed(ada);
  await granted(ada.client.ask("join", { room }));
  await bring(ada, room, lin);
  await ada.client.say("secret", { room });
  expect(await codeOf(lin.client.ask("dissolve", { room }))).toBe("forbidden");
  await granted(ada.client.ask("dissolve", { room }));
  for (const { client } of [ada, lin]) {
    expect(await roomNotice(client, ({ gone }) => gone === true)).toMatchObject({ room });
    expect(await codeOf(client.ask("join", { room }))).toBe("forbidden");
  }
  await using again = await enter("ada");
  expect(again.welcome.rooms).toEqual([]);
});

test("P29: an open room that is dissolved puts out strangers too, and nobody may enter it while it is erased", async () => {
  const { url, enter, roomOf } = apart(common());
  const room = roomOf("designers");
  await using ada = await enter("ada");
  await using lin = await Client.connect(url);
  await granted(ada.client.ask("found", { room }));
  for (const client of [ada.client, lin]) await granted(client.ask("join", { room }));
  await granted(ada.client.ask("dissolve", { room }));
  expect(await roomNotice(lin, ({ gone }) => gone === true)).toMatchObject({ room });
  expect(await codeOf(lin.ask("join", { room }))).toBe("forbidden");
  expect(await codeOf(lin.ask("history", { room }))).toBe("forbidden");
});

test("P36: a person's further device is told of a new title and a new rank", async () => {
  const { enter, idHere } = apart(common());
  await using ada = await enter("ada");
  await using lin = await enter("lin");
  const room = await foundClosed(ada);
  await bring(ada, room, lin);
  await granted(ada.client.ask("settle", { room, title: "Plans" }));
  expect(await roomNotice(lin.client, ({ title }) => title === "Plans")).toMatchObject({ room });
  await granted(ada.client.ask("rank", { room, from: idHere("lin"), rank: "moderator" }));
  expect(await roomNotice(lin.client, ({ rank }) => rank === "moderator")).toMatchObject({
    room,
  });
});

test("P29: however often a room is changed, its people are told a few times, and of the last state", async () => {
  const { enter } = apart(common());
  await using ada = await enter("ada");
  await using lin = await enter("lin");
  const room = await foundClosed(ada);
  await bring(ada, room, lin);
  await roomNotice(lin.client, (told) => told.room === room);
  let told = 0;
  lin.client.socket.on("room", () => (told += 1));
  for (let n = 0; n < 20; n++)
    await granted(ada.client.ask("settle", { room, title: `plans ${n}` }));
  await roomNotice(lin.client, ({ title }) => title === "plans 19");
  expect(told).toBeLessThan(20);
});
