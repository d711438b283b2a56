import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { SERVER_ROOM } from "../../../src/protocol";
import { Client } from "../../support/client";
import { serve } from "../../support/server";
import {
  codeOf,
  come,
  granted,
  type Here,
  idOf,
  type Invited,
  keyOf,
  roomNotice,
  serveOwned,
  type ReplyTo,
} from "./people";

setDefaultTimeout(60_000);
const test = alone.concurrent;

/** A closed room of somebody. */
async function foundClosed({ client }: Here, title = "plans"): Promise<string> {
  const { room } = await granted<ReplyTo<"found">>(client.ask("found", { title }));
  return room.room;
}

/** Brings somebody into a closed room by an invitation of somebody who is in it. */
async function bring(by: Here, room: string, guest: Here, rank = "member"): Promise<void> {
  const { token } = await granted<Invited>(by.client.ask("invite", { room, rank }));
  await granted(guest.client.ask("join", { room, invitation: token }));
}

const membersOf = async ({ client }: Here, room: string) => {
  const { members } = await granted<ReplyTo<"members">>(client.ask("members", { room }));
  return members.map(({ name, rank }) => `${name} ${rank}`);
};

test("P29: who founds a closed room owns it, and its title and numbers come to each of the person's devices", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using desk = await come(server.url, "ada");
  const { room } = await granted<ReplyTo<"found">>(
    ada.client.ask("found", { title: "plans", topic: "next year" }),
  );
  expect(room).toMatchObject({ kind: "closed", title: "plans", topic: "next year", rank: "owner" });
  expect(room.room).toMatch(/^~[\w-]{22}$/);
  expect(await roomNotice(desk.client, () => true)).toEqual(room);
  await granted(ada.client.ask("join", { room: room.room }));
  await granted(ada.client.ask("chuan", { name: "ada", txt: "hello" }, { room: room.room }));
  await using phone = await come(server.url, "ada");
  expect(phone.welcome.rooms).toEqual([{ ...room, head: 1, rev: 1 }]);
});

test("P28: an invitation brings somebody into a closed room, who sees what was said before", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await granted(ada.client.ask("join", { room }));
  await ada.client.say("hello", { room });
  await bring(ada, room, lin);
  expect(await lin.client.log(room)).toMatchObject([{ txt: "hello" }]);
  expect(await membersOf(lin, room)).toEqual(["ada owner", "lin member"]);
  await ada.client.say("to lin", { room });
  expect((await lin.client.message()).msg.txt).toBe("to lin");
});

const EVENTS: [event: string, ...args: object[]][] = [
  ["join", {}],
  ["history", {}],
  ["chuan", { name: "mallory", txt: "hello" }],
  ["edit", { seq: 1, txt: "no" }],
  ["remove", { seq: 1 }],
  ["react", { seq: 1, emoji: "👍", on: true }],
  ["reactors", { seq: 1, emoji: "👍" }],
  ["typing", { on: true }],
  ["people", { q: "" }],
  ["people", { from: [idOf("ada")] }],
  ["members", {}],
  ["settle", { title: "mine" }],
  ["rank", { from: idOf("mallory"), rank: "owner" }],
  ["quit", {}],
  ["dissolve", {}],
  ["invite", {}],
  ["invitations", {}],
  ["found", {}],
];

test("H28: to strangers every event answers the same of a closed room that is there and of one that is not", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using mallory = await come(server.url, "mallory");
  await using nobody = await Client.connect(server.url);
  const there = await foundClosed(ada);
  await granted(ada.client.ask("join", { room: there }));
  await ada.client.say("secret", { room: there });
  for (const client of [mallory.client, nobody])
    for (const [event, request] of EVENTS) {
      const answers = [];
      for (const room of [there, `~${"x".repeat(22)}`, SERVER_ROOM]) {
        const args = event === "chuan" ? [request, { room }] : [{ ...request, room }];
        answers.push(await client.ask(event, ...args));
      }
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]).toMatchObject({ ok: false, error: { code: "forbidden" } });
      expect(answers[2]).toMatchObject({ ok: false, error: { code: "forbidden" } });
    }
});

