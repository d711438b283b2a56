import { expect, setDefaultTimeout, test as alone } from "bun:test";
import type { Message } from "../../src/protocol";
import { Victim } from "../hostile/victim";
import { Session, Wire } from "../hostile/attacker";
import { Client } from "../support/client";
import { connectionOf, webSocketOf } from "../../src/engine/engine-io-connection";
import { until } from "../support/until";
import { serveEngine } from "./serve-engine";

setDefaultTimeout(60_000);

// Some wait until a client that does not poll is taken for gone, and each has a server of its own.
const test = alone.concurrent;

const LIMIT = 64 * 1024;
const LONG = "x".repeat(8 * 1024);
/** Bytes. More than the operating system buffers for a connection that nobody reads. */
const MUCH = 32 * 1024 * 1024;

/** Stops reading from a connection, as a phone in a tunnel does. Returns how to go on. */
function stopReading(client: Client): () => void {
  const transport = client.socket.io.engine.transport as unknown as { ws: Bun.WebSocket };
  transport.ws.pause();
  return () => void transport.ws.resume();
}

type Server = Awaited<ReturnType<typeof serveEngine>>;

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

test("P19, H7: a long-polling client that never polls is ended when more than the limit waits for it", async () => {
  await using server = await serveEngine({ backlog: LIMIT });
  using session = await Session.open(server.url);
  await session.post("40");
  await until("the connection", () => server.io.sockets.sockets.size === 1);
  for (let sent = 0; sent <= LIMIT; sent += LONG.length) server.io.emit("tianxiu", LONG);
  await until("the end of the connection", () => server.io.sockets.sockets.size === 0);
  expect(server.engine.backlog.ended).toBe(1);
  expect((await session.poll()).status).toBe(400);
});

/** As many bytes as fill two bodies of 16 packets, and one packet more. */
const SMALL = "x".repeat(Math.floor(LIMIT / 34));
const TWO_BODIES = 32;

test("P19, H7: packets that a poll did not take still count, and packets that it took do not", async () => {
  await using server = await serveEngine({ backlog: LIMIT });
  using session = await Session.open(server.url);
  await session.post("40");
  await session.hears("40");
  const tell = (times: number) => {
    for (let n = 0; n < times; n += 1) server.io.emit("tianxiu", SMALL);
  };
  tell(TWO_BODIES);
  await session.poll();
  tell(TWO_BODIES / 2);
  expect(server.engine.backlog.ended).toBe(0);
  tell(TWO_BODIES / 2);
  await until("the end of the connection", () => server.io.sockets.sockets.size === 0);
  expect(server.engine.backlog.ended).toBe(1);
});

test("P19, H7: a client that has polled for a part of its packets is not cut before clients that have not polled", async () => {
  await using server = await serveEngine({ backlog: LIMIT });
  const { sockets } = server.io.sockets;
  const ended: string[] = [];
  server.io.on("connection", (socket) => {
    socket.on("disconnect", () => ended.push(socket.id));
  });
  using ada = await Session.open(server.url);
  await ada.post("40");
  await ada.hears("40");
  const [adas] = sockets.values();
  for (let n = 0; n < TWO_BODIES; n += 1) adas?.emit("tianxiu", SMALL);
  const absent: string[] = [];
  for (let n = 0; n < 11; n += 1) {
    await (await Session.open(server.url)).post("40");
    await until("the connection", () => sockets.size === n + 2);
    absent.push([...sockets.keys()].at(-1)!);
  }
  await ada.poll();
  for (const text of SEVEN) server.io.except(adas!.id).emit("tianxiu", text);
  await until("the end of a connection", () => ended.length > 0);
  expect(ended).toEqual([absent[0]!]);
});

/** Connects so many clients that never poll, one after the other. Returns the numbers of those that have been ended. */
async function connectAbsent({ io, url }: Server, count: number): Promise<number[]> {
  const ended: number[] = [];
  io.on("connection", (socket) => {
    const nth = io.sockets.sockets.size;
    socket.on("disconnect", () => ended.push(nth));
    socket.emit("dixiu");
  });
  for (let n = 1; n <= count; n += 1) {
    await (await Session.open(url)).post("40");
    await until("the connection", () => io.sockets.sockets.size === n);
  }
  return ended;
}

/** Too few for one connection, too many for twelve. */
const SEVEN = Array<string>(7).fill(LONG);

