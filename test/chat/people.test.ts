import { expect, jest, setDefaultTimeout, test } from "bun:test";
import { announcePresence } from "../../src/chat/people/presence";
import { createLocalRoster } from "../../src/store";
import { createLogger } from "../../src/logging/logger";
import type { Presence } from "../../src/protocol";
import { Client } from "../support/client";
import { serve } from "../support/server";

setDefaultTimeout(60_000);

const ADA = "a key that ada made for herself";
const LIN = "a key that lin made for herself";

/** The first announcement to `client` that satisfies `wanted`. */
async function presenceWhere(client: Client, wanted: (presence: Presence) => boolean) {
  for (;;) {
    const [presence] = (await client.next("presence")) as [Presence];
    if (wanted(presence)) return presence;
  }
}

test("P15: presence adds a person who joins, with the name, and drops one who leaves", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url, "websocket", { key: ADA, name: "ada" });
  await using lin = await Client.connect(server.url, "polling", { key: LIN, name: "lin" });
  const both = await presenceWhere(ada, ({ count }) => count === 2);
  expect(both.people.map(({ name }) => name)).toEqual(["ada", "lin"]);
  lin.socket.disconnect();
  const one = await presenceWhere(ada, ({ count }) => count === 1);
  expect(one).toMatchObject({ room: "lobby", people: [{ name: "ada" }] });
});

test("P15: presence counts people, not connections", async () => {
  await using server = await serve();
  await using phone = await Client.connect(server.url, "websocket", { key: ADA, name: "ada" });
  await using desk = await Client.connect(server.url, "websocket", { key: ADA, name: "ada" });
  await using lin = await Client.connect(server.url, "websocket", { key: LIN, name: "lin" });
  expect(await lin.ask("join", { room: "lobby" })).toMatchObject({ ok: true, count: 2 });
  phone.socket.disconnect();
  await desk.say("still here");
  await lin.message();
  expect(await lin.ask("join", { room: "lobby" })).toMatchObject({ ok: true, count: 2 });
});

test("P15: the reply to join has the people in the room, with the one who joined", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url, "websocket", { key: ADA, name: "ada" });
  expect(await ada.ask("join", { room: "designers" })).toMatchObject({
    room: "designers",
    count: 1,
    people: [{ name: "ada" }],
  });
});

/** Lets the clock go on, and whatever waited for it do its work. */
async function afterOneMillisecond(): Promise<void> {
  jest.advanceTimersByTime(1);
  for (let n = 0; n < 4; n++) await Promise.resolve();
}

test("P15: ten thousand arrivals within a second cost a room four announcements", async () => {
  jest.useFakeTimers();
  const roster = createLocalRoster();
  const told: Presence[] = [];
  const audience = { size: () => 1, tell: (presence: Presence) => told.push(presence) };
  announcePresence(roster, audience, createLogger("silent"));
  for (let n = 0; n < 10_000; n++) {
    roster.enter("lobby", { from: `person ${n}`, name: "somebody" });
    if (n % 10 === 0) await afterOneMillisecond();
  }
  jest.useRealTimers();
  expect(told).toHaveLength(4);
});

test("P15: presence that was read slowly is not sent after newer presence", async () => {
  jest.useFakeTimers();
  const local = createLocalRoster();
  const answers: (() => void)[] = [];
  const present = async (room: string) => {
    const presence = await local.present(room);
    await new Promise<void>((resolve) => answers.push(resolve));
    return presence;
  };
  const told: number[] = [];
  const audience = { size: () => 1, tell: ({ count }: Presence) => told.push(count) };
  announcePresence({ ...local, present }, audience, createLogger("silent"));
  for (const name of ["ada", "lin"]) {
    local.enter("lobby", { from: name, name });
    for (let ms = 0; ms < 500; ms++) await afterOneMillisecond();
  }
  // The newest is answered first, as far as more than one has been asked.
  while (told.length < 2) {
    answers.pop()?.();
    for (let ms = 0; ms < 500; ms++) await afterOneMillisecond();
  }
  jest.useRealTimers();
  expect(told).toEqual([1, 2]);
});

test("P15: presence costs no more messages in all with ten thousand connections than with a thousand", async () => {
  jest.useFakeTimers();
  const roster = createLocalRoster();
  let told = 0;
  announcePresence(
    roster,
    { size: () => 10_000, tell: () => (told += 10_000) },
    createLogger("silent"),
  );
  for (let n = 0; n < 10_000; n++) {
    roster.enter("lobby", { from: `person ${n}`, name: "somebody" });
    await afterOneMillisecond();
  }
  jest.useRealTimers();
  expect(told).toBe(10 * 4 * 1000);
});

test("P15: presence counts everybody, and names the first hundred", async () => {
  const roster = createLocalRoster();
  for (let n = 0; n < 1000; n++) roster.enter("lobby", { from: `person ${n}`, name: `name ${n}` });
  const { count, people } = await roster.present("lobby");
  expect(count).toBe(1000);
  expect(people).toHaveLength(100);
  expect(people[99]).toEqual({ from: "person 99", name: "name 99" });
});

test.each(["websocket", "polling"] as const)(
  "P16: typing reaches the others in the room, but not the typist over %s",
  async (transport) => {
    await using server = await serve();
    await using ada = await Client.connect(server.url, transport, { key: ADA, name: "ada" });
    await using lin = await Client.connect(server.url);
    const heard: unknown[] = [];
    ada.socket.on("typing", (...args) => heard.push(args));
    ada.tell("typing", { room: "lobby", on: true });
    const [typing] = await lin.next("typing");
    expect(typing).toEqual({ room: "lobby", from: expect.any(String), name: "ada", on: true });
    // Whatever was sent to the typist before this is on the same connection, so it came first.
    await lin.say("heard");
    await ada.message();
    expect(heard).toEqual([]);
  },
);

test("P16: a connection that is not in a room cannot send typing there", async () => {
  await using server = await serve();
  await using mallory = await Client.connect(server.url);
  mallory.tell("typing", { room: "designers", on: true });
  expect(await mallory.next("refused")).toMatchObject([
    { event: "typing", error: { code: "not_in_room" } },
  ]);
});

test("P17: a new name is in presence, in typing, and in the reply to rename", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url, "websocket", { key: ADA, name: "ada" });
  await using lin = await Client.connect(server.url);
  expect(await ada.ask("rename", { name: " Ada Lovelace " })).toMatchObject({
    ok: true,
    you: { name: "Ada Lovelace" },
  });
  await presenceWhere(lin, ({ people }) => people.some(({ name }) => name === "Ada Lovelace"));
  ada.tell("typing", { room: "lobby", on: true });
  expect(await lin.next("typing")).toMatchObject([{ name: "Ada Lovelace" }]);
  expect(await ada.ask("rename", { name: "" })).toMatchObject({
    ok: false,
    error: { code: "invalid" },
  });
});

test("P15: the tutorial's client, which sends its name only with a message, is present under that name", async () => {
  await using server = await serve();
  await using lin = await Client.connect(server.url);
  await using ada = await Client.connect(server.url);
  ada.tell("chuan", { name: "ada", txt: "hello" });
  await presenceWhere(lin, ({ people }) => people.some(({ name }) => name === "ada"));
});