test("P29: joining an open room with a key makes a member, which leaving it does not end and quitting does", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await granted(ada.client.ask("join", { room: "designers" }));
  expect(await roomNotice(ada.client, () => true)).toMatchObject({
    room: "designers",
    kind: "open",
    rank: "member",
  });
  await granted(ada.client.ask("leave", { room: "designers" }));
  await using phone = await come(server.url, "ada");
  expect(phone.welcome.rooms.map(({ room }) => room)).toEqual(["designers"]);
  await granted(phone.client.ask("quit", { room: "designers" }));
  expect(await roomNotice(ada.client, ({ gone }) => gone === true)).toMatchObject({
    room: "designers",
  });
  await using desk = await come(server.url, "ada");
  expect(desk.welcome.rooms).toEqual([]);
});

test("P29: nobody becomes a member of the lobby, or without a key", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await Client.connect(server.url);
  await granted(ada.client.ask("join", { room: "lobby" }));
  await granted(lin.ask("join", { room: "designers" }));
  await granted(ada.client.ask("join", { room: "designers" }));
  expect(await membersOf(ada, "designers")).toEqual(["ada member"]);
  await using phone = await come(server.url, "ada");
  expect(phone.welcome.rooms.map(({ room }) => room)).toEqual(["designers"]);
});

test("P29: an open room is founded where nothing was said, once, and never the lobby", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  expect(await codeOf(ada.client.ask("found", { room: "designers", topic: "type" }))).toBe("ok");
  expect(await codeOf(lin.client.ask("found", { room: "designers" }))).toBe("forbidden");
  expect(await codeOf(ada.client.ask("found", { room: "lobby" }))).toBe("forbidden");
  await granted(lin.client.ask("join", { room: "attic" }));
  await lin.client.say("hello", { room: "attic" });
  expect(await codeOf(ada.client.ask("found", { room: "attic" }))).toBe("forbidden");
});

test("H34: one person founds at most ten rooms a day", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
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

test("P29: in a locked room only moderators and owners write, edit, react and are seen typing", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  const room = "designers";
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
  await granted(ada.client.ask("rank", { room, from: idOf("lin"), rank: "moderator" }));
  expect(await codeOf(lin.client.say("me too", { room }))).toBe("ok");
});

test("P29: somebody who is in a room without belonging to it is told what it is called, and when that changes", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await Client.connect(server.url);
  await granted(ada.client.ask("found", { room: "designers", topic: "type" }));
  await granted(lin.ask("join", { room: "designers" }));
  const told = await roomNotice(lin, () => true);
  expect(told).toMatchObject({ room: "designers", topic: "type" });
  expect(told.rank).toBeUndefined();
  await granted(ada.client.ask("settle", { room: "designers", title: "Designers" }));
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

test("P31: who leaves a closed room is out at once on each device, and hears nothing more", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  await using phone = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await granted(ada.client.ask("join", { room }));
  await bring(ada, room, lin);
  await granted(phone.client.ask("join", { room }));
  await granted(lin.client.ask("quit", { room }));
  for (const { client } of [lin, phone])
    expect(await roomNotice(client, ({ gone }) => gone === true)).toMatchObject({ room });
  await ada.client.say("about lin", { room });
  for (const { client } of [lin, phone]) {
    expect(await client.unread()).toBe(0);
    expect(await codeOf(client.ask("history", { room }))).toBe("forbidden");
  }
  expect(await membersOf(ada, room)).toEqual(["ada owner"]);
});

test("P31: the last owner neither leaves nor steps down before there is another", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await bring(ada, room, lin);
  const stepDown = { room, from: idOf("ada"), rank: "member" };
  expect(await codeOf(ada.client.ask("quit", { room }))).toBe("forbidden");
  expect(await codeOf(ada.client.ask("rank", stepDown))).toBe("forbidden");
  await granted(ada.client.ask("rank", { room, from: idOf("lin"), rank: "owner" }));
  expect(await codeOf(ada.client.ask("rank", stepDown))).toBe("ok");
  expect(await codeOf(ada.client.ask("quit", { room }))).toBe("ok");
  expect(await membersOf(lin, room)).toEqual(["lin owner"]);
});

