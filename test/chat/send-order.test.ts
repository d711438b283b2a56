import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { type Log, LogUnavailable, openSqliteLog, storeOfOneMachine } from "../../src/store";
import { readConfig } from "../../src/start/config";
import type { WireError } from "../../src/protocol";
import { Client } from "../support/client";
import { serve, serveOn } from "../support/server";

setDefaultTimeout(60_000);

// Most of what each takes is waiting, and each has a server of its own.
const test = alone.concurrent;

const STORED = { ok: true };
const AGAIN = { ok: false, error: { code: "unavailable", retryAfter: 0 } };

test("P5: messages that are sent together, each with `after`, are stored in their order", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url);
  const ids = Array.from({ length: 50 }, (_, n) => `ada-${n}`);
  const replies = ids.map((id, n) => ada.say(id, { id, after: ids[n - 1] }));
  for (const [n, reply] of (await Promise.all(replies)).entries())
    expect(reply).toMatchObject({ ok: true, meta: { seq: n + 1, id: `ada-${n}` } });
});

test("P5: a message after one that was refused for now is refused, although it would be accepted without `after`", async () => {
  await using server = await serve({ MESSAGE_RATE: "2", MESSAGE_BURST: "1" });
  await using ada = await Client.connect(server.url);
  const replies = await Promise.all([
    ada.say("one", { id: "1" }),
    ada.say("two", { id: "2", after: "1" }),
    ada.say("three", { id: "3", after: "2" }),
  ]);
  expect(replies).toMatchObject([STORED, { error: { code: "rate_limited" } }, AGAIN]);
  const refused = replies[1] as { error: WireError };
  await Bun.sleep(refused.error.retryAfter!);
  expect(await ada.say("three", { id: "3", after: "2" })).toMatchObject(AGAIN);
  expect(await ada.say("two", { id: "2" })).toMatchObject(STORED);
});

test.each([
  [
    "was refused for good",
    async (ada: Client) => void (await ada.say("x".repeat(5000), { id: "1" })),
  ],
  ["was never sent", async () => {}],
  [
    "is not the last one in its room",
    async (ada: Client) => void (await Promise.all([ada.say("one", { id: "1" }), ada.say("2")])),
  ],
  [
    "was sent over another connection",
    async (_: Client, lin: Client) => void (await lin.say("one", { id: "1" })),
  ],
])(
  "P5: a message after one that %s is refused, and accepted without `after`",
  async (_, before) => {
    await using server = await serve();
    await using ada = await Client.connect(server.url);
    await using lin = await Client.connect(server.url);
    await before(ada, lin);
    expect(await ada.say("two", { id: "2", after: "1" })).toMatchObject(AGAIN);
    expect(await ada.say("two", { id: "2" })).toMatchObject(STORED);
  },
);

test("P5: the order of messages is kept by room, and rooms do not wait for each other", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url);
  await ada.ask("join", { room: "designers" });
  const replies = await Promise.all([
    ada.say("here", { id: "1" }),
    ada.say("there", { id: "2", room: "designers" }),
    ada.say("here again", { id: "3", after: "1" }),
  ]);
  expect(replies).toMatchObject([STORED, STORED, STORED]);
});

test("P5, P12: a message after one that the store rejected is refused, although the store is back", async () => {
  const log = openSqliteLog(":memory:", () => {});
  const failing: Log = {
    ...log,
    append: (draft) =>
      draft.id === "1" ? Promise.reject(new LogUnavailable("the disk is full")) : log.append(draft),
  };
  const config = readConfig({ PORT: "0", HOST: "127.0.0.1", DRAIN_SECONDS: "0" });
  const server = await serveOn(storeOfOneMachine(failing), config);
  await using ada = await Client.connect(server.url);
  expect(await ada.say("one", { id: "1" })).toMatchObject({ error: { code: "unavailable" } });
  expect(await ada.say("two", { id: "2", after: "1" })).toMatchObject(AGAIN);
  expect(await ada.log("lobby")).toEqual([]);
  await server.stop();
});

test("P5, P24: a message that is refused for its order, and answers one that was never there, leaves no error that nothing catches", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url);
  expect(await ada.say("two", { id: "2", after: "1", re: 7 })).toMatchObject(AGAIN);
  // The error would come before this answer, and Bun fails a run in which nothing catches one.
  expect(await ada.say("three", { re: 7 })).toMatchObject({ error: { code: "not_found" } });
});
