import { expect, setDefaultTimeout, test } from "bun:test";
import { connectionOf, webSocketOf } from "../../src/engine/engine-io-connection";
import { Deaf, frame, TEXT } from "../hostile/deaf";
import { until } from "../support/until";
import { serveEngine } from "./serve-engine";

setDefaultTimeout(60_000);

/** Bytes that may be unsent to one WebSocket, WebSockets, and the length of a packet. */
const [BACKLOG, WEBSOCKETS, PACKET] = [2 ** 20, 50, 2 ** 16];

test("H8: what is sent to many WebSockets of one address and not read counts at once, each within its own limit", async () => {
  await using server = await serveEngine({ backlog: BACKLOG });
  using sockets = new DisposableStack();
  for (let n = 0; n < WEBSOCKETS; n += 1) {
    const socket = sockets.use(new Deaf(server.url).upgrade());
    await until("the upgrade", () => socket.read(12)!.length > 0);
    socket.send(frame(TEXT, "40"));
  }
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
