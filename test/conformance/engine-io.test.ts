/** What the public test suite of the Engine.IO protocol, revision 4, asks of a server, case by case. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { BunEngine, Connection } from "../../src/engine";
import { until } from "../support/until";
import { CALM, type Echo, SEPARATOR, serveEcho } from "./echo";
import { Polling, Wire } from "./wire";

setDefaultTimeout(60_000);

const QUICK = { interval: 100, timeout: 1000 };

let server: Echo;
let polling: string;
let websocket: string;

beforeAll(async () => {
  server = await serveEcho(CALM);
  ({ polling, websocket } = server);
});

afterAll(() => server[Symbol.asyncDispose]());

const OPENING = {
  sid: expect.any(String),
  pingInterval: CALM.interval,
  pingTimeout: CALM.timeout,
  maxPayload: 1_000_000,
};

/** The last connection that was opened. */
function newest(): Connection {
  const connections = (server.io.engine as unknown as BunEngine)["clients"].values();
  return [...connections].at(-1)!;
}

function opening(packet: string): unknown {
  expect(packet).toStartWith("0");
  return JSON.parse(packet.slice(1));
}

const without = (parameter: string) => polling.replace(new RegExp(`${parameter}=\\w+&?`), "");

describe("handshake", () => {
  test("long-polling opens a session that can be upgraded", async () => {
    const response = await fetch(polling);
    expect(response.status).toBe(200);
    expect(opening(await response.text())).toEqual({ ...OPENING, upgrades: ["websocket"] });
  });

  test("a WebSocket opens a session", async () => {
    using wire = new Wire(websocket);
    expect(opening(await wire.text())).toEqual({ ...OPENING, upgrades: [] });
  });

  const refused = {
    "no revision": () => without("EIO"),
    "another revision": () => polling.replace("EIO=4", "EIO=abc"),
    "no transport": () => without("transport"),
    "another transport": () => polling.replace("polling", "abc"),
  };
  for (const [what, address] of Object.entries(refused)) {
    test(`long-polling with ${what} is refused`, async () => {
      expect((await fetch(address())).status).toBe(400);
    });

    test(`a WebSocket with ${what} is refused`, async () => {
      using wire = new Wire(address().replace("polling", "websocket"));
      await wire.closed();
    });
  }

  test.each(["POST", "PUT"])("a session is not opened by %s", async (method) => {
    expect((await fetch(polling, { method })).status).toBe(400);
  });
});

describe("message", () => {
  const payloads = {
    "one packet": "4hello",
    "several packets": ["4test1", "4test2", "4test3"].join(SEPARATOR),
    "text and binary": ["4hello", "bAQIDBA=="].join(SEPARATOR),
  };
  for (const [what, payload] of Object.entries(payloads))
    test(`long-polling sends and receives a payload of ${what}`, async () => {
      const session = await Polling.open(polling);
      const posted = await session.post(payload);
      expect([posted.status, await posted.text()]).toEqual([200, "ok"]);
      const polled = await session.poll();
      expect([polled.status, await polled.text()]).toEqual([200, payload]);
    });

  test("a poll is answered with at most 16 packets, and the next polls with the rest in order", async () => {
    const session = await Polling.open(polling);
    const packets = Array.from({ length: 40 }, (_, n) => `4n${n}`);
    await session.post(packets.join(SEPARATOR));
    for (const [from, to] of [
      [0, 16],
      [16, 32],
      [32, 40],
    ])
      expect((await (await session.poll()).text()).split(SEPARATOR)).toEqual(
        packets.slice(from, to),
      );
  });

  test("all waiting packets of a long-polling client are sent before its session is closed", async () => {
    const session = await Polling.open(polling);
    const connection = newest();
    for (let n = 0; n < 20; n += 1) connection.write(`n${n}`);
    connection.close();
    const bodies = [await session.poll(), await session.poll()];
    const packets = (await Promise.all(bodies.map((body) => body.text()))).join(SEPARATOR);
    expect(packets.split(SEPARATOR)).toEqual(Array.from({ length: 20 }, (_, n) => `4n${n}`));
    expect((await session.poll()).status).toBe(400);
  });

  test("a long-polling session ends at a malformed packet", async () => {
    const session = await Polling.open(polling);
    await session.post("abc");
    expect((await session.poll()).status).toBe(400);
  });

  test("a long-polling session ends when two polls wait at once", async () => {
    const session = await Polling.open(polling);
    const first = session.poll();
    await until("the first poll's arrival", () => newest().transport.writable);
    expect((await session.poll()).status).toBe(400);
    expect(await (await first).text()).toBe("1");
    expect((await session.poll()).status).toBe(400);
  });

  test("a WebSocket sends and receives text", async () => {
    using wire = new Wire(websocket);
    await wire.next();
    wire.send("4hello");
    expect(await wire.next()).toBe("4hello");
  });

  test("a WebSocket sends and receives binary", async () => {
    using wire = new Wire(websocket);
    await wire.next();
    wire.send(Uint8Array.from([1, 2, 3, 4]));
    expect(await wire.next()).toEqual(Uint8Array.from([1, 2, 3, 4]).buffer);
  });

  test("a WebSocket ends at a malformed packet", async () => {
    using wire = new Wire(websocket);
    await wire.next();
    wire.send("abc");
    await wire.closed();
  });
});

// Each has a session of its own, and waits.
describe.concurrent("heartbeat", () => {
  let beating: Echo;

  beforeAll(async () => {
    beating = await serveEcho(QUICK);
  });

  afterAll(() => beating[Symbol.asyncDispose]());

  test("a long-polling session is pinged, and its pongs are accepted", async () => {
    const session = await Polling.open(beating.polling);
    for (let beat = 0; beat < 3; beat += 1) {
      expect(await (await session.poll()).text()).toBe("2");
      expect((await session.post("3")).status).toBe(200);
    }
  });

  test("a long-polling session ends when a pong does not come in time, and its polls are answered 400 from then on", async () => {
    const session = await Polling.open(beating.polling);
    await Bun.sleep(QUICK.interval + QUICK.timeout);
    expect((await session.poll()).status).toBe(400);
  });

  test("a WebSocket is pinged, and its pongs are accepted", async () => {
    using wire = new Wire(beating.websocket);
    await wire.next();
    for (let beat = 0; beat < 3; beat += 1) {
      expect(await wire.next()).toBe("2");
      wire.send("3");
    }
  });

  test("a WebSocket ends when a pong does not come in time", async () => {
    using wire = new Wire(beating.websocket);
    await wire.closed();
  });
});

describe("close", () => {
  test("a long-polling session ends at the client's close packet", async () => {
    const session = await Polling.open(polling);
    const [polled] = await Promise.all([session.poll(), session.post("1")]);
    expect([polled.status, await polled.text()]).toEqual([200, "6"]);
    expect((await session.poll()).status).toBe(400);
  });

  test("a WebSocket ends at the client's close packet", async () => {
    using wire = new Wire(websocket);
    await wire.next();
    wire.send("1");
    await wire.closed();
  });
});
