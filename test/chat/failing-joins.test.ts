/** Joins while the store fails or is slow. */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import {
  createLocalRoster,
  type Log,
  LogUnavailable,
  openSqliteLog,
  storeOfOneMachine,
} from "../../src/store";
import { readConfig } from "../../src/start/config";
import { Client } from "../support/client";
import { serveOn } from "../support/server";

setDefaultTimeout(60_000);

// Most of what each takes is waiting, and each has a server of its own.
const test = alone.concurrent;

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
