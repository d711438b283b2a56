import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { newPort } from "../support/ports";
import { DEFAULTS, serve } from "../support/server";
import { until } from "../support/until";
import { Session, Wire } from "./attacker";
import { Deaf, frame, TEXT } from "./deaf";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

// Most of what each takes is waiting, and each has servers of its own.
const test = alone.concurrent;

/** A long message, and so many that go at once. */
const LONG = "x".repeat(4000);
const AT_ONCE = 500;
/** Twenty-four megabytes: more than Bun and the system buffer for a client that does not read. The stock server takes long messages. */
const LARGE = "x".repeat(48_000);
const MANY = 500;
/** Long messages that fill a page of history, and pages that almost fill the backlog of one connection. */
const PAGE = 6;
const PAGES_KEPT = 15;
const UNHURRIED = { MESSAGE_RATE: "0", EVENT_RATE: "0" };

const packet = (txt: string) => `42["chuan",{"name":"ada","txt":"${txt}"}]`;

/** Sends a text so often, and resolves when the server has passed it on to a client that reads. */
async function talk(url: string, txt: string, many: number): Promise<void> {
  using ada = await Wire.connect(url);
  using lin = await Wire.connect(url);
  const atOnce = Math.floor((AT_ONCE * LONG.length) / txt.length);
  for (let said = 0; said < many; said += atOnce) {
    ada.send(...Array<string>(atOnce).fill(packet(txt)), packet(`so far ${said}`));
    await lin.hears(`42["tianxiu",{"name":"ada","txt":"so far ${said}"`);
    lin.heard.length = 0;
  }
}

test("H7: stock keeps everything for a long-polling client that never polls", async () => {
  await using stock = await Victim.start("stock");
  await Session.connect(stock.url);
  await talk(stock.url, LARGE, MANY / 2);
  const { memory, connections } = await stock.condition();
  expect(memory - stock.atFirst.memory).toBeGreaterThan(8);
  expect(connections).toBe(1);
});

test("H7: chuan closes the connection of a long-polling client that never polls", async () => {
  await using chuan = await serve({ ...DEFAULTS, ...UNHURRIED });
  using mallory = await Session.connect(chuan.url);
  await talk(chuan.url, LONG, AT_ONCE);
  await mallory.cutOff();
});

/** Asks for as much as may wait for one connection, and never polls. */
async function leaveWaiting(url: string): Promise<void> {
  const mallory = await Session.connect(url);
  const question = `421["history",{"room":"lobby"}]`;
  await mallory.post(Array<string>(PAGES_KEPT).fill(question).join("\x1e"));
}

test("H7: a hundred connections of one address keep no more memory than ten may", async () => {
  await using chuan = await Victim.start("guarded");
  using ada = await Wire.connect(chuan.url);
  ada.send(...Array<string>(PAGE).fill(packet("长".repeat(4000))));
  const leave = (count: number) =>
    Promise.allSettled(Array.from({ length: count }, () => leaveWaiting(chuan.url)));
  await leave(10);
  const before = await chuan.condition();
  await leave(88);
  await chuan.recovers(before);
});

/** A question for the newest messages. */
const newest = (_: unknown, id: number) => `42${id}["history",{"room":"lobby"}]`;

test("H7, H37: pages that a client asks for are read from the store while it reads those before, and it gets all of them", async () => {
  const port = newPort();
  await using chuan = await serve({ ...DEFAULTS, METRICS_PORT: String(port) });
  using ada = await Wire.connect(chuan.url);
  for (let id = 0; id < PAGE; id += 1)
    ada.send(`42${id}["chuan",{"name":"ada","txt":"${"长".repeat(4000)}"}]`);
  await ada.hears(`43${PAGE - 1}[`);
  const pages = async () => {
    const numbers = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    return Number(/^chuan_history_pages_total (\d+)/m.exec(numbers)?.[1]);
  };
  const lin = await Session.connect(chuan.url);
  await lin.post(Array.from({ length: PAGES_KEPT }, newest).join("\x1e"));
  await until("the first page", async () => (await pages()) > 0);
  // Each page takes a millisecond or two.
  await Bun.sleep(300);
  expect(await pages()).toBe(1);
  await lin.hears(`43${PAGES_KEPT - 1}[{"ok":true`);
  expect(await pages()).toBe(PAGES_KEPT);
});

test("H8, H12: stock loses frames that a WebSocket does not read, keeps it connected, and after it has disconnected it keeps all that was not read", async () => {
  await using stock = await Victim.start("stock");
  using mallory = await Wire.connect(stock.url);
  using silent = await Wire.connect(stock.url);
  for (const wire of [mallory, silent]) wire.pause();
  await talk(stock.url, LARGE, MANY);
  expect((await stock.condition()).connections).toBe(2);
  mallory.resume();
  // A client that has the last message has missed nothing.
  using ada = await Wire.connect(stock.url);
  ada.send(`42["chuan",{"name":"ada","txt":"the end"}]`);
  await mallory.hears('42["tianxiu",{"name":"ada","txt":"the end"');
  expect(mallory.heard.length).toBeLessThan(MANY);
  ada.send('42["send everybody away"]');
  const { memory } = await stock.becomes("nobody there", ({ connections }) => connections === 0);
  expect(memory - stock.atFirst.memory).toBeGreaterThan(15);
});

/** Reads what has arrived: a socket with a small buffer gets it in many pieces. */
function readAll(socket: Deaf): "ended" | "waiting" {
  for (;;) {
    const piece = socket.read(65_536);
    if (piece === undefined) return "ended";
    if (piece.length === 0) return "waiting";
  }
}

test("H8, H12: chuan cuts off a WebSocket that does not read, and keeps none of its bytes although the client stays", async () => {
  await using chuan = await Victim.start("guarded", UNHURRIED);
  await talk(chuan.url, LONG, AT_ONCE);
  const before = await chuan.condition();
  using mallory = new Deaf(chuan.url).upgrade();
  await until("the upgrade", () => mallory.read(1) !== undefined);
  mallory.send(frame(TEXT, "40"));
  await talk(chuan.url, LONG, 2 * AT_ONCE);
  await chuan.recovers(before);
  // A connection that the server has closed is reset by the system at the next frame, and need not be read to its end.
  mallory.send(frame(TEXT, '42["hello"]'));
  await until("the end of the connection", () => readAll(mallory) === "ended");
});
