/** Limits by address: what many connections of one address may do together, and one connection again and again. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { serve } from "../support/server";
import { until } from "../support/until";
import { PATH, Session, speak, Wire } from "./attacker";
import { Deaf, frame, PING, PONG } from "./deaf";

setDefaultTimeout(60_000);

const connectAll = (url: string, count: number) =>
  Promise.all(Array.from({ length: count }, () => Wire.connect(url)));

/** Sends these packets on each connection. Resolves with how many connections the server has then cut off, and after how many seconds. */
async function sendOnEach(wires: Wire[], packets: string[]) {
  const start = performance.now();
  const fates = wires.map((wire) => {
    wire.send(...packets, '427["no such event"]');
    return Promise.race([wire.hears("437["), wire.cutOff()]);
  });
  const cut = (await Promise.all(fates)).filter((fate) => typeof fate === "number").length;
  return { cut, seconds: (performance.now() - start) / 1000 };
}

/** With an `EVENT_RATE` of 1: packets at once of one connection, and of all connections of an address, and of these a second. */
const [OF_ONE, OF_ALL, A_SECOND] = [8, 160, 40];

test("H41: the packets of many connections at one address are limited together, although each is within its own limit", async () => {
  await using server = await serve({ EVENT_RATE: "1" });
  const wires = await connectAll(server.url, 60);
  // Each has sent one, its CONNECT.
  const packets = Array<string>(OF_ONE - 2).fill('42["no such event"]');
  const { cut, seconds } = await sendOnEach(wires, packets);
  expect((wires.length - cut) * (OF_ONE - 1)).toBeLessThanOrEqual(OF_ALL + A_SECOND * seconds);
  for (const wire of wires) wire[Symbol.dispose]();
});

test("H41: the bytes of many connections at one address are limited together", async () => {
  await using server = await serve({ EVENT_RATE: "1" });
  const wires = await connectAll(server.url, 60);
  // It counts as six packets.
  const packet = `42["no such event","${"x".repeat(24_000)}"]`;
  const { cut, seconds } = await sendOnEach(wires, [packet]);
  expect((wires.length - cut) * (OF_ONE - 1)).toBeLessThanOrEqual(OF_ALL + A_SECOND * seconds);
  for (const wire of wires) wire[Symbol.dispose]();
});

const control = (opcode: number, bytes = 125) => frame(opcode, "x".repeat(bytes));

/** A WebSocket by hand, whose namespace is open. */
async function openByHand(url: string, query = ""): Promise<Deaf> {
  const socket = new Deaf(url, 65_536).upgrade(query);
  await until("the upgrade", () => socket.read(4096)!.length > 0);
  return socket;
}

/** Sends a frame again and again until the server ends the connection. Rejects if it has not after so many. */
async function sendUntilCut(socket: Deaf, bytes: Uint8Array, most: number): Promise<void> {
  for (let sent = 0; sent < most; sent += 1) {
    socket.send(bytes);
    if (sent % 50 > 0) continue;
    await Bun.sleep(0);
    if (socket.read(65_536) === undefined) return;
  }
  throw new Error(`it was not cut off after ${most} frames`);
}

test.each([
  ["pings", PING],
  ["pongs", PONG],
])("H46: control frames of a WebSocket count as packets: %s", async (_, kind) => {
  await using server = await serve({ EVENT_RATE: "5" });
  using mallory = await openByHand(server.url);
  await sendUntilCut(mallory, control(kind), 20_000);
});

test("H46: a WebSocket in an upgrade is cut off at its first ping", async () => {
  await using server = await serve();
  const { sid } = await Session.connect(server.url);
  using mallory = await openByHand(server.url, `&sid=${sid}`);
  await sendUntilCut(mallory, control(PING), 20_000);
});

test("a WebSocket's own ping is answered, as clients that are no browsers send it", async () => {
  await using server = await serve({ EVENT_RATE: "5" });
  using ada = await openByHand(server.url);
  ada.send(control(PING, 5));
  const heard: number[] = [];
  await until("the pong", () => {
    heard.push(...ada.read(4096)!);
    return heard.includes(0x80 | PONG);
  });
});

test("H46: a session has one POST at a time: a second one before the first is complete ends the session", async () => {
  await using server = await serve();
  const mallory = await Session.connect(server.url);
  const head = `POST ${PATH}&transport=polling&sid=${mallory.sid} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60000\r\n\r\n`;
  const posts = Array.from({ length: 20 }, () => new Deaf(server.url, 65_536).send(head + "4"));
  expect(await speak(server.url, head)).toStartWith("HTTP/1.1 400 ");
  await mallory.cutOff();
  const answers = posts.map((post) => new TextDecoder().decode(post.read(4096)));
  expect(answers.filter((answer) => answer.startsWith("HTTP/1.1 400 ")).length).toBeGreaterThan(17);
  for (const post of posts) post[Symbol.dispose]();
});

test("H38: the open requests of one address are limited, and free their places when they end", async () => {
  await using server = await serve({ CONNECTIONS_PER_ADDRESS: "5" });
  const file = `${server.url}/socket.io/socket.io.js`;
  // To compress it takes half a second.
  const load = async () =>
    (await fetch(file, { headers: { "Accept-Encoding": "identity" } })).status;
  for (let n = 0; n < 100; n += 1) expect(await load()).toBe(200);
  const sockets = Array.from({ length: 20 }, () =>
    new Deaf(server.url).get("/socket.io/socket.io.js"),
  );
  await until("the end of the patience", async () => (await load()) === 429);
  for (const socket of sockets) socket[Symbol.dispose]();
  await until("room", async () => (await load()) === 200);
});

test("H38: a poll with an offer to upgrade counts among the open requests of its address", async () => {
  await using server = await serve({ CONNECTIONS_PER_ADDRESS: "5" });
  const sockets = Array.from({ length: 20 }, () =>
    new Deaf(server.url).get("/socket.io/socket.io.js"),
  );
  const poll = `GET ${PATH}&transport=polling HTTP/1.1\r\nHost: 127.0.0.1\r\n`;
  const offer = `${poll}Upgrade: websocket\r\nConnection: upgrade\r\n\r\n`;
  await until("the end of the patience", async () =>
    (await speak(server.url, `${poll}\r\n`)).startsWith("HTTP/1.1 429 "),
  );
  expect(await speak(server.url, offer)).toStartWith("HTTP/1.1 429 ");
  for (const socket of sockets) socket[Symbol.dispose]();
});
