/** Responses that are asked for and not read, over many connections. */
import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { within } from "../support/deadline";
import { uploaded } from "../support/files";
import { emptyDatabase } from "../support/postgres";
import { until } from "../support/until";
import { PATH, Session, Wire } from "./attacker";
import { Deaf } from "./deaf";
import { TRUSTED_PROXY } from "./echo";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

/** Megabytes of memory that an attack may take: less than half of what is asked for. */
const SMALL = 20;
const LONGEST = "😀".repeat(4000);
const packet = (id: number, txt: string) => `42${id}["chuan",{"name":"ada","txt":"${txt}"}]`;

const sockets: Deaf[] = [];
const deaf = (url: string) => {
  const socket = new Deaf(url);
  sockets.push(socket);
  return socket;
};
const comingFrom = (address: string) => ({ [TRUSTED_PROXY]: address });
afterEach(() => {
  for (const socket of sockets.splice(0)) socket[Symbol.dispose]();
});

/** Sends so many long messages, and resolves when they have been stored. */
async function talk(ada: Wire, from: number, count: number): Promise<void> {
  for (let id = from; id < from + count; id += 1) ada.send(packet(id, LONGEST));
  for (let id = from; id < from + count; id += 1) await ada.hears(`43${id}[{"ok":true`);
  ada.heard.length = 0;
}

const FREELY = { MESSAGE_RATE: "0", EVENT_RATE: "0", CONNECTION_RATE_PER_ADDRESS: "0" };
/** Sessions, polls of each, and long messages between two polls. */
const [SESSIONS, POLLS, MESSAGES] = [50, 6, 8];

test("H37: responses to polls on new connections that are not read take no more memory than the limit of an address", async () => {
  await using chuan = await Victim.start("guarded", { ...FREELY, BACKLOG_BYTES: "300000" });
  using ada = await Wire.connect(chuan.url);
  await talk(ada, 0, 50);
  const sessions = await Promise.all(
    Array.from({ length: SESSIONS }, () => Session.connect(chuan.url)),
  );
  const before = await chuan.condition();
  let most = 0;
  for (let round = 0; round < POLLS; round += 1) {
    for (const { sid } of sessions) deaf(chuan.url).get(`${PATH}&transport=polling&sid=${sid}`);
    await talk(ada, 100 + round * MESSAGES, MESSAGES);
    most = Math.max(most, (await chuan.condition()).memory - before.memory);
  }
  expect(most).toBeLessThan(SMALL);
});

test("H38: files that are requested on many connections and not read take constant memory", async () => {
  await using chuan = await Victim.start("guarded");
  const files = ["/main.js", "/socket.io/socket.io.js", "/socket.io/socket.io.js.map", "/"];
  // As the attack asks for them: to compress them takes a second.
  const headers = { "Accept-Encoding": "identity" };
  for (const file of files) await (await fetch(chuan.url + file, { headers })).text();
  const before = await chuan.condition();
  for (let n = 0; n < 400; n += 1) deaf(chuan.url).get(files[n % files.length]!);
  for (const socket of sockets)
    await until("the beginning of a file", () => socket.read(1)!.length > 0);
  const after = await chuan.condition();
  expect(after.memory - before.memory).toBeLessThan(SMALL);
});

test("H38: people's files on Postgres that are requested on many connections and not read take little memory, and keep nobody else from reading", async () => {
  await using database = await emptyDatabase();
  await using chuan = await Victim.start("guarded", { TRUSTED_PROXY, DATABASE_URL: database.url });
  const { id } = await uploaded(chuan.url, new Uint8Array(4_000_000), { name: "x.bin" });
  const path = `/files/${id}/x.bin`;
  const read = (address: string) =>
    within(
      10_000,
      `reading at ${address}`,
      fetch(chuan.url + path, { headers: comingFrom(address) }).then((answer) => answer.bytes()),
    );
  await read("203.0.113.1");
  const before = await chuan.condition();
  for (let n = 0; n < 1500; n += 1) deaf(chuan.url).get(path, comingFrom("198.51.100.1"));
  await until("the beginning of a file", () => sockets.some((socket) => socket.read(1)?.length));
  expect((await read("203.0.113.1")).length).toBe(4_000_000);
  const after = await chuan.condition();
  // More than 109 where all of them begin to read.
  expect(after.memory - before.memory).toBeLessThan(4 * SMALL);
  for (const socket of sockets) socket[Symbol.dispose]();
  expect((await read("198.51.100.1")).length).toBe(4_000_000);
});
