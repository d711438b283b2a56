import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { Client, TRANSPORTS, type TransportName } from "../../support/client";
import { until } from "../../support/until";
import type { Message, Reply, ServerProfile } from "../../../src/protocol";
import {
  bring,
  codeOf,
  come,
  foundClosed,
  granted,
  type Here,
  idOf,
  type Invited,
  keyOf,
  membersOf,
  roomNotice,
  serveOwned,
} from "./people";

setDefaultTimeout(60_000);
const test = alone.concurrent;

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
  await using server = await serveOwned();
  await using lin = await come(server.url, "lin");
  await lin.client.ask("join", { room: "tea" });
  await server.ada.client.ask("join", { room: "tea" });
  const asked = { room: "tea", from: idOf("lin"), minutes: 10, reason: "spam" };
  await granted(server.ada.client.ask("mute", asked));
  const { msg, meta } = await lin.client.message();
  expect(meta.notice).toMatchObject({
    act: "mute",
    by: idOf("ada"),
    whom: idOf("lin"),
    name: "lin",
    reason: "spam",
  });
  expect(msg.txt).toMatch(/^ada muted lin until .* UTC: spam$/);
  const { messages } = await granted<{ messages: Message[] }>(
    server.ada.client.ask("acts", { room: "tea" }),
  );
  expect(messages.map(({ seq, notice }) => [seq, notice?.act])).toEqual([[1, "mute"]]);
});

test("P31: somebody who is pardoned writes again", async () => {
  await using server = await serveOwned();
  await using lin = await come(server.url, "lin");
  const asked = { room: "lobby", from: idOf("lin") };
  await granted(server.ada.client.ask("mute", { ...asked, minutes: 10 }));
  await roomNotice(lin.client, ({ muted }) => muted !== undefined);
  await granted(server.ada.client.ask("pardon", asked));
  await roomNotice(lin.client, ({ muted }) => muted === undefined);
  expect(await codeOf(saying(lin, "one", "lobby"))).toBe("ok");
  expect(await codeOf(server.ada.client.ask("pardon", asked))).toBe("not_found");
});

test("P31: somebody who is banned from a room leaves it, is told why, and does not come in again until pardoned", async () => {
  await using server = await serveOwned();
  await using lin = await come(server.url, "lin");
  await granted(lin.client.ask("join", { room: "tea" }));
  await granted(server.ada.client.ask("join", { room: "tea" }));
  const asked = { room: "tea", from: idOf("lin"), reason: "spam" };
  await granted(server.ada.client.ask("ban", asked));
  const { out } = await roomNotice(lin.client, ({ gone }) => gone === true);
  expect(out).toEqual({ act: "ban", reason: "spam" });
  await saying(server.ada, "without lin", "tea");
  for (const refused of [
    lin.client.ask("join", { room: "tea" }),
    lin.client.ask("history", { room: "tea" }),
    saying(lin, "one", "tea"),
  ])
    expect(await errorOf(refused)).toMatchObject({ code: "banned", reason: "spam" });
  expect(await codeOf(saying(lin, "one", "lobby"))).toBe("ok");
  await granted(server.ada.client.ask("pardon", { room: "tea", from: idOf("lin") }));
  await until(
    "lin to be let in",
    async () => (await codeOf(lin.client.ask("join", { room: "tea" }))) === "ok",
  );
});

test("P31: a ban ends the membership in a closed room, and an old invitation does not bring back whom it met (H30)", async () => {
  await using server = await serveOwned();
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(server.ada);
  const { token } = await granted<Invited>(server.ada.client.ask("invite", { room, uses: 9 }));
  await granted(lin.client.ask("join", { room, invitation: token }));
  await granted(server.ada.client.ask("ban", { room, from: idOf("lin"), minutes: 5 }));
  await roomNotice(lin.client, ({ gone }) => gone === true);
  expect(await membersOf(server.ada, room)).toEqual(["ada owner"]);
  const again = { room, invitation: token };
  expect(await errorOf(lin.client.ask("join", again))).toMatchObject({
    code: "banned",
    until: expect.any(Number),
  });
  await using other = await come(server.url, "lin", { invitation: token });
  expect(await codeOf(other.client.ask("join", { room }))).toBe("banned");
});

test("P31: somebody who is kicked leaves at once, is told why once, and may come back", async () => {
  await using server = await serveOwned();
  await using lin = await come(server.url, "lin");
  await using phone = await come(server.url, "lin");
  for (const one of [lin, phone, server.ada])
    await granted(one.client.ask("join", { room: "tea" }));
  await granted(
    server.ada.client.ask("kick", { room: "tea", from: idOf("lin"), reason: "calm down" }),
  );
  for (const one of [lin, phone]) {
    const { out } = await roomNotice(one.client, ({ gone }) => gone === true);
    expect(out).toEqual({ act: "kick", reason: "calm down" });
  }
  expect(await codeOf(saying(lin, "one", "tea"))).toBe("not_in_room");
  expect(await codeOf(lin.client.ask("join", { room: "tea" }))).toBe("ok");
});

