/** Uploads that are bombs, and bodies that are not what they say (H24). */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { deflateSync } from "node:zlib";
import { within } from "../support/deadline";
import { keyOf, picture, upload, uploaded } from "../support/files";
import { shared } from "../support/shared";
import { until } from "../support/until";
import {
  apng,
  chunk,
  extended,
  gif,
  gifFrame,
  halfAGigabyte,
  header,
  pixelsOf,
  png,
  riff,
} from "../pictures/forge";
import { Deaf } from "./deaf";
import { Victim } from "./victim";
import { weigh } from "./weighing";

setDefaultTimeout(60_000);

/** Megabytes above idle that a server and its encoder may have, whatever is uploaded. */
const MOST_MEMORY = 250;
/** Milliseconds after which an upload that is silent is ended, and the uploads of an address that are received at once. */
const GRACE = 1000;
const AT_ONCE = 16;

const victim = shared(() =>
  Victim.start("guarded", {
    MESSAGE_RATE: "0",
    EVENT_RATE: "0",
    FILE_BYTES: "26214400",
    VICTIM_GRACE: String(GRACE),
  }),
);

/** Everything that the store has on disk of files, and what an encoder could have left. */
async function leftOnDisk(): Promise<string[]> {
  const kept = await readdir(`${victim().folder}/chuan.db-files`, {
    recursive: true,
    withFileTypes: true,
  });
  const spools = (await readdir(tmpdir())).filter((name) => name.startsWith("chuan-spool-"));
  const files = kept.filter((one) => one.isFile()).map(({ name }) => name);
  return [...files, ...spools].toSorted();
}

const get = (path: string, init?: RequestInit) => fetch(victim().url + path, init);

const inflated = halfAGigabyte();

const pngOf = (width: number, height: number, data: Buffer) =>
  Buffer.concat([
    png(1, 1).subarray(0, 8),
    header(width, height),
    chunk("IDAT", data),
    chunk("IEND"),
  ]);

async function webpThatLies(): Promise<Buffer> {
  return riff(extended(16_384, 16_384, 0), pixelsOf(await picture(8, 8, "webp")));
}

async function jpegOfScans(): Promise<Buffer> {
  const jpeg = await picture(2000, 2000);
  const start = jpeg.findIndex((byte, n) => byte === 0xff && jpeg[n + 1] === 0xda);
  const scan = Buffer.from(jpeg.subarray(start, start + 400));
  return Buffer.concat([jpeg.subarray(0, -2), ...Array<Buffer>(10_000).fill(scan)]);
}

describe("H24: a picture that is a bomb takes neither memory nor disk", () => {
  const bombs: [what: string, bytes: () => Promise<Buffer> | Buffer][] = [
    ["pixels: 65,535 × 65,535 of them", () => png(1, 1).fill(0xff, 18, 20).fill(0xff, 22, 24)],
    ["pixels: 24 megapixels of nothing", () => png(6000, 4000)],
    [
      "a colour profile that inflates to half a gigabyte",
      () => png(8, 8, chunk("iCCP", Buffer.concat([Buffer.from("x\0\0"), inflated]))),
    ],
    [
      "text that inflates to half a gigabyte",
      () => png(8, 8, chunk("zTXt", Buffer.concat([Buffer.from("x\0\0"), inflated]))),
    ],
    ["pixels that inflate to half a gigabyte", () => pngOf(8, 8, inflated)],
    ["a size that lies", () => pngOf(4900, 5000, deflateSync(Buffer.alloc(10)))],
    ["a million chunks", () => png(8, 8, Buffer.alloc(12_000_000, chunk("tEXt")))],
    ["ten thousand frames", () => gif(2800, 2900, ...Array<Buffer>(10_000).fill(gifFrame(1, 1)))],
    ["frames as large as the screen", () => gif(65_535, 65_535, gifFrame(65_535, 65_535))],
    ["a frame outside of an animated PNG", () => apng(8, 8, { width: 2 ** 31, height: 8, x: 0 })],
    ["a WebP with another size than its pixels", webpThatLies],
    ["ten thousand scans", jpegOfScans],
    ["two headers", () => png(8, 8, header(60_000, 60_000))],
  ];

  test.each(bombs)("%s", async (_, bytes) => {
    const body = new Uint8Array(await bytes());
    const memory = weigh(victim().pid, MOST_MEMORY);
    const began = performance.now();
    const { status } = await upload(victim().url, body, { name: "bomb" });
    expect([200, 413]).toContain(status);
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(memory.most()).toBeLessThan(MOST_MEMORY);
  });
});

