import { expect, setDefaultTimeout, test } from "bun:test";
import { createDirectory } from "../../src/chat/people/directory";
import { createLocalRoster } from "../../src/store";
import type { FoundPeople, Reply } from "../../src/protocol";
import { Client } from "../support/client";
import { preparedDatabase } from "../support/postgres";
import { serve } from "../support/server";

setDefaultTimeout(60_000);

const find = (client: Client, q: string, room = "lobby") =>
  client.ask("people", { room, q }) as Promise<Reply<FoundPeople>>;

const namesIn = (reply: Reply<FoundPeople>) => reply.ok && reply.people.map(({ name }) => name);

const NO_MEMBERS = { find: () => Promise.resolve([]), members: () => Promise.resolve([]) };

/** A directory of a room with these people. */
async function namesBeginning(q: string, names: readonly string[]): Promise<string[]> {
  const roster = createLocalRoster();
  for (const name of names) roster.enter("designers", { from: `id of ${name}`, name });
  const found = await createDirectory(roster, NO_MEMBERS).find("designers", q);
  return found.map(({ name }) => name);
}

test.each([
  ["a", ["ada", "Adele"]],
  ["ADE", ["Adele"]],
  ["e\u0301", ["e\u0301mile", "Émile"]],
  ["É", ["e\u0301mile", "Émile"]],
  ["e", ["e\u0301mile", "Émile"]],
  ["小", ["小", "小明"]],
  ["小明", ["小明"]],
  ["한", ["\u1112\u1161\u11ab나"]],
  ["ｌｉｎ", ["lin"]],
  ["straß", ["STRASSE"]],
  ["ada ", []],
  ["x", []],
  [
    "",
    [
      "ada",
      "Adele",
      "e\u0301mile",
      "Émile",
      "lin",
      "STRASSE",
      "\u1112\u1161\u11ab나",
      "小",
      "小明",
    ],
  ],
])("P25: %j finds the names %j, whatever their capitals and composition", async (q, names) => {
  const everybody = [
    "小明",
    "STRASSE",
    "\u1112\u1161\u11ab나",
    "Adele",
    "",
    "e\u0301mile",
    "小",
    "lin",
    "Émile",
    "ada",
  ];
  expect((await namesBeginning(q, everybody)).toSorted()).toEqual(names.toSorted());
});

test("P25: of a thousand people whose names begin with q, the first hundred by name are returned", async () => {
  const names = Array.from({ length: 1000 }, (_, n) => `Lin ${String(n).padStart(3, "0")}`);
  const found = await namesBeginning("lin", names.toReversed());
  expect(found).toEqual(names.slice(0, 100));
});

test("P25: the next reply reflects arrivals, departures and new names", async () => {
  const roster = createLocalRoster();
  const directory = createDirectory(roster, NO_MEMBERS);
  const names = async () => (await directory.find("designers", "")).map(({ name }) => name);
  const [ada, lin] = [
    { from: "a", name: "ada" },
    { from: "l", name: "lin" },
  ];
  roster.enter("designers", ada);
  expect(await names()).toEqual(["ada"]);
  roster.enter("designers", lin);
  expect(await names()).toEqual(["ada", "lin"]);
  roster.rename("designers", { ...ada, name: "zoe" });
  expect(await names()).toEqual(["lin", "zoe"]);
  roster.leave("designers", lin);
  expect(await names()).toEqual(["zoe"]);
});

test("P25: ten thousand requests about a room of ten thousand read its people only a few times", async () => {
  const roster = createLocalRoster();
  for (let n = 0; n < 10_000; n++)
    roster.enter("lobby", { from: `person ${n}`, name: `name ${n}` });
  let reads = 0;
  const everybody = (room: string) => {
    reads += 1;
    return roster.everybody(room);
  };
  const directory = createDirectory({ ...roster, everybody }, NO_MEMBERS);
  const began = performance.now();
  for (let n = 0; n < 10_000; n++) {
    roster.rename("lobby", { from: "person 7", name: `name ${n}` });
    await directory.find("lobby", "name 77");
  }
  // Each reading is followed by a rest of many times its length.
  expect(reads).toBeLessThan(2 + (performance.now() - began) / 50);
});

test("P25: a client in the room gets the people whose names begin with q, and nothing else", async () => {
  await using server = await serve();
  await using ada = await Client.connect(server.url, "websocket", {
    name: "ada",
    key: "the key of ada, who asks",
  });
  await using lin = await Client.connect(server.url, "polling", { name: "林 Lin" });
  await using wei = await Client.connect(server.url, "websocket", { name: "林维" });
  await wei.ask("join", { room: "designers" });
  await wei.ask("leave", { room: "lobby" });
  expect(await lin.ask("people", { room: "lobby", q: "林", from: ["anybody"] })).toEqual({
    ok: true,
    room: "lobby",
    people: [{ from: expect.any(String), name: "林 Lin" }],
  });
  expect(namesIn(await find(ada, ""))).toEqual(["ada", "林 Lin"]);
});

test.each([
  ["a room that one is not in", { room: "designers", q: "a" }, "not_in_room"],
  ["no beginning", { room: "lobby" }, "invalid"],
  ["ids that are none", { room: "lobby", from: ["a b"] }, "invalid"],
  ["more ids than a hundred", { from: Array.from({ length: 101 }, () => "a") }, "invalid"],
  ["a beginning that is a number", { room: "lobby", q: 1 }, "invalid"],
  ["a beginning longer than a name", { room: "lobby", q: "a".repeat(41) }, "too_long"],
  ["a lone surrogate", { room: "lobby", q: "\ud800" }, "invalid"],
  ["a control character", { room: "lobby", q: "\u0000" }, "invalid"],
  ["no room", { q: "a" }, "invalid"],
  ["an invalid room", { room: "a b", q: "a" }, "invalid"],
])("P25: a request for people is refused: %s", async (_, request, code) => {
  await using server = await serve();
  await using mallory = await Client.connect(server.url);
  expect(await mallory.ask("people", request)).toMatchObject({ ok: false, error: { code } });
});

test("P25: requests for people count as events, so their rate is limited", async () => {
  await using server = await serve({ EVENT_RATE: "5" });
  await using mallory = await Client.connect(server.url);
  const replies = await Promise.all(Array.from({ length: 24 }, () => find(mallory, "a")));
  const refused = replies.filter((reply) => !reply.ok && reply.error.code === "rate_limited");
  expect(refused.length).toBeGreaterThan(0);
});

test("P25: each machine finds the people of every machine, and a person on two machines once", async () => {
  await using database = await preparedDatabase();
  const env = { DATABASE_URL: database.url };
  await using hongKong = await serve(env);
  await using lisbon = await serve(env);
  const key = "a key that ada made for herself";
  await using ada = await Client.connect(hongKong.url, "websocket", { name: "Ada", key });
  await using _ = await Client.connect(lisbon.url, "websocket", { name: "Ada", key });
  await using adele = await Client.connect(lisbon.url, "websocket", { name: "Ade\u0300le" });
  // The reply to `join` comes when everybody who was there before is known to all.
  await adele.ask("join", { room: "lobby" });
  expect(namesIn(await find(ada, "adè"))).toEqual(["Ade\u0300le"]);
  expect(namesIn(await find(ada, "AD"))).toEqual(["Ada", "Ade\u0300le"]);
});
