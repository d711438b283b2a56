import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { STRANGER } from "../../src/chat/access/standing";
import type { Caller } from "../../src/chat/caller";
import type { ChatServer } from "../../src/chat/chat-socket";
import { createRateLimits } from "../../src/chat/rate-limits";
import { createSocketAudience } from "../../src/chat/socket-audience";
import { createUseCases } from "../../src/chat/use-cases";
import { createLogger } from "../../src/logging/logger";
import { createMetrics } from "../../src/ops/metrics/metrics";
import type { Presence } from "../../src/protocol";
import { createLocalRoster, createLocalTypingRelay, openSqlite } from "../../src/store";
import { serveEngine } from "../engine/serve-engine";
import { Client } from "../support/client";
import { rejection } from "../support/rejection";

setDefaultTimeout(60_000);

// Most of what each takes is waiting, and each has a server of its own.
const test = alone.concurrent;

const room = "designers";
const limits = createRateLimits({
  messageRate: 0,
  messageBurst: 0,
  eventRate: 0,
  backlogBytes: 0,
});

/** The use cases over a SQLite log, heard by the connections of a Socket.IO server, all of which are in the room. */
async function openUseCases() {
  const server = await serveEngine();
  const io: ChatServer = server.io;
  const { log, community, persons } = openSqlite(":memory:", () => {});
  io.on("connection", (socket) => {
    void socket.join(room);
    server.io.to(socket.id).emit("dixiu", "hello");
  });
  const { events } = createUseCases({
    audience: createSocketAudience(io),
    log,
    community,
    persons,
    entry: "open",
    publicUrl: undefined,
    isProxy: () => false,
    roster: createLocalRoster(),
    relay: createLocalTypingRelay(),
    logger: createLogger("silent"),
    limits: {},
    rateLimits: limits,
    measurements: createMetrics().measurements,
  });
  return {
    events,
    url: server.url,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await log.close();
    },
  };
}

/** A caller by nothing but its id. */
const callerNamed = (name: string): Caller => ({
  id: `request of ${name}`,
  person: { from: `id-of-${name}`, name },
  address: "192.0.2.1",
  hasKey: false,
  standing: STRANGER,
  memberships: new Map(),
  isGone: false,
});

test("a caller without a socket joins a room, sends to it, and reads it", async () => {
  await using chat = await openUseCases();
  const { join, chuan, history, leave } = chat.events;
  const ada = callerNamed("ada");
  expect(await join.useCase(ada, { room })).toEqual({
    room,
    count: 1,
    people: [ada.person],
    head: 0,
    floor: 0,
    rev: 0,
  });
  const message = { room, id: "1", name: "ada", txt: "hello" };
  const reply = await chuan.useCase(ada, message);
  const stored = { room, id: "1", seq: 1, rev: 1, from: "id-of-ada", at: expect.any(Number) };
  expect(reply.meta).toEqual({ ...stored, prev: 0 });
  expect(reply.message).toEqual({ ...stored, name: "ada", txt: "hello" });
  // P8: the send key names one message for ever.
  expect(await chuan.useCase(ada, message)).toEqual(reply);
  expect(await history.useCase(ada, { room, limit: 50 })).toEqual({
    messages: [reply.message],
    head: 1,
    floor: 1,
    rev: 1,
  });
  expect(await leave.useCase(ada, { room })).toEqual({});
  expect(String(await rejection(Promise.resolve(chuan.useCase(ada, message))))).toContain(
    "you are not in the room",
  );
});

test("connections in a room get the messages, typing and new names of a caller without a socket", async () => {
  await using chat = await openUseCases();
  const { join, chuan, typing, rename, people } = chat.events;
  await using lin = await Client.connect(chat.url);
  const ada = callerNamed("ada");
  await join.useCase(ada, { room });

  const { meta } = await chuan.useCase(ada, { room, name: "ada", txt: "hello" });
  expect(await lin.message()).toEqual({ msg: { name: "ada", txt: "hello" }, meta });

  expect(await typing.useCase(ada, { room, on: true })).toEqual({});
  expect(await lin.next("typing")).toEqual([{ room, ...ada.person, on: true }]);

  const you = { from: "id-of-ada", name: "ada lovelace" };
  expect(await rename.useCase(ada, { name: "ada lovelace" })).toEqual({ you });
  let told: Presence;
  do [told] = (await lin.next("presence")) as [Presence];
  while (told.people[0]?.name !== you.name);
  expect(told).toEqual({ room, count: 1, people: [you] });
  expect(await people.useCase(ada, { room, q: "ADA" })).toEqual({ room, people: [you] });
});

test("a caller without a socket is counted in a room once it has joined, and asks for people only there", async () => {
  await using chat = await openUseCases();
  const { join, chuan, history, people } = chat.events;
  const [ada, lin] = [callerNamed("ada"), callerNamed("lin")];
  await join.useCase(ada, { room });
  expect(() => people.useCase(lin, { room, q: "" })).toThrow("you are not in the room");
  await chuan.useCase(ada, { room, name: "ada", txt: "hello" });
  expect(await join.useCase(lin, { room })).toMatchObject({ count: 2, head: 1, floor: 1 });
  expect(await history.useCase(lin, { room, limit: 50 })).toMatchObject({ head: 1 });
});
