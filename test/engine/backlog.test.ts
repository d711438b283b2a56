import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { Wire } from "../hostile/attacker";
import { Client } from "../support/client";
import { connectionOf, webSocketOf } from "../../src/engine/engine-io-connection";
import { until } from "../support/until";
import { serveEngine } from "./serve-engine";
import { LIMIT, LONG, stopReading, type Server } from "./backlog-parts";

setDefaultTimeout(60_000);

// Some wait until a client that does not poll is taken for gone, and each has a server of its own.
const test = alone.concurrent;

/** Bytes. More than the operating system buffers for a connection that nobody reads. */
const MUCH = 32 * 1024 * 1024;

/** Two ways to write to all connected clients. */
const ways = {
  "by broadcasts": ({ io }: Server) => io.emit("tianxiu", LONG),
  "one by one": ({ io }: Server) => {
    for (const socket of io.sockets.sockets.values()) socket.emit("tianxiu", LONG);
  },
};

for (const [way, write] of Object.entries(ways))
  test(`P19, H8: a WebSocket that does not read packets sent ${way} is ended, and no other connection`, async () => {
    await using server = await serveEngine({ backlog: LIMIT });
    server.io.on("connection", (socket) => void socket.emit("dixiu"));
    await using slow = await Client.connect(server.url);
    await using other = await Client.connect(server.url);
    slow.socket.io.reconnection(false);
    stopReading(slow);

    let sent = 0;
    while (sent * LONG.length < MUCH && server.io.sockets.sockets.size > 1) {
      write(server);
      sent += 1;
      await other.next("tianxiu");
    }
    await until("the end of one connection", () => server.io.sockets.sockets.size === 1);
    expect(server.engine.backlog.ended).toBe(1);
    expect(other.socket.connected).toBe(true);
  });

test("P19, H8: a WebSocket that is sent more than the limit in one turn of the event loop is ended", async () => {
  await using server = await serveEngine({ backlog: LIMIT });
  server.io.on("connection", (socket) => void socket.emit("dixiu"));
  await using slow = await Client.connect(server.url);
  slow.socket.io.reconnection(false);
  const [socket] = server.io.sockets.sockets.values();
  for (let sent = 0; sent < MUCH; sent += LONG.length) socket?.emit("tianxiu", LONG);
  await until("the end of the connection", () => server.io.sockets.sockets.size === 0);
  expect(server.engine.backlog.ended).toBe(1);
});

const MEGABYTE = 1024 * 1024;

/** Bytes. A few of these are more than the operating system buffers for a client that does not read. */
const PART = "x".repeat(64 * 1024);

/** The bytes of each connection by WebSocket that are not written yet. */
function unreadOf({ io }: Server): number[] {
  const connections = [...io.sockets.sockets.values()].map(connectionOf);
  return connections.map((connection) => webSocketOf(connection)?.getBufferedAmount() ?? 0);
}

test("P19, H8: when the WebSockets of one address together leave too many bytes unread, some are ended, and none that reads", async () => {
  await using server = await serveEngine({ backlog: MEGABYTE });
  server.io.on("connection", (socket) => void socket.emit("dixiu"));
  const total = () => unreadOf(server).reduce((sum, unread) => sum + unread, 0);
  const silent = await Promise.all(Array.from({ length: 16 }, () => Wire.open(server.url)));
  for (const wire of silent) wire.send("40");
  await until("the connections", () => server.io.sockets.sockets.size === silent.length);
  for (const wire of silent) wire.pause();
  await using ada = await Client.connect(server.url);
  while (Math.max(...unreadOf(server)) < 0.8 * MEGABYTE) {
    server.io.emit("tianxiu", PART);
    await ada.next("tianxiu");
  }
  expect(total()).toBeGreaterThan(10 * MEGABYTE);
  await until("less unread", () => total() <= 10 * MEGABYTE);
  expect(server.engine.backlog.ended).toBeGreaterThan(0);
  expect(server.engine.backlog.ended).toBeLessThan(silent.length);
  expect(ada.socket.connected).toBe(true);
  for (const wire of silent) wire[Symbol.dispose]();
});
