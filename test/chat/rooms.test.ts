import { expect, setDefaultTimeout, test as alone } from "bun:test";
import {
  createLocalRoster,
  type Log,
  LogUnavailable,
  openSqliteLog,
  storeOfOneMachine,
} from "../../src/store";
import { readConfig } from "../../src/start/config";
import { FIXED_LIMITS, type Welcome } from "../../src/protocol";
import { Client } from "../support/client";
import { serve, serveOn } from "../support/server";

setDefaultTimeout(60_000);

// Most of what each takes is waiting, and each has a server of its own.
const test = alone.concurrent;

test("P4: messages reach the connections in their room, and no others", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url);
  await using lin = await Client.connect(server.url, "polling");
  await using noor = await Client.connect(server.url);
  for (const one of [ada, lin]) await one.ask("join", { room: "设计师" });

  await ada.say("for designers", { room: "设计师" });

  expect(await lin.message()).toMatchObject({
    msg: { txt: "for designers" },
    meta: { room: "设计师", seq: 1 },
  });
  expect(await noor.unread()).toBe(0);
});

test("P4: every connection starts in the lobby, and may leave and join it", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url);
  await using lin = await Client.connect(server.url);

  await lin.ask("leave", { room: "lobby" });
  await ada.say("while lin is away");
  expect(await lin.unread()).toBe(0);
  expect(await lin.say("from outside")).toMatchObject({
    ok: false,
    error: { code: "not_in_room" },
  });

  await lin.ask("join", { room: "lobby" });
  await ada.say("lin is back");
  expect((await lin.message()).msg.txt).toBe("lin is back");
});

test("P10: each room counts its own messages", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url);
  await ada.ask("join", { room: "designers" });
  await ada.say("one");
  await ada.say("two");
  expect(await ada.say("one", { room: "designers" })).toMatchObject({
    meta: { room: "designers", seq: 1 },
  });
  expect(await ada.say("three")).toMatchObject({ meta: { room: "lobby", seq: 3 } });
});

test("P13: the reply to join has the room's extent", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url);
  await using lin = await Client.connect(server.url);
  expect(await ada.ask("join", { room: "designers" })).toMatchObject({
    ok: true,
    room: "designers",
    head: 0,
    floor: 0,
  });
  await ada.say("one", { room: "designers" });
  expect(await lin.ask("join", { room: "designers" })).toMatchObject({
    ok: true,
    head: 1,
    floor: 1,
  });
});

test("P4: a connection is in at most as many rooms as the deployment allows, the lobby among them", async () => {
  await using server = await serve({ MAX_ROOMS: "3" });
  await using ada = await Client.connect(server.url);
  const join = (room: string) => ada.ask("join", { room });
  expect(await Promise.all(["a", "b", "c", "a"].map(join))).toMatchObject([
    { ok: true },
    { ok: true },
    { ok: false, error: { code: "too_many_rooms" } },
    { ok: true },
  ]);
  await ada.ask("leave", { room: "a" });
  expect(await join("c")).toMatchObject({ ok: true });
});

test("P4, P19: `welcome` has no key for a limit that the deployment does not set", async () => {
  await using server = await serve({ MAX_ROOMS: "0", BACKLOG_BYTES: "0", FILES: "off" });
  await using ada = await Client.connect(server.url);
  const [, welcome] = await ada.next("dixiu");
  expect((welcome as Welcome).limits).toEqual(FIXED_LIMITS);
  const rooms = Array.from({ length: 30 }, (_, n) => `room-${n}`);
  for (const room of rooms) expect(await ada.ask("join", { room })).toMatchObject({ ok: true });
});

test("P4: after many joins and leaves sent at once, the last one holds", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url);
  await using lin = await Client.connect(server.url);
  await ada.ask("join", { room: "designers" });
  for (let round = 0; round < 50; round++) {
    lin.tell("join", { room: "designers" });
    lin.tell("leave", { room: "designers" });
  }
  await lin.ask("join", { room: "designers" });
  await ada.say("hello", { room: "designers" });
  expect((await lin.message()).msg.txt).toBe("hello");
  for (let round = 0; round < 50; round++) {
    lin.tell("leave", { room: "designers" });
    lin.tell("join", { room: "designers" });
  }
  await lin.ask("leave", { room: "designers" });
  await ada.say("nobody is here", { room: "designers" });
  expect(await lin.unread()).toBe(0);
});

