import { expect, setDefaultTimeout, test } from "bun:test";
import { connectionOf, webSocketOf } from "../../src/engine/engine-io-connection";
import { Wire } from "../hostile/attacker";
import { Deaf, frame, TEXT } from "../hostile/deaf";
import { until } from "../support/until";
import { serveEngine } from "./serve-engine";

setDefaultTimeout(60_000);

/** Bytes that may be unsent to one WebSocket, WebSockets, and the length of a packet. */
const [BACKLOG, WEBSOCKETS, PACKET] = [2 ** 20, 50, 2 ** 16];

/** Sockets of one address that do not read. */
async function deafSockets(url: string, stack: DisposableStack, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const socket = stack.use(new Deaf(url).upgrade());
    await until("the upgrade", () => socket.read(12)!.length > 0);
    socket.send(frame(TEXT, "40"));
  }
}

test("H8: what is sent to many WebSockets of one address and not read counts at once, each within its own limit", async () => {
  await using server = await serveEngine({ backlog: BACKLOG });
  using sockets = new DisposableStack();
  await deafSockets(server.url, sockets, WEBSOCKETS);
  const all = () => [...server.io.sockets.sockets.values()];
  await until("all of them", () => all().length === WEBSOCKETS);
  const unsent = () =>
    all().reduce((sum, one) => sum + (webSocketOf(connectionOf(one))?.getBufferedAmount() ?? 0), 0);
  let most = 0;
  // Less than the limit of each, and more than twice ten times as much for all.
  for (let sent = 0; sent + PACKET < BACKLOG; sent += PACKET) {
    for (const socket of all()) socket.emit("tianxiu", "x".repeat(PACKET));
    await Bun.sleep(0);
    most = Math.max(most, unsent());
  }
  expect(server.engine.backlog.ended).toBeGreaterThan(0);
  expect(most).toBeLessThan(20 * BACKLOG + WEBSOCKETS * 2 * PACKET);
});

test("H8: what is broadcast in one turn of the event loop and not read is freed in that turn", async () => {
  await using server = await serveEngine({ backlog: BACKLOG });
  using sockets = new DisposableStack();
  await deafSockets(server.url, sockets, WEBSOCKETS);
  await until("all of them", () => server.io.sockets.sockets.size === WEBSOCKETS);
  await until("their topics", () => {
    server.io.emit("tianxiu", "hello");
    return server.engine.fanOut.published > 0;
  });
  const all = [...server.io.sockets.sockets.values()];
  const unsent = () =>
    all.reduce((sum, one) => sum + (webSocketOf(connectionOf(one))?.getBufferedAmount() ?? 0), 0);
  let most = 0;
  for (let sent = 0; sent + PACKET < BACKLOG; sent += PACKET) {
    server.io.emit("tianxiu", "x".repeat(PACKET));
    most = Math.max(most, unsent());
  }
  expect(most).toBeLessThan(20 * BACKLOG + WEBSOCKETS * 2 * PACKET);
  expect(all.every((socket) => socket.connected)).toBe(true);
  await until("their ends", () => server.io.sockets.sockets.size < WEBSOCKETS);
});

test("H8: a broadcast by a socket that was cut off in the same turn reaches the others", async () => {
  await using server = await serveEngine({ backlog: BACKLOG });
  using sockets = new DisposableStack();
  using lin = await Wire.open(server.url);
  lin.send("40");
  await lin.hears("40");
  await deafSockets(server.url, sockets, 1);
  await until("both", () => server.io.sockets.sockets.size === 2);
  const mallory = [...server.io.sockets.sockets.values()].at(-1)!;
  const ws = () => webSocketOf(connectionOf(mallory));
  await until("its topics", () => (ws()?.subscriptions.length ?? 0) > 0);
  for (let sent = 0; ws() && sent < 20 * BACKLOG; sent += PACKET)
    mallory.emit("tianxiu", "x".repeat(PACKET));
  expect(ws()).toBeUndefined();
  expect(mallory.connected).toBe(true);
  mallory.broadcast.emit("tianxiu", "the last of it");
  await lin.hears('42["tianxiu","the last of it"');
});