test("P19, H7: when too many bytes wait for one address, the client that has not polled for longest is ended, and none that polls", async () => {
  await using server = await serveEngine({ backlog: LIMIT });
  const ended = await connectAbsent(server, 12);
  await using ada = await Client.connect(server.url, "polling");
  for (const text of SEVEN) {
    server.io.emit("tianxiu", text);
    await ada.next("tianxiu");
  }
  await until("the end of a connection", () => ended.length > 0);
  expect(ended).toEqual([1]);
  expect(ada.socket.connected).toBe(true);
});

test("P19: a broadcast to a whole school behind one address ends no client that polls", async () => {
  await using server = await serveEngine({ backlog: LIMIT });
  server.io.on("connection", (socket) => void socket.emit("dixiu"));
  const school = await Promise.all(
    Array.from({ length: 20 }, () => Client.connect(server.url, "polling")),
  );
  for (let lesson = 0; lesson < 3; lesson += 1) {
    for (const text of SEVEN) server.io.emit("tianxiu", text);
    for (const pupil of school) for (const _ of SEVEN) await pupil.next("tianxiu");
  }
  expect(server.engine.backlog.ended).toBe(0);
  for (const pupil of school) pupil.socket.disconnect();
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

test("P19: packets that a long-polling client has polled no longer count", async () => {
  await using server = await serveEngine({ backlog: LIMIT });
  using session = await Session.open(server.url);
  await session.post("40");
  await session.hears("40");
  for (let sent = 0; sent <= 2 * LIMIT; sent += LONG.length) {
    server.io.emit("tianxiu", LONG);
    expect((await session.poll()).status).toBe(200);
  }
  expect(server.engine.backlog.ended).toBe(0);
});

test("P19: without BACKLOG_BYTES no connection is ended", async () => {
  await using server = await serveEngine({ backlog: 0 });
  using session = await Session.open(server.url);
  await session.post("40");
  await until("the connection", () => server.io.sockets.sockets.size === 1);
  let sent = 0;
  for (; sent <= 100 * LIMIT; sent += LONG.length) server.io.emit("tianxiu", LONG);
  let received = 0;
  while (received < sent) received += (await (await session.poll()).text()).length;
  expect(server.engine.backlog.ended).toBe(0);
});

/** Four thousand characters of three bytes each, so 18 MB in all: more than systems keep for a connection, and the limit. */
const MESSAGES = 1500;
const TEXT = "长".repeat(4000);
const IN_FLIGHT = 50;
/** All clients have one address, and one of them sends more than a person would. */
const FREELY = { MESSAGE_RATE: "0", EVENT_RATE: "0", CONNECTION_RATE_PER_ADDRESS: "0" };

alone(
  "P19, H8, H12: fifty clients that stop reading cost the server at most 3 MB each, and miss no message",
  async () => {
    await using server = await Victim.start("guarded", FREELY);
    await using lost = await Client.connect(server.url);
    const slow = await Promise.all(Array.from({ length: 49 }, () => Wire.connect(server.url)));
    await using ada = await Client.connect(server.url);
    using lin = await Wire.connect(server.url);
    const before = (await server.condition()).memory;
    for (const wire of slow) wire.pause();
    const resume = stopReading(lost);

    let most = 0;
    for (let sent = 0; sent < MESSAGES; sent += IN_FLIGHT) {
      await Promise.all(Array.from({ length: IN_FLIGHT }, () => ada.say(TEXT)));
      most = Math.max(most, (await server.condition("as it is")).memory);
    }
    expect(most - before).toBeLessThan(50 * 3);
    await until("the last message for the client that reads", () => told(lin) === MESSAGES);

    // One of them reads everything: the others would do the same.
    resume();
    // The first greeting came by the connection that was ended.
    for (let greeted = 0; greeted < 2; greeted += 1) await lost.next("dixiu");
    expect(await seenBy(lost)).toBe(MESSAGES);
    for (const wire of slow) wire[Symbol.dispose]();
  },
  60_000,
);

/** How many messages a client has seen, with those of the history (P14). Fails at the first gap. */
async function seenBy(client: Client): Promise<number> {
  let seq = 0;
  for (let unread = await client.unread(); unread > 0; unread -= 1)
    expect((await client.message()).meta.seq).toBe((seq += 1));
  for (;;) {
    const reply = await client.ask("history", { room: "lobby", after: seq });
    const { messages, head } = reply as { messages: Message[]; head: number };
    for (const message of messages) expect(message.seq).toBe((seq += 1));
    if (seq === head) return seq;
  }
}

function told(wire: Wire): number {
  return wire.heard.filter((frame) => frame.startsWith('42["tianxiu"')).length;
}
