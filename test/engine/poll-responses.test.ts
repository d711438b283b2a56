import { expect, setDefaultTimeout, test } from "bun:test";
import { PATH, Session, speak } from "../hostile/attacker";
import { Deaf } from "../hostile/deaf";
import { until } from "../support/until";
import { serveEngine } from "./serve-engine";

setDefaultTimeout(60_000);

const LIMIT = 200_000;
/** More than the system takes for a client with small buffers, and less than may be unsent. */
const LONG = "长".repeat(40_000);

/** A server that tells whoever connects something long, and a session of it whose next poll is answered with that. */
async function serveLong() {
  const server = await serveEngine({ backlog: LIMIT });
  const session = await Session.open(server.url);
  await session.post("40");
  await session.hears("40");
  const poll = `${PATH}&transport=polling&sid=${session.sid}`;
  server.io.emit("tianxiu", LONG);
  return { server, session, poll, isThere: () => server.io.sockets.sockets.size === 1 };
}

/** Asks, and reads only that there is an answer. */
async function askAndNotRead(url: string, path: string): Promise<Deaf> {
  const deaf = new Deaf(url).get(path);
  await until("the beginning of the answer", () => deaf.read(1)!.length > 0);
  return deaf;
}

test("H37: a session that asks again while the answer before has not been read is ended", async () => {
  const { server, poll, isThere } = await serveLong();
  await using _ = server;
  using mallory = await askAndNotRead(server.url, poll);
  expect(isThere()).toBe(true);
  expect((await fetch(server.url + poll)).status).toBe(400);
  await until("the end of the session", () => !isThere());
  mallory.read(1000);
});

test("H37: what was answered and is not read counts for the address, and is cut off when others of it leave as much", async () => {
  const { server, poll } = await serveLong();
  await using _ = server;
  using mallory = await askAndNotRead(server.url, poll);
  // Twice ten times what one may leave, by many of whom none leaves too much.
  for (let n = 0; n < 60; n += 1) await (await Session.open(server.url)).post("40");
  await until("the others", () => server.io.sockets.sockets.size > 60);
  server.io.emit("tianxiu", LONG.slice(0, 30_000));
  server.io.emit("tianxiu", LONG.slice(0, 30_000));
  await until("the end of the answer", () => mallory.read(65_536) === undefined);
});

test("a session that reads its answers, however slowly, is asked for nothing more", async () => {
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

test("a long answer reaches a client of HTTP 1.0, as nginx is one, without chunks", async () => {
  const { server, poll } = await serveLong();
  await using _ = server;
  const answer = await speak(server.url, `GET ${poll} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n`);
  expect(answer).toStartWith("HTTP/1.1 200 OK");
  expect(answer.toLowerCase()).not.toContain("transfer-encoding");
  expect(answer).toEndWith(`42["tianxiu","${LONG}"]`);
});
