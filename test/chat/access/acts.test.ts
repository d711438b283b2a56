import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { Client } from "../../support/client";
import { shared } from "../../support/shared";
import { until } from "../../support/until";
import { type Message, type Reply } from "../../../src/protocol";
import {
  apart,
  bring,
  codeOf,
  come,
  foundClosed,
  granted,
  type Here,
  idOf,
  roomNotice,
  serveOwned,
} from "./people";

setDefaultTimeout(60_000);
const test = alone.concurrent;
const common = shared(() => serveOwned());

const saying = (who: Here, txt: string, room: string) => who.client.say(txt, { room, name: "x" });
const errorOf = async (reply: Promise<unknown>) => {
  const answer = (await reply) as Reply<object>;
  return answer.ok ? undefined : answer.error;
};
const MINUTE = 60_000;

/** The last message of a room, as somebody reads it. */
async function lastOf({ client }: Here, room: string): Promise<Message | undefined> {
  const { messages } = await granted<{ messages: Message[] }>(client.ask("history", { room }));
  return messages.at(-1);
}

test("P31: somebody who is muted does not write, edit or react, is told until when and why, and removes their own", async () => {
  await using server = await serveOwned();
  await using lin = await come(server.url, "lin");
  await saying(lin, "one", "lobby");
  const asked = { room: "lobby", from: idOf("lin"), minutes: 10, reason: "spam" };
  await granted(server.ada.client.ask("mute", asked));
  const { muted } = await roomNotice(lin.client, ({ room }) => room === "lobby");
  expect(muted?.reason).toBe("spam");
  expect(muted?.until).toBeGreaterThan(Date.now() + 9 * MINUTE);
  const place = { room: "lobby", seq: 1 };
  for (const refused of [
    saying(lin, "two", "lobby"),
    lin.client.ask("edit", { ...place, txt: "other" }),
    lin.client.ask("react", { ...place, emoji: "👍", on: true }),
    lin.client.ask("typing", { room: "lobby", on: true }),
  ])
    expect(await errorOf(refused)).toMatchObject({ code: "muted", ...muted });
  expect(await codeOf(lin.client.ask("remove", place))).toBe("ok");
  await using again = await come(server.url, "lin");
  expect(await roomNotice(again.client, ({ room }) => room === "lobby")).toMatchObject({ muted });
});

test("P32: an act is a message with a notice in its room, told to everybody there", async () => {
  const { enter, idHere, roomOf, enterAsOwner } = apart(common());
  await using ada = await enterAsOwner("ada");
  const tea = roomOf("tea");
  await using lin = await enter("lin");
  await lin.client.ask("join", { room: tea });
  await ada.client.ask("join", { room: tea });
  const asked = { room: tea, from: idHere("lin"), minutes: 10, reason: "spam" };
  await granted(ada.client.ask("mute", asked));
  const { msg, meta } = await lin.client.message();
  expect(meta.notice).toMatchObject({
    act: "mute",
    by: idHere("ada"),
    whom: idHere("lin"),
    name: "lin",
    reason: "spam",
  });
  expect(msg.txt).toMatch(/^ada muted lin until .* UTC: spam$/);
  const { messages } = await granted<{ messages: Message[] }>(
    ada.client.ask("acts", { room: tea }),
  );
  expect(messages.map(({ seq, notice }) => [seq, notice?.act])).toEqual([[1, "mute"]]);
});

test("P31: somebody who is pardoned writes again", async () => {
  const { enter, idHere, roomOf, enterAsOwner } = apart(common());
  await using ada = await enterAsOwner("ada");
  const tea = roomOf("tea");
  await using lin = await enter("lin");
  for (const { client } of [ada, lin]) await granted(client.ask("join", { room: tea }));
  const asked = { room: tea, from: idHere("lin") };
  await granted(ada.client.ask("mute", { ...asked, minutes: 10 }));
  await roomNotice(lin.client, ({ muted }) => muted !== undefined);
  await granted(ada.client.ask("pardon", asked));
  await roomNotice(lin.client, ({ muted }) => muted === undefined);
  expect(await codeOf(saying(lin, "one", tea))).toBe("ok");
  expect(await codeOf(ada.client.ask("pardon", asked))).toBe("not_found");
});

test("P32: somebody without a key is muted and put out as well, for as long as the connection lasts", async () => {
  const { url, roomOf, enterAsOwner } = apart(common());
  await using ada = await enterAsOwner("ada");
  const tea = roomOf("tea");
  await using lin = await Client.connect(url, "websocket", { name: "lin" });
  const [, { you }] = (await lin.next("dixiu")) as [string, Here["welcome"]];
  await granted(lin.ask("join", { room: tea }));
  await granted(ada.client.ask("mute", { room: tea, from: you.from, minutes: 5 }));
  expect(await codeOf(lin.say("one", { name: "lin", room: tea }))).toBe("muted");
  await granted(ada.client.ask("ban", { room: tea, from: you.from }));
  await roomNotice(lin, ({ gone }) => gone === true);
  await until(
    "the ban to be known",
    async () => (await codeOf(lin.ask("join", { room: tea }))) === "banned",
  );
  const ended = new Promise((resolve) => lin.socket.once("disconnect", resolve));
  await granted(ada.client.ask("ban", { from: you.from }));
  expect(await ended).toBe("io server disconnect");
});

test("P32: no client sends a notice, and nobody edits, removes or reacts to one", async () => {
  const { enter, idHere, roomOf, enterAsOwner } = apart(common());
  await using ada = await enterAsOwner("ada");
  const tea = roomOf("tea");
  await using lin = await enter("lin");
  for (const { client } of [ada, lin]) await granted(client.ask("join", { room: tea }));
  const notice = { act: "ban", by: idHere("ada"), whom: idHere("lin") };
  await granted(
    ada.client.ask("chuan", { name: "ada", txt: "hello", notice }, { room: tea, notice }),
  );
  expect(await lastOf(lin, tea)).not.toHaveProperty("notice");
  await granted(ada.client.ask("mute", { room: tea, from: idHere("lin"), minutes: 5 }));
  const place = { room: tea, seq: 2 };
  for (const refused of [
    ada.client.ask("edit", { ...place, txt: "other" }),
    ada.client.ask("remove", place),
    ada.client.ask("react", { ...place, emoji: "👍", on: true }),
  ])
    expect(await codeOf(refused)).toBe("forbidden");
});

test("P31: a mute on the server holds in open rooms, and not in a closed one, whose people are its own", async () => {
  const { enter, idHere, roomOf, enterAsOwner } = apart(common());
  await using ada = await enterAsOwner("ada");
  const tea = roomOf("tea");
  await using lin = await enter("lin");
  for (const { client } of [ada, lin]) await granted(client.ask("join", { room: tea }));
  const room = await foundClosed(lin);
  await granted(lin.client.ask("join", { room }));
  await granted(ada.client.ask("mute", { from: idHere("lin"), minutes: 5, reason: "loud" }));
  await until("lin to be muted", async () => (await codeOf(saying(lin, "one", tea))) === "muted");
  expect(await codeOf(saying(lin, "one", room))).toBe("ok");
  await using bo = await enter("bo");
  await bring(lin, room, bo);
});