test("H34: both owners of a room step down at once, and one stays", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await bring(ada, room, lin, "owner");
  const stepDown = ({ client, welcome }: Here) =>
    codeOf(client.ask("rank", { room, from: welcome.you.from, rank: "member" }));
  const codes = await Promise.all([stepDown(ada), stepDown(lin)]);
  expect(codes.toSorted()).toEqual(["forbidden", "ok"]);
});

test("H34: an invitation's last use, redeemed by fifty at once, lets one in", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  const room = await foundClosed(ada);
  const { token } = await granted<Invited>(ada.client.ask("invite", { room, uses: 1 }));
  const crowd = await Promise.all(
    Array.from({ length: 50 }, (_, n) => come(server.url, `guest ${n}`)),
  );
  const codes = await Promise.all(
    crowd.map(({ client }) => codeOf(client.ask("join", { room, invitation: token }))),
  );
  expect(codes.filter((code) => code === "ok")).toHaveLength(1);
  expect(new Set(codes)).toEqual(new Set(["ok", "gone"]));
  expect(await membersOf(ada, room)).toHaveLength(2);
  for (const { client } of crowd) client.socket.disconnect();
});

test("H34: an invitation gives no rank as high as its maker's, but owners may make owners", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  await using bo = await come(server.url, "bo");
  const room = await foundClosed(ada);
  await bring(ada, room, lin, "moderator");
  await bring(lin, room, bo);
  const invite = (here: Here, rank: string) => codeOf(here.client.ask("invite", { room, rank }));
  expect(await invite(lin, "owner")).toBe("forbidden");
  expect(await invite(lin, "moderator")).toBe("forbidden");
  expect(await invite(bo, "moderator")).toBe("forbidden");
  expect(await invite(bo, "member")).toBe("ok");
  expect(await invite(ada, "owner")).toBe("ok");
});

test("P28: an invitation ends when its maker loses the rank that it took", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  await using bo = await come(server.url, "bo");
  const room = await foundClosed(ada);
  await bring(ada, room, lin, "owner");
  const { token } = await granted<Invited>(
    lin.client.ask("invite", { room, rank: "moderator", uses: 9 }),
  );
  await granted(lin.client.ask("rank", { room, from: idOf("lin"), rank: "member" }));
  const answer = await bo.client.ask("join", { room, invitation: token });
  expect(answer).toMatchObject({ error: { code: "gone", reason: "revoked" } });
});

test("P31: one acts on lower ranks alone, and gives lower ranks alone", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  await using bo = await come(server.url, "bo");
  const room = await foundClosed(ada);
  await bring(ada, room, lin, "moderator");
  await bring(ada, room, bo);
  const rank = (by: Here, whom: string, to: string) =>
    codeOf(by.client.ask("rank", { room, from: idOf(whom), rank: to }));
  expect(await rank(bo, "lin", "member")).toBe("forbidden");
  expect(await rank(bo, "bo", "owner")).toBe("forbidden");
  expect(await rank(lin, "bo", "moderator")).toBe("forbidden");
  expect(await rank(lin, "ada", "member")).toBe("forbidden");
  expect(await rank(ada, "nobody", "member")).toBe("not_found");
  expect(await rank(ada, "bo", "owner")).toBe("ok");
  expect(await rank(bo, "ada", "member")).toBe("forbidden");
  expect(await rank(bo, "lin", "member")).toBe("ok");
});

test("P31: the server's moderators count as such in open rooms, and in no closed one", async () => {
  await using server = await serveOwned();
  await using lin = await come(server.url, "lin");
  const closed = await foundClosed(lin);
  await granted(lin.client.ask("found", { room: "designers" }));
  const { client } = server.ada;
  expect(await codeOf(client.ask("settle", { room: "designers", locked: true }))).toBe("ok");
  expect(await codeOf(client.ask("settle", { room: "lobby", topic: "all" }))).toBe("ok");
  for (const event of ["join", "history", "members", "dissolve"])
    expect(await codeOf(client.ask(event, { room: closed }))).toBe("forbidden");
});

