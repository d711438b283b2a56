import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { readConfig } from "../../src/start/config";
import { type Log, openSqliteLog, storeOfOneMachine } from "../../src/store";
import { Client } from "../support/client";
import { within } from "../support/deadline";
import { serve, serveOn } from "../support/server";
import { until } from "../support/until";

setDefaultTimeout(60_000);

// Most of what each takes is waiting, and each has servers of its own.
const test = alone.concurrent;

const CONFIG = readConfig({ PORT: "0", HOST: "127.0.0.1", DRAIN_SECONDS: "5" });

/** A log that stores nothing until it is told to finish. */
function slowLog() {
  const inner = openSqliteLog(":memory:", () => {});
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>();
  const { promise: accepted, resolve: accept } = Promise.withResolvers<void>();
  const append: Log["append"] = async (draft) => {
    accept();
    await finished;
    return inner.append(draft);
  };
  return { log: { ...inner, append }, accepted, finish };
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

/** Why a client's connection ended, and whether the client tries again by itself. */
function ending(client: Client): Promise<{ reason: string; returns: boolean }> {
  const { promise, resolve } = Promise.withResolvers<{ reason: string; returns: boolean }>();
  client.socket.once("disconnect", (reason) => resolve({ reason, returns: client.socket.active }));
  return within(20_000, "the end of the connection", promise);
}

test.each(["websocket", "polling"] as const)(
  "P18: a client over %s gets `leaving` with the time until it is closed, and reconnects by itself",
  async (transport) => {
    const server = await serve({ DRAIN_SECONDS: "2" });
    await using ada = await Client.connect(server.url, transport);
    const ended = ending(ada);
    const stopped = server[Symbol.asyncDispose]();
    expect(await ada.next("leaving")).toEqual([{ in: expect.any(Number) }]);
    expect(await ended).toMatchObject({ returns: true });
    await stopped;
  },
);

test("P18: messages accepted before the drain are acknowledged before the connection is closed", async () => {
  const { log, accepted, finish } = slowLog();
  const server = await serveOn(storeOfOneMachine(log), CONFIG);
  await using ada = await Client.connect(server.url);
  const reply = ada.say("hello");
  await within(20_000, "the message to be accepted", accepted);
  const stopped = server.stop();
  await ada.next("leaving");
  finish();
  expect(await reply).toMatchObject({ ok: true, meta: { seq: 1 } });
  await stopped;
});

test.each(["websocket", "polling"] as const)(
  "P18: a message stored while the server drains is acknowledged over %s",
  async (transport) => {
    const inner = openSqliteLog(":memory:", () => {});
    const stored = new Set<string>();
    const append: Log["append"] = async (draft) => {
      const message = await inner.append(draft);
      stored.add(message.id);
      return message;
    };
    // By long-polling the last answers are fetched 16 a poll: a busy machine takes longer for that than a deployment has.
    const config = { ...CONFIG, drainSeconds: 60 };
    const server = await serveOn(storeOfOneMachine({ ...inner, append }), config);
    const people = await Promise.all(upTo(10).map(() => Client.connect(server.url, transport)));
    const ended = Promise.all(people.map(ending));
    const acknowledged = new Set<string>();
    for (const [person, { socket }] of people.entries())
      for (const n of upTo(10))
        socket.emit("chuan", { name: "ada", txt: "hello" }, { id: `${person}-${n}` }, (reply) => {
          if (reply.ok) acknowledged.add(reply.meta.id);
        });
    await until("a message to be stored", () => stored.size > 0);
    await server.stop();
    await ended;
    expect([...stored].filter((id) => !acknowledged.has(id))).toEqual([]);
    for (const { socket } of people) socket.disconnect();
  },
);

test("P18: each of thirty clients is closed at its own time", async () => {
  const server = await serve({ DRAIN_SECONDS: "5" });
  const clients = await Promise.all(Array.from({ length: 30 }, () => Client.connect(server.url)));
  const stopped = server[Symbol.asyncDispose]();
  const times = await Promise.all(clients.map(async (client) => (await client.next("leaving"))[0]));
  expect(new Set(times.map((time) => JSON.stringify(time))).size).toBe(30);
  await stopped;
  for (const client of clients) client.socket.disconnect();
});

test("a server that is stopping is not ready, and accepts no new connections", async () => {
  const { log, accepted, finish } = slowLog();
  const server = await serveOn(storeOfOneMachine(log), CONFIG);
  await using ada = await Client.connect(server.url);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  const reply = ada.say("hello");
  await within(20_000, "the message to be accepted", accepted);
  const stopped = server.stop();
  const [ready, handshake] = await Promise.all([
    fetch(`${server.url}/readyz`),
    fetch(`${server.url}/socket.io/?EIO=4&transport=polling`),
  ]);
  expect([ready.status, handshake.status]).toEqual([503, 503]);
  finish();
  await Promise.all([reply, stopped]);
});

test("P18: a client that connects during the drain is not greeted, and tries again", async () => {
  const { log, accepted, finish } = slowLog();
  const server = await serveOn(storeOfOneMachine(log), CONFIG);
  await using ada = await Client.connect(server.url);
  const late = new WebSocket(`${server.url}/socket.io/?EIO=4&transport=websocket`);
  const heard: unknown[] = [];
  late.addEventListener("message", ({ data }) => heard.push(data));
  const closed = new Promise((resolve) => late.addEventListener("close", resolve));
  await new Promise((resolve) => late.addEventListener("open", resolve));
  const reply = ada.say("hello");
  await within(20_000, "the message to be accepted", accepted);
  const stopped = server.stop();
  await ada.next("leaving");
  late.send("40");
  await within(20_000, "the end of the connection", closed);
  expect(heard).toEqual([expect.stringMatching(/^0/)]);
  finish();
  await Promise.all([reply, stopped]);
});

test("a server whose log does not answer is healthy, but not ready", async () => {
  const inner = openSqliteLog(":memory:", () => {});
  const log = { ...inner };
  const server = await serveOn(storeOfOneMachine(log), CONFIG);
  log.read = () => new Promise(() => {});
  const status = async (path: string) => (await fetch(server.url + path)).status;
  const both = Promise.all([status("/healthz"), status("/readyz")]);
  expect(await within(20_000, "both answers", both)).toEqual([200, 503]);
  await server.stop();
});

test("P18: a log that never answers delays no client beyond the drain", async () => {
  const { log, accepted } = slowLog();
  const server = await serveOn(storeOfOneMachine(log), { ...CONFIG, drainSeconds: 1 });
  await using ada = await Client.connect(server.url);
  ada.tell("chuan", { name: "ada", txt: "hello" });
  await within(20_000, "the message to be accepted", accepted);
  await within(20_000, "the stop", server.stop());
});