test.each([
  ["nothing", undefined],
  ["a room that is no string", { room: 1 }],
  ["an empty room", { room: "" }],
  ["a room with a slash", { room: "a/b" }],
  ["a room with an emoji", { room: "👋" }],
  ["65 characters", { room: "x".repeat(65) }],
])("P4: an invalid room is refused: %s", async (_, request) => {
  await using server = await serve();
  await using ada = await Client.connect(server.url);
  for (const event of ["join", "leave", "history"])
    expect(await ada.ask(event, request)).toMatchObject({
      ok: false,
      error: { message: expect.any(String) },
    });
});

test.each([
  ["a disconnection", '41\x1e42["join",{"room":"attic"}]'],
  ["the end of the connection", '42["join",{"room":"attic"}]\x1e1'],
])("P15: a join that arrives together with %s leaves nobody in the room", async (_, packets) => {
  await using server = await serve();
  await using lin = await Client.connect(server.url);
  const polling = `${server.url}/socket.io/?EIO=4&transport=polling`;
  const handshake = await (await fetch(polling)).text();
  const { sid } = JSON.parse(handshake.slice(1)) as { sid: string };
  const session = `${polling}&sid=${sid}`;
  await fetch(session, { method: "POST", body: "40" });
  await (await fetch(session)).text();
  await fetch(session, { method: "POST", body: packets });
  expect(await lin.ask("join", { room: "attic" })).toMatchObject({ count: 1 });
});

const away = () => Promise.reject(new LogUnavailable("away"));

/** A server whose store cannot be read for the room `attic` until told otherwise. */
async function serveWithoutAttic() {
  const log = openSqliteLog(":memory:", () => {});
  const attic = { isAway: true };
  const isAway = (room: string) => attic.isAway && room === "attic";
  const read: Log["read"] = (room, range) => (isAway(room) ? away() : log.read(room, range));
  const follow: Log["follow"] = (room, told) => (isAway(room) ? away() : log.follow(room, told));
  const config = readConfig({ PORT: "0", HOST: "127.0.0.1", DRAIN_SECONDS: "0" });
  const server = await serveOn(storeOfOneMachine({ ...log, read, follow }), config);
  return { url: server.url, attic, [Symbol.asyncDispose]: () => server.stop() };
}

test("P9: when a join that the store refused is repeated, each message arrives once", async () => {
  await using server = await serveWithoutAttic();
  await using ada = await Client.connect(server.url);
  await using lin = await Client.connect(server.url);
  for (let n = 0; n < 3; n++)
    expect(await lin.ask("join", { room: "attic" })).toMatchObject({
      error: { code: "unavailable" },
    });
  server.attic.isAway = false;
  for (const one of [ada, lin]) await one.ask("join", { room: "attic" });
  await ada.say("once", { room: "attic" });
  expect(await lin.message()).toMatchObject({ msg: { txt: "once" } });
  expect(await lin.unread()).toBe(0);
});

test("P4: a connection whose join is refused is not in the room, although others there are", async () => {
  await using server = await serveWithoutAttic();
  await using ada = await Client.connect(server.url);
  await using lin = await Client.connect(server.url);
  server.attic.isAway = false;
  await ada.ask("join", { room: "attic" });
  server.attic.isAway = true;
  expect(await lin.ask("join", { room: "attic" })).toMatchObject({ ok: false });
  expect(await lin.say("from outside", { room: "attic" })).toMatchObject({
    error: { code: "not_in_room" },
  });
});

/**
 * A server whose store fails some of what it is asked for the room `attic`, by number: the first is to follow it, and
 * each further one is who is there, as every join asks.
 */
async function serveFailing(...failing: number[]) {
  const log = openSqliteLog(":memory:", () => {});
  const roster = createLocalRoster();
  let asked = 0;
  async function ask<T>(room: string, answer: () => Promise<T>): Promise<T> {
    const isFailing = room === "attic" && failing.includes((asked += 1));
    // As long as a database may take: what is asked at once waits together.
    await Bun.sleep(50);
    if (isFailing) throw new LogUnavailable("away");
    return answer();
  }
  const store = {
    ...storeOfOneMachine({
      ...log,
      follow: (room, told) => ask(room, () => log.follow(room, told)),
    }),
    roster: {
      ...roster,
      present: (room: string) => ask(room, () => roster.present(room)),
      // Announcements ask who is there as well, and are not counted here.
      onChange: () => {},
    },
  };
  const config = readConfig({
    PORT: "0",
    HOST: "127.0.0.1",
    DRAIN_SECONDS: "0",
    MAX_ROOMS: "3",
  });
  const server = await serveOn(store, config);
  return { url: server.url, [Symbol.asyncDispose]: () => server.stop() };
}