test("P31: a ban from the server ends every connection after telling why, stock clients do not come again, and the door says it", async () => {
  await using server = await serveOwned();
  await using lin = await come(server.url, "lin");
  await using phone = await come(server.url, "lin");
  const ends = [lin, phone].map(
    ({ client }) => new Promise((resolve) => client.socket.once("disconnect", resolve)),
  );
  await granted(server.ada.client.ask("ban", { from: idOf("lin"), minutes: 5, reason: "spam" }));
  for (const { client } of [lin, phone])
    for (let told: ServerProfile = {}; !told.banned;) {
      [told] = (await client.next("server")) as [ServerProfile];
      if (told.banned)
        expect(told.banned).toMatchObject({ reason: "spam", until: expect.any(Number) });
    }
  expect(await Promise.all(ends)).toEqual(["io server disconnect", "io server disconnect"]);
  expect(lin.client.socket.active).toBeFalse();
  const refusal = await Client.refused(server.url, { key: keyOf("lin") });
  expect(refusal).toMatchObject({
    data: { code: "banned", reason: "spam", until: expect.any(Number) },
  });
  expect((await lastOf(server.ada, "~server"))?.notice).toMatchObject({
    act: "ban",
    whom: idOf("lin"),
  });
  await granted(server.ada.client.ask("pardon", { from: idOf("lin") }));
  await using _ = await come(server.url, "lin");
});

test.each(Object.keys(TRANSPORTS) as TransportName[])(
  "P31: somebody who is banned from the server is told why by %s before the connection ends",
  async (transport) => {
    await using server = await serveOwned();
    const auth = { key: keyOf("lin"), name: "lin" };
    await using lin = await Client.connect(server.url, transport, auth);
    const ended = new Promise((resolve) => lin.socket.once("disconnect", resolve));
    await granted(server.ada.client.ask("ban", { from: idOf("lin"), reason: "spam" }));
    expect(await lin.next("server")).toEqual([{ banned: { reason: "spam" } }]);
    expect(await ended).toBe("io server disconnect");
  },
);

test("P28: the invitations that somebody made end with their ban, for good (H30)", async () => {
  await using server = await serveOwned();
  await using lin = await come(server.url, "lin");
  await using bo = await come(server.url, "bo");
  for (const one of [lin, server.ada]) await granted(one.client.ask("join", { room: "tea" }));
  const { token } = await granted<Invited>(lin.client.ask("invite", { room: "tea" }));
  await granted(server.ada.client.ask("ban", { room: "tea", from: idOf("lin") }));
  await granted(server.ada.client.ask("pardon", { room: "tea", from: idOf("lin") }));
  await until(
    "lin to be let in",
    async () => (await codeOf(lin.client.ask("join", { room: "tea" }))) === "ok",
  );
  expect(await errorOf(bo.client.ask("invitation", { token }))).toMatchObject({
    code: "gone",
    reason: "revoked",
  });
});

test("P32: somebody without a key is muted and put out as well, for as long as the connection lasts", async () => {
  await using server = await serveOwned();
  await using lin = await Client.connect(server.url, "websocket", { name: "lin" });
  const [, { you }] = (await lin.next("dixiu")) as [string, Here["welcome"]];
  await granted(lin.ask("join", { room: "tea" }));
  await granted(server.ada.client.ask("mute", { room: "lobby", from: you.from, minutes: 5 }));
  expect(await codeOf(lin.say("one", { name: "lin" }))).toBe("muted");
  await granted(server.ada.client.ask("ban", { room: "tea", from: you.from }));
  await roomNotice(lin, ({ gone }) => gone === true);
  await until(
    "the ban to be known",
    async () => (await codeOf(lin.ask("join", { room: "tea" }))) === "banned",
  );
  const ended = new Promise((resolve) => lin.socket.once("disconnect", resolve));
  await granted(server.ada.client.ask("ban", { from: you.from }));
  expect(await ended).toBe("io server disconnect");
});

test("P32: no client sends a notice, and nobody edits, removes or reacts to one", async () => {
  await using server = await serveOwned();
  await using lin = await come(server.url, "lin");
  const notice = { act: "ban", by: idOf("ada"), whom: idOf("lin") };
  await granted(
    server.ada.client.ask(
      "chuan",
      { name: "ada", txt: "hello", notice },
      { room: "lobby", notice },
    ),
  );
  expect(await lastOf(lin, "lobby")).not.toHaveProperty("notice");
  await granted(server.ada.client.ask("mute", { room: "lobby", from: idOf("lin"), minutes: 5 }));
  const place = { room: "lobby", seq: 2 };
  for (const refused of [
    server.ada.client.ask("edit", { ...place, txt: "other" }),
    server.ada.client.ask("remove", place),
    server.ada.client.ask("react", { ...place, emoji: "👍", on: true }),
  ])
    expect(await codeOf(refused)).toBe("forbidden");
});

test("P31: a mute on the server holds in open rooms, and not in a closed one, whose people are its own", async () => {
  await using server = await serveOwned();
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(lin);
  await granted(lin.client.ask("join", { room }));
  await granted(server.ada.client.ask("mute", { from: idOf("lin"), minutes: 5, reason: "loud" }));
  await until(
    "lin to be muted",
    async () => (await codeOf(saying(lin, "one", "lobby"))) === "muted",
  );
  expect(await codeOf(saying(lin, "one", room))).toBe("ok");
  await using bo = await come(server.url, "bo");
  await bring(lin, room, bo);
});
