import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { io } from "socket.io-client";
import { Client, TRANSPORTS, type TransportName } from "../support/client";
import { within } from "../support/deadline";
import { serve } from "../support/server";

setDefaultTimeout(60_000);

const GREETING = "丢你楼某";
const transports = Object.keys(TRANSPORTS) as TransportName[];

describe.each(transports)("the tutorial's chat over %s", (transport) => {
  test("P3: a connection is greeted once", async () => {
    await using server = await serve();
    await using ada = await Client.connect(server.url, transport);
    const [greeting, welcome] = await ada.next("dixiu");
    expect(greeting).toBe(GREETING);
    expect(welcome).toMatchObject({ version: 2, room: "lobby", head: 0, you: { name: "" } });
  });

  test("P9: everyone but the sender receives exactly what was sent", async () => {
    await using server = await serve();
    await using ada = await Client.connect(server.url, transport);
    await using lin = await Client.connect(server.url, transport);
    await using noor = await Client.connect(server.url, "websocket");

    ada.tell("chuan", { name: "ada", txt: "传下去" });

    for (const other of [lin, noor])
      expect((await other.message()).msg).toEqual({ name: "ada", txt: "传下去" });
    expect(await ada.unread()).toBe(0);
  });

  test("P10: a thousand messages arrive complete and in order", async () => {
    await using server = await serve({ MESSAGE_RATE: "0", EVENT_RATE: "0" });
    await using ada = await Client.connect(server.url, transport);
    await using lin = await Client.connect(server.url, transport);
    const texts = Array.from({ length: 1000 }, (_, n) => `message ${n}`);

    for (const txt of texts) ada.tell("chuan", { name: "ada", txt });

    const received = [];
    for (const _ of texts) received.push(await lin.message());
    expect(received.map(({ msg }) => msg.txt)).toEqual(texts);
    expect(received.map(({ meta }) => meta.seq)).toEqual(texts.map((_, n) => n + 1));
  });
});

test("the tutorial's own client works unchanged: io('http://…') and io.connect('ws://…')", async () => {
  await using server = await serve();
  const host = new URL(server.url).host;
  const ada = io(`http://${host}`, { forceNew: true });
  const lin = io(`ws://${host}`, { forceNew: true });
  const greetings = [ada, lin].map((socket) => new Promise((done) => socket.on("dixiu", done)));
  expect(await within(20_000, "two greetings", Promise.all(greetings))).toEqual([
    GREETING,
    GREETING,
  ]);

  const heard = new Promise((done) => lin.on("tianxiu", done));
  ada.emit("chuan", { name: "ada", txt: "hello" });

  expect(await within(20_000, "tianxiu", heard)).toEqual({ name: "ada", txt: "hello" });
  ada.disconnect();
  lin.disconnect();
});

test("a client that disconnected gets nothing, and is greeted again when it reconnects", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url);
  await using lin = await Client.connect(server.url);
  await using noor = await Client.connect(server.url);
  await lin.next("dixiu");

  lin.socket.disconnect();
  await ada.say("lin has gone");
  await noor.message();
  lin.socket.connect();
  await lin.next("dixiu");
  await ada.say("lin is back");

  expect((await lin.message()).msg.txt).toBe("lin is back");
});

test("GREETING sets the greeting", async () => {
  await using server = await serve({ GREETING: "hello 👋" });
  await using ada = await Client.connect(server.url);
  expect(await ada.next("dixiu")).toMatchObject(["hello 👋", {}]);
});

test.each([
  ["Chinese", "丢你楼某，传下去"],
  ["emoji of several code points", "👩‍👩‍👧‍👦🏳️‍🌈"],
  ["right-to-left", "مرحبا بالعالم"],
  ["several lines and tabs", "one\n\ttwo\n"],
  ["4,000 characters", "传".repeat(4000)],
  ["4,000 characters of two code units each", "😀".repeat(4000)],
  ["what looks like markup", "<img src=x onerror=alert(1)>"],
  ["what looks like a packet", '42["tianxiu"]\u001f'.slice(0, -1)],
])("P6: a text arrives as it was sent: %s", async (_, txt) => {
  await using server = await serve();
  await using ada = await Client.connect(server.url);
  await using lin = await Client.connect(server.url, "polling");
  await ada.say(txt);
  expect((await lin.message()).msg.txt).toBe(txt);
});
