/** What the public test suite of the Engine.IO protocol, revision 4, asks of an upgrade to a WebSocket. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { CALM, type Echo, SEPARATOR, serveEcho } from "./echo";
import { Polling, Wire } from "./wire";

setDefaultTimeout(60_000);

let server: Echo;
let polling: string;
let websocket: string;

beforeAll(async () => {
  server = await serveEcho(CALM);
  ({ polling, websocket } = server);
});

afterAll(() => server[Symbol.asyncDispose]());

describe("upgrade", () => {
  test("a session is upgraded to its WebSocket", async () => {
    const session = await Polling.open(polling);
    using wire = await session.upgrade();
    wire.send("2probe");
    expect(await wire.next()).toBe("3probe");
    // The engine ends the last poll with an empty packet.
    expect(await (await session.poll()).text()).toBe("6");
    wire.send("5", "4hello");
    expect(await wire.next()).toBe("4hello");
  });

  test.each([
    ["without a probe before", ["5"]],
    ["with a payload", ["2probe", "52"]],
  ])("a session is upgraded by an upgrade packet %s", async (_, packets) => {
    const session = await Polling.open(polling);
    using wire = await session.upgrade();
    wire.send(...packets, "4hello");
    if (packets.length > 1) expect(await wire.next()).toBe("3probe");
    expect(await wire.next()).toBe("4hello");
  });

  test("an upgraded session receives its waiting packets in order, also more than one poll would bring", async () => {
    const session = await Polling.open(polling);
    const packets = Array.from({ length: 40 }, (_, n) => `4n${n}`);
    await session.post(packets.join(SEPARATOR));
    await session.poll();
    using wire = await session.upgrade();
    wire.send("2probe", "5");
    expect(await wire.next()).toBe("3probe");
    for (const packet of packets.slice(16)) expect(await wire.next()).toBe(packet);
  });

  test("a session whose WebSocket closes before the upgrade goes on by long-polling, and may try again", async () => {
    const session = await Polling.open(polling);
    const first = await session.upgrade();
    first.send("2probe");
    expect(await first.next()).toBe("3probe");
    first[Symbol.dispose]();
    await first.closed();
    await session.post("4hello");
    const heard = await (await session.poll()).text();
    expect(heard === "6" ? await (await session.poll()).text() : heard).toBe("4hello");
    using second = await goneOver(session);
    second.send("4again");
    expect(await second.next()).toBe("4again");
  });

  test("a session that ends during its upgrade ends the WebSocket too", async () => {
    const session = await Polling.open(polling);
    using wire = await session.upgrade();
    await session.post("1");
    await wire.closed();
  });

  test("an upgraded session cannot be polled", async () => {
    const session = await Polling.open(polling);
    using wire = await goneOver(session);
    expect((await session.poll()).status).toBe(400);
    wire.send("4hello");
    expect(await wire.next()).toBe("4hello");
  });

  test("a second WebSocket of an upgraded session is accepted and closed", async () => {
    const session = await Polling.open(polling);
    using wire = await goneOver(session);
    using second = await session.upgrade();
    await second.closed();
    wire.send("4hello");
    expect(await wire.next()).toBe("4hello");
  });

  test("a second WebSocket of a session that began by WebSocket is accepted and closed", async () => {
    using wire = new Wire(websocket);
    const { sid } = JSON.parse((await wire.text()).slice(1));
    using second = new Wire(`${websocket}&sid=${sid}`);
    await second.closed();
    wire.send("4hello");
    expect(await wire.next()).toBe("4hello");
  });
});

/** A session's WebSocket, once the session has been upgraded to it. */
async function goneOver(session: Polling): Promise<Wire> {
  const wire = await session.upgrade();
  wire.send("2probe", "5", "4over");
  expect(await wire.next()).toBe("3probe");
  expect(await wire.next()).toBe("4over");
  return wire;
}