test("P29: an owner dissolves a closed room: everybody in it is told and out, and nothing is left of it", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
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
  await using again = await come(server.url, "ada");
  expect(again.welcome.rooms).toEqual([]);
});

test("P29: an open room that is dissolved puts out strangers too, and nobody may enter it while it is erased", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await Client.connect(server.url);
  const room = "designers";
  await granted(ada.client.ask("found", { room }));
  for (const client of [ada.client, lin]) await granted(client.ask("join", { room }));
  await granted(ada.client.ask("dissolve", { room }));
  expect(await roomNotice(lin, ({ gone }) => gone === true)).toMatchObject({ room });
  expect(await codeOf(lin.ask("join", { room }))).toBe("forbidden");
  expect(await codeOf(lin.ask("history", { room }))).toBe("forbidden");
});

test("P28: members see the invitations that they made, moderators all, and each shows no token", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await bring(ada, room, lin);
  const { id, token } = await granted<Invited>(lin.client.ask("invite", { room }));
  await granted(ada.client.ask("invite", { room, uses: 5 }));
  const own = await granted<ReplyTo<"invitations">>(lin.client.ask("invitations", { room }));
  expect(own.invitations).toMatchObject([{ id, by: { name: "lin" }, uses: 1, used: 0 }]);
  const all = await granted<ReplyTo<"invitations">>(ada.client.ask("invitations", { room }));
  expect(all.invitations.length).toBeGreaterThanOrEqual(2);
  expect(JSON.stringify(all)).not.toContain(token);
  expect(await codeOf(ada.client.ask("revoke", { id }))).toBe("ok");
});

test("P25: people and calls find members who are not here, by the name last known", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  const room = await foundClosed(ada);
  {
    await using lin = await come(server.url, "lin");
    await bring(ada, room, lin);
  }
  await granted(ada.client.ask("join", { room }));
  const lin = { from: idOf("lin"), name: "lin" };
  expect(await ada.client.ask("people", { room, q: "LI" })).toMatchObject({ people: [lin] });
  expect(await ada.client.ask("people", { from: [lin.from] })).toMatchObject({ people: [lin] });
  const { seq } = await granted<{ seq?: number }>(ada.client.say("@lin: come back", { room }));
  expect(seq).toBeUndefined();
  expect(await ada.client.log(room)).toMatchObject([
    { calls: [{ from: lin.from, start: 0, end: 4 }] },
  ]);
});

test("P36: a person's further device is told of a new title and a new rank", async () => {
  await using server = await serve();
  await using ada = await come(server.url, "ada");
  await using lin = await come(server.url, "lin");
  const room = await foundClosed(ada);
  await bring(ada, room, lin);
  await granted(ada.client.ask("settle", { room, title: "Plans" }));
  expect(await roomNotice(lin.client, ({ title }) => title === "Plans")).toMatchObject({ room });
  await granted(ada.client.ask("rank", { room, from: idOf("lin"), rank: "moderator" }));
  expect(await roomNotice(lin.client, ({ rank }) => rank === "moderator")).toMatchObject({ room });
});

test("P29: a join with a key needs nothing of what was before: a client without a key acts in open rooms as ever", async () => {
  await using server = await serve();
  await using nobody = await Client.connect(server.url);
  for (const [event, request] of [
    ["found", { title: "mine" }],
    ["invite", {}],
    ["quit", { room: "designers" }],
  ] as const)
    expect(await codeOf(nobody.ask(event, request))).toBe("forbidden");
  await granted(nobody.ask("join", { room: "designers" }));
  expect(await codeOf(nobody.say("hello", { room: "designers" }))).toBe("ok");
  expect(keyOf("ada")).not.toBe(keyOf("lin"));
});
