import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { KnownPeople } from "../../src/chat/people/known-people";
import type { Joined, PeopleChanged, Person, Presence, Reply } from "../../src/protocol";
import { Client } from "../support/client";
import { serve } from "../support/server";

setDefaultTimeout(60_000);

// Most of what each takes is waiting, and each has servers of its own.
const test = alone.concurrent;

const key = (name: string) => `a key that ${name} made for herself`;
const asking = (name: string) => ({ key: key(name), name, presence: "changes" });
const stock = (name: string) => ({ key: key(name), name });
const ROOM = { room: "designers" };

async function join(client: Client): Promise<Joined> {
  const reply = (await client.ask("join", ROOM)) as Reply<Joined>;
  if (!reply.ok) throw new Error(reply.error.message);
  return reply;
}

/** A room's people as a client has them that goes by changes. */
class People {
  readonly named = new Map<string, string>();
  count: number;

  constructor({ count, people }: Presence) {
    this.count = count;
    for (const { from, name } of people) this.named.set(from, name);
  }

  take({ count, came, gone }: PeopleChanged): void {
    this.count = count;
    for (const { from, name } of came) this.named.set(from, name);
    for (const from of gone) this.named.delete(from);
  }

  get names(): string[] {
    return [...this.named.values()].toSorted();
  }
}

/** Takes changes until `wanted` are there. */
async function untilThereAre(client: Client, people: People, ...wanted: string[]): Promise<void> {
  while (people.names.join(" ") !== wanted.join(" ")) {
    const [changed] = (await client.next("people")) as [PeopleChanged];
    if (changed.room === ROOM.room) people.take(changed);
  }
  expect(people.count).toBe(wanted.length);
}

test("P15: a client that asks for changes gets only arrivals, new names and departures", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url, "websocket", asking("ada"));
  const told: PeopleChanged[] = [];
  ada.socket.on("people", (changed) => void (changed.room === ROOM.room && told.push(changed)));
  const people = new People(await join(ada));
  await using lin = await Client.connect(server.url, "polling", stock("lin"));
  const { people: both } = await join(lin);
  await untilThereAre(ada, people, "ada", "lin");
  await lin.ask("rename", { name: "mei" });
  await untilThereAre(ada, people, "ada", "mei");
  await lin.ask("leave", ROOM);
  await untilThereAre(ada, people, "ada");
  const { from } = both.find(({ name }) => name === "lin")!;
  expect(told.slice(-3)).toEqual([
    { ...ROOM, count: 2, came: [expect.objectContaining({ from, name: "lin" })], gone: [] },
    { ...ROOM, count: 2, came: [{ from, name: "mei" }], gone: [] },
    { ...ROOM, count: 1, came: [], gone: [from] },
  ]);
});

test("P15: of two clients in a room, the one that asks for changes gets changes, the other all people", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url, "websocket", asking("ada"));
  await using lin = await Client.connect(server.url, "websocket", stock("lin"));
  let whole = 0;
  ada.socket.on("presence", () => (whole += 1));
  for (const one of [ada, lin]) await join(one);
  await using noor = await Client.connect(server.url, "websocket", stock("noor"));
  await join(noor);
  for (;;) {
    const [presence] = (await lin.next("presence")) as [Presence];
    if (presence.room !== ROOM.room || presence.count < 3) continue;
    expect(presence.people.map(({ name }) => name)).toEqual(["ada", "lin", "noor"]);
    break;
  }
  await ada.unread();
  expect(whole).toBe(0);
});

test("P15: no changes are sent in a room where no client asks for them", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url, "websocket", stock("ada"));
  let changes = 0;
  ada.socket.on("people", () => (changes += 1));
  await using _ = await Client.connect(server.url, "websocket", stock("lin"));
  await ada.next("presence");
  await ada.unread();
  expect(changes).toBe(0);
});

test("H45: a person's new names are sent once a second at most, and the last one always", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url, "websocket", asking("ada"));
  await using phone = await Client.connect(server.url, "websocket", stock("mallory"));
  await using desk = await Client.connect(server.url, "websocket", stock("mallory"));
  for (const one of [phone, desk]) await join(one);
  const people = new People(await join(ada));
  const names: string[] = [];
  ada.socket.on("people", ({ room, came }) => {
    if (room === ROOM.room) names.push(...came.map(({ name }) => name));
  });
  const began = performance.now();
  for (let n = 0; n < 30; n++) {
    await (n % 2 ? desk : phone).ask("rename", { name: `name-${n}` });
    await Bun.sleep(50);
  }
  await untilThereAre(ada, people, "ada", "name-29");
  const seconds = (performance.now() - began) / 1000;
  // The first is told at once; ada's own arrival may be told as well.
  expect(names.filter((name) => name !== "ada").length).toBeLessThanOrEqual(seconds + 2);
});

const person = (from: string, name = from): Person => ({ from, name });
const presenceOf = (...people: Person[]): Presence => ({ ...ROOM, count: people.length, people });

test("P15: clients that joined at different moments have the same people after the same changes", () => {
  let seed = 7;
  const random = (most: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % most;
  const here = new Map<string, string>();
  const now = () => presenceOf(...Array.from(here, ([from, name]) => person(from, name)));
  const server = new KnownPeople(now());
  const clients = [new People(now())];
  for (let step = 0; step < 5000; step++) {
    const from = `person-${random(8)}`;
    if (random(3) > 0) here.set(from, `name-${random(3)}`);
    else here.delete(from);
    if (random(4) === 0) {
      server.learn(now());
      clients.push(new People(now()));
    }
    if (random(3) > 0) continue;
    const changed = server.change(now());
    if (changed) for (const client of clients) client.take(changed);
    for (const client of clients) {
      expect(Object.fromEntries(client.named)).toEqual(Object.fromEntries(here));
      expect(client.count).toBe(here.size);
    }
    clients.splice(0, clients.length - 5);
  }
});

test("H45: renames in many rooms cost a client that asks for changes a small part of the bytes of all people", async () => {
  await using server = await serve();
  const rooms = Array.from({ length: 10 }, (_, n) => `room-${n}`);
  const crowd = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      Client.connect(server.url, "websocket", asking(`somebody with the number ${n}`)),
    ),
  );
  for (const one of crowd) await Promise.all(rooms.map((room) => one.ask("join", { room })));
  const [mallory] = crowd as [Client];
  // The events about the arrivals are sent before this.
  await mallory.ask("rename", { name: "mallory" });
  for (const one of crowd) {
    for (const settled = new Set(); settled.size < rooms.length;) {
      const [{ room, came }] = (await one.next("people")) as [PeopleChanged];
      if (room !== "lobby" && came.some(({ name }) => name === "mallory")) settled.add(room);
    }
  }
  let bytes = 0;
  for (const { socket } of crowd)
    socket.io.engine.on("packet", ({ data }) => (bytes += String(data ?? "").length));
  const began = performance.now();
  for (let n = 0; n < 24; n++) {
    await mallory.ask("rename", { name: `name ${n}` });
    await Bun.sleep(80);
  }
  const seconds = (performance.now() - began) / 1000;
  // 400 places, told once a second, of some 110 bytes each; all people are some 3,000.
  expect(bytes / seconds / 400).toBeLessThan(400);
  for (const one of crowd) one.socket.disconnect();
});
