/** Limits of bytes that are broadcast, below what a slow reader can receive. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Client } from "../support/client";
import { newPort } from "../support/ports";
import { DEFAULTS, serve } from "../support/server";
import { until } from "../support/until";
import { Wire } from "./attacker";
import { Deaf, frame, TEXT } from "./deaf";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

const TRUSTED_PROXY = "X-Real-IP";
const at = (address: string) => ({ [TRUSTED_PROXY]: address });

const LONGEST = "😀".repeat(4000);
const packet = (id: number, txt: string) => `42${id}["chuan",{"name":"mallory","txt":"${txt}"}]`;

/** Ten senders at an address that send the longest messages as fast as they may. */
async function talkers(url: string, address: string): Promise<Wire[]> {
  const wires = await Promise.all(Array.from({ length: 10 }, () => Wire.connect(url, at(address))));
  // Eighty: all addresses together may send 46 at once.
  for (const wire of wires) for (let id = 0; id < 8; id += 1) wire.send(packet(id, LONGEST));
  return wires;
}

const sayAtOnce = (ada: Client, count: number) =>
  Promise.all(Array.from({ length: count }, () => ada.say(LONGEST)));

/** Sends until the last message is refused, also on a slow machine, and returns for how many milliseconds. */
async function refusedFor(ada: Client): Promise<number> {
  for (;;) {
    const last = (await sayAtOnce(ada, 5)).at(-1);
    if (!last || last.ok) continue;
    const { code, retryAfter } = last.error;
    expect(code).toBe("rate_limited");
    if (retryAfter === undefined) throw new Error("the refusal names no time to wait");
    return retryAfter;
  }
}

/** Milliseconds for which all go on after their bursts, and bytes that the slow reader has read by then at least. */
const [TALK, READ] = [1500, 300_000];
const BYTES_A_MS = 250;

/**
 * A reader at 2 Mbit/s, 300 ms away. Its system takes in so little that also what would be on the way waits in the server: with
 * a larger buffer here, the server's system takes megabytes, and nothing ever waits.
 */
class SlowReader implements Disposable {
  readonly #socket: Deaf;
  readonly #timer: Timer;
  #readAt = performance.now();
  bytes = 0;

  constructor(url: string) {
    this.#socket = new Deaf(url, 8192).upgrade("", at("203.0.113.99"));
    this.#timer = setInterval(() => this.#read(), 20);
  }

  /** As much as has come since the last time. */
  #read(): void {
    const now = performance.now();
    for (let left = (now - this.#readAt) * BYTES_A_MS; left >= 1;) {
      const { length } = this.#socket.read(left) ?? [];
      if (!length) break;
      this.bytes += length;
      left -= length;
    }
    this.#readAt = now;
  }

  /** Opens the namespace, which puts it into the lobby. */
  async connect(): Promise<void> {
    await until("the upgrade", () => this.bytes > 0);
    this.#socket.send(frame(TEXT, "40"));
    const before = this.bytes;
    await until("the greeting", () => this.bytes > before + 100);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#socket[Symbol.dispose]();
  }
}

/** How many connections the server has ended for their backlog. */
async function ended(metrics: string): Promise<number> {
  const numbers = await (await fetch(metrics)).text();
  return Number(/^chuan_backlog_closes_total (\d+)/m.exec(numbers)?.[1]);
}

