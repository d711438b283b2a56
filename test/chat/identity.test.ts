import { expect, test } from "bun:test";
import { types } from "node:util";
import { createRateLimits } from "../../src/chat/rate-limits";
import { openChat } from "../../src/chat/chat";
import { identify, publicId } from "../../src/chat/people/identity";
import { createLocalRoster, createLocalTypingRelay, openSqlite } from "../../src/store";
import { createLogger } from "../../src/logging/logger";
import { createMetrics } from "../../src/ops/metrics/metrics";
import type { Welcome } from "../../src/protocol";
import { serveEngine } from "../engine/serve-engine";
import { Client, type TransportName } from "../support/client";
import { serve } from "../support/server";

const KEY = "a key that ada made for herself";

async function welcomeOf(client: Client): Promise<Welcome> {
  const [, welcome] = await client.next("dixiu");
  return welcome as Welcome;
}

test("P2: the public id is 16 characters of the hash of the key, which any client can compute", async () => {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`chuan:${KEY}`));
  expect(publicId(KEY)).toBe(Buffer.from(hash).toString("base64url").slice(0, 16));
});

test("P2: the same key is the same person on every connection and every server", async () => {
  await using one = await serve();
  await using other = await serve();
  await using phone = await Client.connect(one.url, "polling", { key: KEY, name: "ada" });
  await using desk = await Client.connect(other.url, "websocket", { key: KEY });
  const { you } = await welcomeOf(phone);
  expect(you).toEqual({ from: publicId(KEY), name: "ada" });
  expect((await welcomeOf(desk)).you.from).toBe(you.from);
});

test("P2: without a key every connection is a new person", () => {
  const ids = Array.from({ length: 1000 }, () => identify({}).person.from);
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^[\w-]{16}$/);
});

test("P2: the key is never sent to a client", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url, "websocket", { key: KEY, name: "ada" });
  await using lin = await Client.connect(server.url);
  const heard: unknown[] = [];
  lin.socket.onAny((...args: unknown[]) => heard.push(args));
  await ada.say("hello");
  heard.push(await lin.message(), await lin.ask("history", { room: "lobby" }));
  expect(JSON.stringify(heard)).toContain(publicId(KEY));
  expect(JSON.stringify(heard)).not.toContain(KEY);
});

/** The chat on its engine, where a test can look at what the server keeps. */
async function serveChat() {
  const server = await serveEngine();
  const { log, community, persons } = openSqlite(":memory:", () => {});
  await openChat({
    io: server.io,
    log,
    community,
    persons,
    entry: "open",
    publicUrl: undefined,
    isProxy: () => false,
    roster: createLocalRoster(),
    relay: createLocalTypingRelay(),
    logger: createLogger("silent"),
    greeting: "hello",
    limits: {},
    rateLimits: createRateLimits({
      messageRate: 0,
      messageBurst: 0,
      eventRate: 0,
      backlogBytes: 0,
    }),
    measurements: createMetrics().measurements,
  });
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await log.close();
    },
  };
}

/** What an object holds by itself, without asking it. */
function heldBy(one: object): unknown[] {
  const properties = Object.values(Object.getOwnPropertyDescriptors(one)).map(
    ({ value }: PropertyDescriptor): unknown => value,
  );
  // Past what a subclass would answer.
  if (types.isMap(one)) return [...properties, ...Map.prototype.entries.call(one)].flat();
  return types.isSet(one) ? [...properties, ...Set.prototype.values.call(one)] : properties;
}

/** The strings that can be reached from an object, by way of whatever objects. */
function stringsFrom(root: object): string[] {
  const found: string[] = [];
  const known = new Set<object>([root]);
  for (const one of known)
    for (const held of [...heldBy(one), Object.getPrototypeOf(one) as unknown]) {
      if (typeof held === "string") found.push(held);
      if ((typeof held === "object" && held !== null) || typeof held === "function")
        known.add(held);
    }
  return found;
}

test.each<TransportName>(["websocket", "polling", "upgrade"])(
  "P2: once a connection over %s is greeted, the server has its public id, and its key nowhere",
  async (transport) => {
    await using server = await serveChat();
    await using _ = await Client.connect(server.url, transport, { key: KEY, name: "ada" });
    const [socket] = server.io.sockets.sockets.values();
    expect(socket?.handshake.auth).toEqual({});
    const strings = stringsFrom(server.io);
    expect(strings).toContain(publicId(KEY));
    expect(strings.filter((one) => one.includes(KEY))).toEqual([]);
  },
);

test("P1: a name in any script is trimmed", () => {
  expect(identify({ name: "  ada \n" }).person.name).toBe("ada");
  expect(identify({ name: "阿达" }).person.name).toBe("阿达");
  expect(identify({ name: "آدا" }).person.name).toBe("آدا");
});
