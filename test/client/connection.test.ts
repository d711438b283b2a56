import { expect, setDefaultTimeout, test as alone } from "bun:test";
import type { Patience } from "../../src/client/connection";
import { Link, portOf } from "../chaos/link";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { until } from "../support/until";
import { openPerson } from "../page/person";

setDefaultTimeout(60_000);

// Most of what each takes is waiting, and each has servers of its own.
const test = alone.concurrent;

const QUICK: Patience = { probe: 300, doubt: 500, answer: 5000, greeting: 2000, ban: 1000 };

/** The page of ada by way of a link to a server, and what is counted of its connections. */
async function open(patience: Partial<Patience> = {}) {
  const server = await serve();
  const link = await Link.open(() => portOf(server.url));
  const lin = await Client.connect(server.url);
  const { chat, counted } = await openPerson(link.url, { patience: { ...QUICK, ...patience } });
  const shown = () => chat.room.value.messages.value.map(({ txt }) => txt);
  return {
    chat,
    lin,
    link,
    counted,
    shown,
    shows: (txt: string) => until(`ada being shown ${txt}`, () => shown().includes(txt)),
    async [Symbol.asyncDispose]() {
      await lin[Symbol.asyncDispose]();
      await link[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** The network of a page that sleeps: nothing more comes, nothing is closed, and later there is another one. */
async function sleep({ link, lin }: Awaited<ReturnType<typeof open>>): Promise<void> {
  const swallowed = link.silence("up", "down");
  await lin.say("missed");
  await swallowed;
  link.heal();
}

test("P14: after waking on a dead connection, missed messages are shown as soon as one answer is overdue", async () => {
  await using ada = await open();
  await sleep(ada);
  expect(ada.chat.status.value.is).toBe("online");
  const began = performance.now();
  ada.chat.wake();
  await ada.shows("missed");
  expect(performance.now() - began).toBeLessThan(5000);
  expect(ada.counted.greetings).toBe(2);
});

test("several wake events make one liveness check and one new connection", async () => {
  await using ada = await open();
  await sleep(ada);
  for (let n = 0; n < 4; n++) {
    ada.chat.wake();
    await Bun.sleep(20);
  }
  await ada.shows("missed");
  ada.chat.wake();
  await ada.lin.say("later");
  await ada.shows("later");
  expect(ada.counted.greetings).toBe(2);
});

test("waking on a living connection keeps it", async () => {
  // Longer than this process has no time to answer.
  const probe = 1000;
  await using ada = await open({ probe });
  for (let n = 0; n < 5; n++) {
    ada.chat.wake();
    await Bun.sleep(20);
  }
  await Bun.sleep(probe * 1.5);
  expect([ada.counted.greetings, ada.chat.status.value.is]).toEqual([1, "online"]);
});

test("waking during a hopeless attempt to connect starts another attempt at once", async () => {
  await using ada = await open({ greeting: 60_000 });
  const swallowed = ada.link.silence("up", "down");
  ada.link.cut();
  await until("the waiting", () => ada.chat.status.value.is === "waiting");
  ada.chat.reconnect();
  await swallowed;
  ada.link.heal();
  await ada.lin.say("missed");
  await Bun.sleep(QUICK.probe);
  const began = performance.now();
  ada.chat.wake();
  await ada.shows("missed");
  expect(performance.now() - began).toBeLessThan(5000);
});

test("a new connection on which nothing comes back is given up, and tried again", async () => {
  await using ada = await open({ greeting: 500 });
  const swallowed = ada.link.silence("up", "down");
  ada.link.cut();
  await swallowed;
  ada.link.heal();
  await ada.lin.say("missed");
  await ada.shows("missed");
});

test("a message without an answer makes the client reconnect, and is sent on the new connection, once", async () => {
  await using ada = await open({ answer: 60_000 });
  const swallowed = ada.link.silence("up", "down");
  ada.chat.send("hello");
  await swallowed;
  ada.link.heal();
  expect((await ada.lin.message()).msg.txt).toBe("hello");
  await ada.shows("hello");
  expect([await ada.lin.unread(), ada.counted.greetings]).toEqual([0, 2]);
});

test("a server that answers late is not reconnected to over and over", async () => {
  await using ada = await open({ probe: 75, greeting: 30_000, answer: 30_000, doubt: 30_000 });
  // Every question takes more than twice the patience of one who wakes up.
  ada.link.slow(100);
  let [greetings, since] = [0, 0];
  await until("a connection that is kept", async () => {
    ada.chat.wake();
    await Bun.sleep(20);
    const isKept = ada.chat.status.value.is === "online" && ada.counted.greetings === greetings;
    if (!isKept) [greetings, since] = [ada.counted.greetings, performance.now()];
    // Twice the patience that is enough.
    return performance.now() - since > 600;
  });
  expect(ada.counted.greetings).toBeGreaterThan(1);
});
