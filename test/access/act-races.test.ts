/** Acts on two machines while those on whom, and by whom, go on (H29). */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { Machine } from "../chaos/machine";
import { Client } from "../support/client";
import { preparedDatabase } from "../support/postgres";
import { UNLIMITED } from "../support/server";
import { shared } from "../support/shared";
import { until } from "../support/until";
import { idOf, keyOf, person } from "./cast";
import { come, give, got, word } from "./people";
import { decree, openMachine } from "./world";
import { SERVER_ROOM } from "../../src/protocol";

setDefaultTimeout(60_000);
const test = alone.concurrent;

/** Milliseconds in which an act on the server holds on every machine (P32), and as much again for a machine that is busy. */
const HOLDS = 2000;

/** Two machines on one database, on which ada owns the server. Each test has a room of its own there. */
async function openMachines() {
  const database = await preparedDatabase();
  const [first, second] = await Promise.all([openMachine(database.url), openMachine(database.url)]);
  await give(first, SERVER_ROOM, { ada: "owner" });
  return {
    databaseUrl: database.url,
    machines: [first, second] as const,
    async [Symbol.asyncDispose]() {
      for (const machine of [first, second]) await machine[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

const opened = shared(openMachines);

/** An open room that lin moderates, and to which bo belongs. */
async function found(room: string): Promise<void> {
  const [first] = opened().machines;
  await decree(first, { profiles: [{ room, kind: "open", at: 5 }] });
  await give(first, room, { lin: "moderator", bo: "member" });
}

test("H29: who loses their rank while they act on two machines acts no more: none of their acts is numbered after it", async () => {
  const [first, second] = opened().machines;
  const room = "designers";
  await found(room);
  await using ada = await come(first, "ada");
  await using lin = await come(first, "lin");
  await using phone = await come(second, "lin");
  const over = new AbortController();
  const acting = [lin, phone].map(async (client, n) => {
    const from = idOf(["bo", "eve"][n] ?? "");
    const words: string[] = [];
    while (!over.signal.aborted) {
      words.push(await word(client, "mute", { room, from, minutes: 5 }));
      words.push(await word(client, "pardon", { room, from }));
    }
    return words;
  });
  await until("acts of lin", async () => {
    return (await first.store.log.read(room, { limit: 1 })).head > 10;
  });
  await got(ada.ask("rank", { room, from: idOf("lin"), rank: "member" }));
  await until("lin to be refused", async () => {
    return (await word(lin, "acts", { room })) === "no";
  });
  over.abort();
  const words = (await Promise.all(acting)).flat();
  const acts = (await ada.log(room)).flatMap(({ notice }) => notice ?? []);
  const taken = acts.findIndex(({ act, whom }) => act === "rank" && whom === idOf("lin"));
  expect(taken).toBeGreaterThan(0);
  expect(acts.slice(taken + 1)).toEqual([]);
  // What was acknowledged is there, and nothing else.
  expect(acts.slice(0, taken)).toHaveLength(words.filter((one) => one === "ok").length);
  expect(new Set(words)).toEqual(new Set(["ok", "no"]));
});

test("H30: who is banned from the server in the middle of a storm of connections to all machines has none of them left", async () => {
  const { machines } = opened();
  await using ada = await come(machines[0], "ada");
  const auth = { name: "mallory", key: keyOf("mallory") };
  const crowd: Client[] = [];
  const over = new AbortController();
  const storm = [0, 1, 0, 1, 0, 1].map(async (n) => {
    while (!over.signal.aborted && crowd.length < 300)
      await Client.reach(machines[n]?.url ?? "", auth, HOLDS).then(
        (client) => crowd.push(client),
        () => {},
      );
  });
  await until("a crowd of mallory", () => crowd.length > 20);
  await got(ada.ask("ban", { from: idOf("mallory") }));
  const banned = performance.now();
  await Bun.sleep(300);
  over.abort();
  await Promise.all(storm);
  await until("no connection of mallory's to be left", () =>
    crowd.every(({ socket }) => !socket.connected),
  );
  expect(performance.now() - banned).toBeLessThan(300 + HOLDS);
  for (const { url } of machines) await Client.refused(url, auth);
  for (const { socket } of crowd) socket.disconnect();
});

test("P32: an act that was acknowledged holds after kill -9 of the machine that did it, and the person's messages under way are not numbered after it", async () => {
  const { databaseUrl, machines } = opened();
  const [first, second] = machines;
  const room = "tea";
  await found(room);
  await using crashing = new Machine({ ...UNLIMITED, DATABASE_URL: databaseUrl });
  await crashing.start();
  const here = { url: `http://127.0.0.1:${crashing.port}` };
  const ada = await Client.connect(here.url, "websocket", { name: "ada", key: keyOf("ada") });
  await using bo = await come(first, "bo");
  await using phone = await come(second, "bo");
  for (const client of [bo, phone]) await got(client.ask("join", { room }));
  const over = new AbortController();
  const writing = [bo, phone].map(async (client) => {
    const words = new Set<string>();
    while (!over.signal.aborted)
      words.add(await word(client, "chuan", { name: "bo", txt: "text" }, { room }));
    return words;
  });
  await until(
    "messages of bo",
    async () => (await second.store.log.read(room, { limit: 1 })).head > 10,
  );
  await got(ada.ask("mute", { room, from: person("bo").from, minutes: 5 }));
  await crashing.crash();
  ada.socket.disconnect();
  await Bun.sleep(200);
  over.abort();
  for (const words of await Promise.all(writing)) expect(words).toEqual(new Set(["ok", "muted"]));
  const log = await bo.log(room);
  expect(log.at(-1)?.notice).toMatchObject({ act: "mute", whom: idOf("bo") });
});
