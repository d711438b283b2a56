/** Requests that cost more than others: long addresses (H40), and WebSockets of one session (H46). */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { keyOf, uploaded } from "../support/files";
import { within } from "../support/deadline";
import { DEFAULTS, serve } from "../support/server";
import { PATH, Session, Wire } from "./attacker";
import { UPGRADE } from "./deaf";
import { ask, expectShortRefusal } from "./by-hand";
import { Fragments } from "./fragments";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server[Symbol.asyncDispose]());

const MANY = "a=b&".repeat(3500);

test.each(["/?", "/files?", `${PATH}&transport=polling&`, "/main.js?", "/healthz?", "/nowhere?"])(
  "H40: a request for %s with thousands of parameters is refused before they are read",
  async (path) => {
    expectShortRefusal(
      await ask(server.url, `GET ${path}${MANY} HTTP/1.1\r\nHost: 127.0.0.1`),
      [414],
    );
  },
);

test("a file's name of 255 Chinese characters, for a room's name of 64, is no long address", async () => {
  const name = `${"林".repeat(251)}.txt`;
  expect((await uploaded(server.url, "x", { name })).name).toEndWith("….txt");
  const room = "林".repeat(64);
  const query = new URLSearchParams({ room, name });
  const headers = { Authorization: `Bearer ${keyOf("ada")}` };
  const answer = await fetch(`${server.url}/files?${query}`, {
    method: "POST",
    body: "x",
    headers,
  });
  expect(answer.status).not.toBe(414);
});

test("H46: a session gets a few WebSockets, not one after the other without end", async () => {
  await using limited = await serve(DEFAULTS);
  const { sid } = await Session.connect(limited.url);
  const refusals: string[] = [];
  for (let n = 0; n < 60; n += 1) {
    const socket = await Fragments.open(limited.url, {}, { query: `&sid=${sid}` }).catch(String);
    if (typeof socket === "string") refusals.push(socket);
    else socket[Symbol.dispose]();
  }
  expect(refusals.length).toBeGreaterThan(20);
  expect(refusals[0]).toEndWith("HTTP/1.1 429");
});

test("H40: a POST that offers to become a WebSocket is refused, not answered with an error of the server", async () => {
  const { sid } = await Session.connect(server.url);
  const upgrade = Object.entries(UPGRADE).map(([name, value]) => `${name}: ${value}`);
  const path = `${PATH}&transport=websocket&sid=${sid}`;
  const head = [`POST ${path} HTTP/1.1`, "Host: 127.0.0.1", ...upgrade, "Content-Length: 0"];
  expectShortRefusal(await ask(server.url, head.join("\r\n")), [400]);
});

/** Sessions of the attack, and timers that may come and go. */
const [SESSIONS, FEW] = [50, 10];
/** Milliseconds: less than the ten seconds that an upgrade may take. */
const SOON = 5000;

/** Resolves when a server has the timers that it had at first, but for a few. */
const withoutTimers = (chuan: Victim) =>
  within(
    SOON,
    "the timers of before",
    chuan.becomes("the timers of before", ({ timers }, atFirst) => timers < atFirst.timers + FEW),
  );

test("H46: when a session and its WebSocket have ended, nothing waits for the end of the upgrade", async () => {
  await using chuan = await Victim.start("guarded");
  for (let n = 0; n < SESSIONS; n += 1) {
    const session = await Session.open(chuan.url);
    using wire = await Wire.open(chuan.url, { sid: session.sid });
    await session.post("1");
    wire[Symbol.dispose]();
  }
  await withoutTimers(chuan);
});

test("H46: nothing waits for the second WebSocket of a session, which is closed as it opens", async () => {
  await using chuan = await Victim.start("guarded");
  for (let n = 0; n < SESSIONS; n += 1) {
    const { sid } = await Session.open(chuan.url);
    using first = await Wire.open(chuan.url, { sid });
    first.send("2probe", "5");
    await first.hears("3probe");
    using second = await Wire.open(chuan.url, { sid });
    await second.cutOff();
  }
  await withoutTimers(chuan);
});