const [REFUSED, TAKEN] = [{ error: { code: "unavailable" } }, { ok: true, room: "attic" }];

test.each([
  ["the first", [2], [REFUSED, TAKEN, TAKEN], 1],
  ["the last", [4], [TAKEN, TAKEN, REFUSED], 1],
  ["all but the last", [2, 3], [REFUSED, REFUSED, TAKEN], 1],
  ["all", [2, 3, 4], [REFUSED, REFUSED, REFUSED], 0],
])(
  "P4: of three joins to a room at once, of which %s fails, one answered with ok is enough to be in it",
  async (_, failing, answers, count) => {
    await using server = await serveFailing(...failing);
    await using ada = await Client.connect(server.url);
    await using lin = await Client.connect(server.url);
    const join = () => ada.ask("join", { room: "attic" });
    expect(await Promise.all([join(), join(), join()])).toMatchObject(answers);
    expect(await ada.say("hello", { room: "attic" })).toMatchObject({ ok: count === 1 });
    expect(await lin.ask("join", { room: "attic" })).toMatchObject({ count: count + 1 });
  },
);

test("P4: a connection stays in a room when a second join of it fails", async () => {
  await using server = await serveFailing(3);
  await using ada = await Client.connect(server.url);
  for (const answer of [TAKEN, REFUSED, TAKEN])
    expect(await ada.ask("join", { room: "attic" })).toMatchObject(answer);
  expect(await ada.say("hello", { room: "attic" })).toMatchObject({ ok: true });
});

test("P4: a join that fails at the limit of rooms does not count", async () => {
  await using server = await serveFailing(2);
  await using ada = await Client.connect(server.url);
  const join = (room: string) => ada.ask("join", { room });
  expect(await Promise.all(["attic", "designers", "cellar"].map(join))).toMatchObject([
    { error: { code: "unavailable" } },
    { ok: true },
    { error: { code: "too_many_rooms" } },
  ]);
  expect(await join("cellar")).toMatchObject({ ok: true });
  expect(await join("attic")).toMatchObject({ error: { code: "too_many_rooms" } });
});

test("P15: a join that fails after a leave and another join removes nobody from the room", async () => {
  await using server = await serveFailing(1, 2);
  await using ada = await Client.connect(server.url);
  const joined = ada.ask("join", { room: "attic" });
  const left = ada.ask("leave", { room: "attic" });
  const again = ada.ask("join", { room: "attic" });
  expect(await Promise.all([joined, left])).toMatchObject([{ ok: false }, { ok: true }]);
  await again;
  expect(await ada.ask("join", { room: "attic" })).toMatchObject({ ok: true, count: 1 });
  expect(await ada.say("hello", { room: "attic" })).toMatchObject({ ok: true });
});

/** A server that counts the reads of the room `attic`, and on which `meanwhile` happens while following it begins. */
async function serveCounting(meanwhile: (log: Log) => Promise<unknown> = () => Promise.resolve()) {
  const log = openSqliteLog(":memory:", () => {});
  const counts = { reads: 0, follows: 0 };
  const read: Log["read"] = (room, range) => {
    if (room === "attic") counts.reads += 1;
    return log.read(room, range);
  };
  const follow: Log["follow"] = async (room, told) => {
    const following = await log.follow(room, told);
    if (room !== "attic") return following;
    counts.follows += 1;
    await meanwhile(log);
    return following;
  };
  const config = readConfig({ PORT: "0", HOST: "127.0.0.1", DRAIN_SECONDS: "0" });
  const store = storeOfOneMachine({ ...log, read, follow });
  const server = await serveOn(store, config);
  return { url: server.url, counts, [Symbol.asyncDispose]: () => server.stop() };
}

test("P4: the first join of a room reads its extent once, while it begins to follow it", async () => {
  await using server = await serveCounting();
  await using ada = await Client.connect(server.url);
  expect(await ada.ask("join", { room: "attic" })).toMatchObject({ ok: true, head: 0, floor: 0 });
  expect(server.counts).toEqual({ reads: 0, follows: 1 });
});

test("P4: a message that is stored while a first join begins to follow the room is counted in the reply", async () => {
  const early = { room: "attic", id: "early", from: "lin", name: "lin", txt: "early" };
  await using server = await serveCounting((log) => log.append(early));
  await using ada = await Client.connect(server.url);
  expect(await ada.ask("join", { room: "attic" })).toMatchObject({ ok: true, head: 1, floor: 1 });
});