describe("H39: the longest messages of ten senders at an address", () => {
  test.concurrent.each([1, 3])(
    "do not cut off a reader at 2 Mbit/s and 300 ms, where there are %d such addresses",
    async (addresses) => {
      const port = newPort();
      await using chuan = await Victim.start("guarded", {
        TRUSTED_PROXY,
        METRICS_PORT: String(port),
      });
      using lin = new SlowReader(chuan.url);
      await lin.connect();
      const each = Array.from({ length: addresses }, (_, n) =>
        talkers(chuan.url, `203.0.113.${n}`),
      );
      const all = (await Promise.all(each)).flat();
      const end = performance.now() + TALK;
      const cut = () => ended(`http://127.0.0.1:${port}/metrics`);
      while (performance.now() < end || (lin.bytes < READ && (await cut()) === 0)) {
        for (const wire of all) {
          wire.heard.length = 0;
          wire.send(packet(99, LONGEST));
        }
        await Bun.sleep(200);
      }
      expect(await cut()).toBe(0);
      for (const wire of all) wire[Symbol.dispose]();
    },
  );

  test.concurrent("are refused with a time to wait, after which they are accepted", async () => {
    // So many bytes at once, and so many more a second: two of these messages, and about one more a second.
    const [atOnce, aSecond] = [(5 / 8) * 65_536, 4 * 4096];
    await using server = await serve({ MESSAGE_RATE: "4", BACKLOG_BYTES: "65536" });
    await using ada = await Client.connect(server.url);
    const start = performance.now();
    const replies = await sayAtOnce(ada, 10);
    const seconds = (performance.now() - start) / 1000;
    const accepted = replies.filter(({ ok }) => ok).length;
    expect(accepted).toBeGreaterThanOrEqual(2);
    expect(accepted * Buffer.byteLength(LONGEST)).toBeLessThanOrEqual(atOnce + aSecond * seconds);
    await Bun.sleep(await refusedFor(ada));
    expect((await ada.say(LONGEST)).ok).toBe(true);
  });

  test("do not keep other senders from sending a short message, at this address or another", async () => {
    await using server = await serve({ ...DEFAULTS, TRUSTED_PROXY });
    const all = await Promise.all([1, 2, 3].map((n) => talkers(server.url, `203.0.113.${n}`)));
    using ada = await Wire.connect(server.url, at("203.0.113.200"));
    for (let id = 0; id < 20; id += 1) ada.send(packet(id, "hello"));
    for (let id = 0; id < 20; id += 1) expect(await ada.hears(`43${id}[`)).toContain('"ok":true');
    for (const wire of all.flat()) wire[Symbol.dispose]();
  });
});

/** People in an office, and how many connect in a second when all of them open the page. */
const [OFFICE, A_SECOND] = [200, 100];
// Socket.IO's script is as large as the page's own, whose name has a hash.
const PAGE = ["/", "/main.js", "/socket.io/socket.io.min.js", "/style.css", "/early.js"];

/** The office's rooms: how many people see a message is no matter of the limits. */
const TEAMS = 10;

/** Does what a person does who opens the page: loads its files, connects, joins a room, reads it, types and sends a message. */
async function openPage(url: string, room: string, connected: () => void): Promise<Wire> {
  const files = await Promise.all(PAGE.map((file) => fetch(url + file, { decompress: false })));
  expect(files.map(({ status }) => status)).toEqual(PAGE.map(() => 200));
  await Promise.all(files.map((file) => file.arrayBuffer()));
  const wire = await Wire.connect(url);
  connected();
  wire.send(`421["join",{"room":"${room}"}]`, `422["history",{"room":"${room}"}]`);
  wire.send(`423["typing",{"room":"${room}","on":true}]`);
  wire.send(
    `424["chuan",{"name":"ada","txt":"${"what I think of it ".repeat(20)}"},{"room":"${room}"}]`,
  );
  for (const id of [1, 2, 3, 4]) expect(await wire.hears(`43${id}[`)).toContain('"ok":true');
  return wire;
}

test("200 people at one address, who each open the page, type, read and open it again, meet no limit", async () => {
  await using server = await serve(DEFAULTS);
  const office: Wire[] = [];
  let cut = 0;
  for (let come = 0; come < 2 * OFFICE; come += A_SECOND) {
    let firstAt = Infinity;
    if (come >= OFFICE)
      for (const wire of office.slice(come - OFFICE, come - A_SECOND)) wire[Symbol.dispose]();
    const note = () => (firstAt = Math.min(firstAt, performance.now()));
    const wires = Array.from({ length: A_SECOND }, (_, n) =>
      openPage(server.url, `team-${n % TEAMS}`, note),
    );
    office.push(...(await Promise.all(wires)));
    await Bun.sleep(Math.max(0, firstAt + 1000 - performance.now()));
  }
  const present = office.slice(-OFFICE);
  for (const wire of present)
    void wire.cutOff().then(
      () => (cut += 1),
      () => {},
    );
  for (const wire of present) wire.send('425["history",{"room":"lobby","limit":1}]');
  for (const wire of present) expect(await wire.hears("435[")).toContain('"ok":true');
  expect(cut).toBe(0);
  for (const wire of present) wire[Symbol.dispose]();
});
