import { expect, setDefaultTimeout, test } from "bun:test";
import { PATH, Session, speak } from "../hostile/attacker";
import { Deaf } from "../hostile/deaf";
import { until } from "../support/until";
import { serveEngine } from "./serve-engine";

setDefaultTimeout(60_000);

const LIMIT = 200_000;
/** More than the operating system buffers for a client with small buffers, and less than the limit. */
const LONG = "长".repeat(40_000);

/** A server, and a session whose next poll is answered with something long. */
async function serveLong() {
  const server = await serveEngine({ backlog: LIMIT });
  const session = await Session.open(server.url);
  await session.post("40");
  await session.hears("40");
  const poll = `${PATH}&transport=polling&sid=${session.sid}`;
  server.io.emit("tianxiu", LONG);
  return { server, session, poll, isThere: () => server.io.sockets.sockets.size === 1 };
}

/** Sends a request and reads one byte of the response. */
async function askAndNotRead(url: string, path: string): Promise<Deaf> {
  const deaf = new Deaf(url).get(path);
  await until("the beginning of the answer", () => deaf.read(1)!.length > 0);
  return deaf;
}

test("H37: a session that polls again before it has read the last response is ended", async () => {
  const { server, poll, isThere } = await serveLong();
  await using _ = server;
  using mallory = await askAndNotRead(server.url, poll);
  expect(isThere()).toBe(true);
  expect((await fetch(server.url + poll)).status).toBe(400);
  await until("the end of the session", () => !isThere());
  mallory.read(1000);
});

test("H37: an unread response counts for its address, and is cut off when the address has too much unsent", async () => {
  const { server, poll } = await serveLong();
  await using _ = server;
  using mallory = await askAndNotRead(server.url, poll);
  // Twice the limit of an address, by many sessions of which none is over its own limit.
  for (let n = 0; n < 60; n += 1) await (await Session.open(server.url)).post("40");
  await until("the others", () => server.io.sockets.sockets.size > 60);
  server.io.emit("tianxiu", LONG.slice(0, 30_000));
  server.io.emit("tianxiu", LONG.slice(0, 30_000));
  await until("the end of the answer", () => mallory.read(65_536) === undefined);
});

test("a session that reads its responses is not ended, however slowly it reads", async () => {
  const { server, poll, isThere } = await serveLong();
  await using _ = server;
  using ada = await askAndNotRead(server.url, poll);
  let bytes = 0;
  await until("the whole answer", () => {
    bytes += ada.read(4000)!.length;
    return bytes > LONG.length * 3;
  });
  server.io.emit("tianxiu", "hello");
  const next = await fetch(server.url + poll);
  expect(await next.text()).toContain("hello");
  expect(isThere()).toBe(true);
});

test("a long response reaches a client of HTTP/1.0, such as nginx, without chunks", async () => {
  const { server, poll } = await serveLong();
  await using _ = server;
  const answer = await speak(server.url, `GET ${poll} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n`);
  expect(answer).toStartWith("HTTP/1.1 200 OK");
  expect(answer.toLowerCase()).not.toContain("transfer-encoding");
  expect(answer).toEndWith(`42["tianxiu","${LONG}"]`);
});

test("H37: a response takes no further packet after 64 KiB, and the next polls bring the rest in order", async () => {
  await using server = await serveEngine({ backlog: 2 ** 20 });
  const session = await Session.open(server.url);
  await session.post("40");
  await session.hears("40");
  for (let n = 0; n < 8; n += 1) server.io.emit("tianxiu", n, "长".repeat(10_000));
  const sizes: number[] = [];
  const packets: string[] = [];
  while (packets.length < 8) {
    const body = await (await session.poll()).text();
    sizes.push(body.split("\x1e").length);
    packets.push(...body.split("\x1e"));
  }
  expect(sizes).toEqual([3, 3, 2]);
  expect(packets.map((packet) => packet.at('42["tianxiu",'.length)).join("")).toBe("01234567");
});
