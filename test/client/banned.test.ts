/** Somebody whom a server bans: the client's own connection, to a server that refuses it as chuan does. */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { Server as Engine } from "@socket.io/bun-engine";
import { Server } from "socket.io";
import { connect, type ConnectionStatus } from "../../src/client/connection";
import { openIdentity } from "../../src/client/identity";
import type { WireError } from "../../src/protocol";
import { until } from "../support/until";
import { memory } from "./memory";

setDefaultTimeout(60_000);

const test = alone.concurrent;

const nothing = () => {};

/** Longer than some pauses before a next attempt. */
const SOME_PAUSES = 3000;
const QUICK = { probe: 100, doubt: 500, answer: 5000, greeting: 2000, ban: 500 };

/** A server that refuses everybody as long as `refusal` is not undefined, and somebody who connects to it. */
function open(first: WireError) {
  let refusal: WireError | undefined = first;
  let attempts = 0;
  const io = new Server();
  const engine = new Engine({ path: "/socket.io/" });
  io.bind(engine);
  io.use((_socket, next) => {
    attempts += 1;
    next(refusal && Object.assign(new Error(refusal.message), { data: refusal }));
  });
  io.on("connection", (socket) =>
    socket.emit("dixiu", "hello", { version: 2, you: { from: "ada", name: "ada" } }),
  );
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", ...engine.handler() });
  const statuses: ConnectionStatus[] = [];
  const connection = connect(
    `http://127.0.0.1:${server.port}`,
    openIdentity(memory()),
    {
      onStatus: (status) => statuses.push(status),
      onGreeting: nothing,
      onMessage: nothing,
      onChanged: nothing,
      onPresence: nothing,
      onPeople: nothing,
      onTyping: nothing,
      onRoom: nothing,
      onServer: nothing,
      onReported: nothing,
      onDecided: nothing,
      onMarked: nothing,
      onSelf: nothing,
    },
    { patience: QUICK },
  );
  return {
    connection,
    attempts: () => attempts,
    is: (wanted: ConnectionStatus["is"]) =>
      until(`being ${wanted}`, () => statuses.at(-1)?.is === wanted),
    status: () => statuses.at(-1),
    pardon() {
      refusal = undefined;
    },
    async [Symbol.asyncDispose]() {
      await io.close();
      await server.stop(true);
    },
  };
}

const banned = (more: Partial<WireError> = {}): WireError => ({
  code: "banned",
  message: "you are banned",
  ...more,
});

test("P32: a client that is banned for good does not try again by itself, also when its device wakes", async () => {
  await using ada = open(banned({ reason: "spam" }));
  await ada.is("banned");
  expect(ada.status()).toEqual({ is: "banned", error: banned({ reason: "spam" }) });
  for (let n = 0; n < 5; n += 1) {
    ada.connection.wake();
    await Bun.sleep(SOME_PAUSES / 5);
  }
  expect([ada.attempts(), ada.status()?.is]).toEqual([1, "banned"]);
});

test("P32: a client that is banned for a while is quiet, and tries again when the time is over", async () => {
  const over = Date.now() + SOME_PAUSES;
  await using ada = open(banned({ until: over }));
  await ada.is("banned");
  ada.pardon();
  ada.connection.wake();
  await Bun.sleep(SOME_PAUSES / 3);
  expect(ada.attempts()).toBe(1);
  await ada.is("online");
  expect([ada.attempts(), Date.now() >= over]).toEqual([2, true]);
});

test("a device whose clock is ahead of the server's does not try over and over to end its ban", async () => {
  await using ada = open(banned({ until: Date.now() - 3600_000 }));
  await ada.is("banned");
  await Bun.sleep(SOME_PAUSES);
  expect(ada.attempts()).toBeLessThanOrEqual(1 + Math.log2(1 + SOME_PAUSES / QUICK.ban));
  expect(ada.status()?.is).toBe("banned");
});

test("somebody who was pardoned comes in when they ask for it", async () => {
  await using ada = open(banned());
  await ada.is("banned");
  ada.pardon();
  ada.connection.retry();
  await ada.is("online");
  expect(ada.attempts()).toBe(2);
});