/** An upload by hand, on a connection of its own. */
function begin(
  body: string | Uint8Array,
  { length, key = keyOf("mallory") }: { length: number | "chunked"; key?: string },
): Socket & { heard: () => string } {
  const { hostname, port } = new URL(victim().url);
  const socket = connect({ host: hostname, port: Number(port) });
  let heard = "";
  socket.on("data", (bytes) => (heard += bytes.toString("latin1")));
  socket.on("error", () => {});
  const said = length === "chunked" ? "Transfer-Encoding: chunked" : `Content-Length: ${length}`;
  const path = "/files?room=lobby&name=x";
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${key}\r\n${said}\r\n\r\n`,
  );
  socket.write(body);
  return Object.assign(socket, { heard: () => heard });
}

const statusOf = (heard: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(heard)?.[1] ?? 0);

/** Resolves with the status that a connection is answered with, or 0 when it is ended without one. */
async function answered(socket: ReturnType<typeof begin>): Promise<number> {
  const ended = new Promise((resolve) => socket.once("close", resolve));
  const said = until("an answer", () => statusOf(socket.heard()) > 0);
  await within(20_000, "an answer, or the end", Promise.race([said, ended]));
  socket.destroy();
  return statusOf(socket.heard());
}

describe("H24: a body that is not what it says", () => {
  test("one that is dripped is ended, and nothing of it is kept", async () => {
    const before = await leftOnDisk();
    const dripped = begin("x".repeat(5000), { length: 1_000_000 });
    const dripping = setInterval(() => dripped.write("x"), 50);
    // One second, and one more for what came.
    expect(await answered(dripped)).toBe(503);
    clearInterval(dripping);
    expect(await leftOnDisk()).toEqual(before);
  });

  test("one without an end is refused when it is too large", async () => {
    const before = await leftOnDisk();
    const memory = weigh(victim().pid, MOST_MEMORY);
    const endless = begin("", { length: "chunked" });
    const piece = Buffer.alloc(65_536, "x");
    const pieces = `10000\r\n${piece.toString("latin1")}\r\n`.repeat(8);
    const pour = () => {
      while (!endless.destroyed && endless.write(pieces));
    };
    endless.on("drain", pour);
    pour();
    expect(await answered(endless)).toBe(413);
    expect(await leftOnDisk()).toEqual(before);
    expect(memory.most()).toBeLessThan(MOST_MEMORY);
  });

  test("one that is larger than it may be is refused before it comes", async () => {
    const large = begin("x", { length: 26_214_401 });
    expect(await answered(large)).toBe(413);
  });

  test("one that ends before it is whole leaves nothing", async () => {
    const before = await leftOnDisk();
    const { length } = before;
    const cut = begin("x".repeat(50_000), { length: 100_000 });
    await until("some of it on disk", async () => (await leftOnDisk()).length > length);
    cut.destroy();
    await until("nothing of it on disk", async () => (await leftOnDisk()).length === length);
  });

  test("one behind which more comes is as long as it says", async () => {
    const more = begin(`${"x".repeat(100)}yyyyy`, { length: 100 });
    await until("the answer", () => more.heard().includes('"size":100}'));
    more.destroy();
  });

  test("to any other address, more than 64 KiB are refused", async () => {
    const body = new Uint8Array(70_000);
    for (const path of [
      "/invitation",
      "/files/session",
      "/socket.io/?EIO=4&transport=polling",
      "/",
    ])
      expect((await get(path, { method: "POST", body })).status).toBe(413);
  });
});

test("H24: a thousand uploads begun and left take no memory, no disk, and nobody's place for long", async () => {
  const before = await leftOnDisk();
  const memory = weigh(victim().pid, MOST_MEMORY);
  const beganAt = performance.now();
  const begun = Array.from({ length: 1000 }, (_, n) =>
    begin(n % 2 ? "x".repeat(9000) : "\xff\xd8\xff".padEnd(9000), {
      length: 20_000_000,
      key: keyOf(`m${n}`),
    }),
  );
  const having = (status: number) =>
    begun.filter((socket) => statusOf(socket.heard()) === status).length;
  await until("all but sixteen to be answered", () => having(0) <= AT_ONCE);
  // Sixteen of one address are received at once, and others after them only where a slow machine has taken longer than the grace.
  const turns = 1 + Math.floor((performance.now() - beganAt) / GRACE);
  expect(having(429)).toBeGreaterThanOrEqual(begun.length - AT_ONCE * turns);
  expect((await get("/healthz")).status).toBe(200);
  for (const socket of begun.slice(0, 500)) socket.destroy();
  await until("the others to be ended", () =>
    begun.slice(500).every((socket) => statusOf(socket.heard()) > 0),
  );
  await until("nothing on disk", async () => (await leftOnDisk()).length === before.length);
  expect(await leftOnDisk()).toEqual(before);
  expect(memory.most()).toBeLessThan(MOST_MEMORY);
  for (const socket of begun) socket.destroy();
  expect((await upload(victim().url, "x", { key: keyOf("ada") })).status).toBe(200);
});

test("H24, H38: sixteen files of 18 MB at once, two pictures of 24 megapixels, and two hundred readers who do not read, stay within the memory", async () => {
  // All of them together are more than the memory.
  const noise = Buffer.alloc(18_000_000, crypto.getRandomValues(new Uint8Array(60_000)));
  const file = await uploaded(victim().url, noise, { name: "noise.bin" });
  const large = new Uint8Array(png(5700, 4200));
  const memory = weigh(victim().pid, MOST_MEMORY);
  const readers = Array.from({ length: 200 }, () =>
    new Deaf(victim().url).get(`/files/${file.id}/noise.bin`),
  );
  const uploads = Array.from({ length: 16 }, (_, n) =>
    upload(victim().url, n % 8 === 0 ? large : noise, { key: keyOf(`m${n}`), name: "x" }),
  );
  const replies = (await Promise.all(uploads)).map(({ reply }) => reply);
  const widths = replies.map((reply) => reply.ok && reply.file.width);
  expect(widths).toEqual(replies.map((_, n) => (n % 8 === 0 ? 2048 : undefined)));
  expect(memory.most()).toBeLessThan(MOST_MEMORY);
  for (const reader of readers) reader[Symbol.dispose]();
});
