import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { Session, Wire } from "./attacker";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

// Most of what each takes is waiting, and each has servers of its own.
const test = alone.concurrent;

/** Twenty-four megabytes: more than Bun and the system keep for somebody who does not read. */
const TEXT = "x".repeat(4000);
const MANY = 6000;
const AT_ONCE = 500;
/** Long messages that fill a page, and pages that fill what may wait for one connection, but for a little. */
const PAGE = 6;
const PAGES_KEPT = 15;
const UNHURRIED = { MESSAGE_RATE: "0", EVENT_RATE: "0" };

const packet = (txt: string) => `42["chuan",{"name":"ada","txt":"${txt}"}]`;

/** Says all of it, and resolves when the server has passed it on to whoever reads. */
async function talk(url: string, many = MANY): Promise<void> {
  using ada = await Wire.connect(url);
  using lin = await Wire.connect(url);
  for (let said = 0; said < many; said += AT_ONCE) {
    ada.send(...Array<string>(AT_ONCE).fill(packet(TEXT)), packet(`so far ${said}`));
    await lin.hears(`42["tianxiu",{"name":"ada","txt":"so far ${said}"`);
    lin.heard.length = 0;
  }
}

test("H7: stock keeps everything for a long-polling client that never comes for it", async () => {
  await using stock = await Victim.start("stock");
  await Session.connect(stock.url);
  await talk(stock.url);
  const { memory, connections } = await stock.condition();
  expect(memory - stock.atFirst.memory).toBeGreaterThan(15);
  expect(connections).toBe(1);
});

test("H7: chuan closes the connection of a long-polling client that never comes for what waits", async () => {
  await using chuan = await Victim.start("guarded", UNHURRIED);
  using mallory = await Session.connect(chuan.url);
  await talk(chuan.url, AT_ONCE);
  await mallory.cutOff();
});

/** Asks for as much as may wait for one connection, and never comes for it. */
async function leaveWaiting(url: string): Promise<void> {
  const mallory = await Session.connect(url);
  const question = `421["history",{"room":"lobby"}]`;
  await mallory.post(Array<string>(PAGES_KEPT).fill(question).join("\x1e"));
}

test("H7: a hundred connections of one address keep no more than ten can", async () => {
  await using chuan = await Victim.start("guarded");
  using ada = await Wire.connect(chuan.url);
  ada.send(...Array<string>(PAGE).fill(packet("长".repeat(4000))));
  await leaveWaiting(chuan.url);
  const before = await chuan.condition();
  await Promise.allSettled(Array.from({ length: 97 }, () => leaveWaiting(chuan.url)));
  await chuan.recovers(before);
});

test("H8: stock loses what a WebSocket does not read, and goes on calling it connected", async () => {
  await using stock = await Victim.start("stock");
  using mallory = await Wire.connect(stock.url);
  mallory.pause();
  await talk(stock.url);
  expect((await stock.condition()).connections).toBe(1);
  mallory.resume();
  // The last thing said is what a client has when it has missed nothing.
  using ada = await Wire.connect(stock.url);
  ada.send(`42["chuan",{"name":"ada","txt":"the end"}]`);
  await mallory.hears('42["tianxiu",{"name":"ada","txt":"the end"');
  expect(mallory.heard.length).toBeLessThan(MANY);
});

test("H12: stock sends a slow client away, and keeps all that it has not read", async () => {
  await using stock = await Victim.start("stock");
  using mallory = await Wire.connect(stock.url);
  mallory.pause();
  await talk(stock.url);
  using ada = await Wire.connect(stock.url);
  ada.send('42["send everybody away"]');
  const { memory } = await stock.becomes("nobody there", ({ connections }) => connections === 0);
  expect(memory - stock.atFirst.memory).toBeGreaterThan(15);
});

test("H8, H12: chuan cuts off a WebSocket that does not read, and keeps nothing of it although it stays as it is", async () => {
  await using chuan = await Victim.start("guarded", UNHURRIED);
  await talk(chuan.url, AT_ONCE);
  const before = await chuan.condition();
  // Only now: for whoever has read much, the system keeps all the more.
  using mallory = await Wire.connect(chuan.url);
  mallory.pause();
  await talk(chuan.url, MANY / 2);
  await chuan.recovers(before);
  mallory.resume();
  await mallory.cutOff();
});
