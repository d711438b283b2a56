/** People on two machines of one chat, as each of them sees the others (P15 to P17). */
import { expect, setDefaultTimeout, test } from "bun:test";
import type { Presence } from "../../src/protocol";
import { Client } from "../support/client";
import { preparedDatabase } from "../support/postgres";
import { serve } from "../support/server";
import { shared } from "../support/shared";

setDefaultTimeout(60_000);

const keyed = (name: string) => ({ key: `a key that ${name} made for herself`, name });
const ADA = keyed("ada");
const LIN = keyed("lin");

/** Two machines on one database. Each test has a room of its own. */
const machines = shared(async () => {
  const database = await preparedDatabase();
  const env = { DATABASE_URL: database.url };
  const [hongKong, lisbon] = await Promise.all([serve(env), serve(env)]);
  return {
    hongKong,
    lisbon,
    async [Symbol.asyncDispose]() {
      await Promise.all([hongKong[Symbol.asyncDispose](), lisbon[Symbol.asyncDispose]()]);
      await database[Symbol.asyncDispose]();
    },
  };
});

/** Somebody on a machine, and what joining a room was answered with. */
async function come(to: "hongKong" | "lisbon", room: string, who: typeof ADA) {
  const client = await Client.connect(machines()[to].url, "websocket", who);
  return { client, joined: await client.ask("join", { room }) };
}

/** The first announcement to `client` of a room that satisfies `wanted`. */
async function presenceWhere(
  client: Client,
  room: string,
  wanted: (presence: Presence) => boolean,
) {
  for (;;) {
    const [presence] = (await client.next("presence")) as [Presence];
    if (presence.room === room && wanted(presence)) return presence;
  }
}

test("P15: a person who comes to one machine, or leaves it, is shown on the other", async () => {
  const room = "coming";
  await using ada = (await come("hongKong", room, ADA)).client;
  await using lin = (await come("lisbon", room, LIN)).client;
  const both = await presenceWhere(ada, room, ({ count }) => count === 2);
  expect(both.people.map(({ name }) => name).toSorted()).toEqual(["ada", "lin"]);
  lin.socket.disconnect();
  expect(await presenceWhere(ada, room, ({ count }) => count === 1)).toMatchObject({
    people: [{ name: "ada" }],
  });
});

test("P15: a person with connections to two machines counts once", async () => {
  const room = "twice";
  await using _ = (await come("hongKong", room, ADA)).client;
  await using desk = (await come("lisbon", room, ADA)).client;
  const { client, joined } = await come("lisbon", room, LIN);
  await using lin = client;
  expect(joined).toMatchObject({ ok: true, count: 2 });
  desk.socket.disconnect();
  await presenceWhere(lin, room, ({ count }) => count === 2);
  expect(await lin.ask("join", { room })).toMatchObject({ ok: true, count: 2 });
});

test("P15: the reply to join has the people of every machine, and the person who joined", async () => {
  await using _ = (await come("hongKong", "designers", ADA)).client;
  const lin = await come("lisbon", "designers", LIN);
  expect(lin.joined).toMatchObject({ count: 2, people: [{ name: "ada" }, { name: "lin" }] });
  lin.client.socket.disconnect();
});

test("P16, P17: typing and a new name reach the other machine, but typing does not reach the typist", async () => {
  const room = "typing";
  await using ada = (await come("hongKong", room, keyed("ada, who types,"))).client;
  await using lin = (await come("lisbon", room, LIN)).client;
  const heard: unknown[] = [];
  ada.socket.on("typing", (...args) => heard.push(args));
  await ada.ask("rename", { name: "Ada Lovelace" });
  await presenceWhere(lin, room, ({ people }) =>
    people.some(({ name }) => name === "Ada Lovelace"),
  );
  ada.tell("typing", { room, on: true });
  expect(await lin.next("typing")).toEqual([
    { room, from: expect.any(String), name: "Ada Lovelace", on: true },
  ]);
  await lin.say("heard", { room });
  await ada.message();
  expect(heard).toEqual([]);
});
