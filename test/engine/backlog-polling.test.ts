/** Packets that wait for clients by long-polling. */
import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { Session } from "../hostile/attacker";
import { Client } from "../support/client";
import { until } from "../support/until";
import { serveEngine } from "./serve-engine";
import { LIMIT, LONG, type Server, SEVEN } from "./backlog-parts";

setDefaultTimeout(60_000);

// Some wait until a client that does not poll is taken for gone, and each has a server of its own.
const test = alone.concurrent;

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

test("P19, H7: what waits for long-polling clients at one address ends none at another", async () => {
  await using server = await serveEngine({ backlog: LIMIT, addressHeader: "X-Real-IP" });
  const { sockets } = server.io.sockets;
  const ended: string[] = [];
  const comes = async (address: string) => {
    await (await Session.open(server.url, { "X-Real-IP": address })).post("40");
    const socket = [...sockets.values()].at(-1)!;
    socket.on("disconnect", () => ended.push(socket.id));
    return socket;
  };
  const ada = await comes("192.0.2.1");
  ada.emit("tianxiu", LONG);
  const others = [];
  for (let n = 0; n < 12; n += 1) others.push(await comes("192.0.2.2"));
  for (const text of SEVEN) for (const other of others) other.emit("tianxiu", text);
  await until("the end of a connection", () => ended.length > 0);
  expect(ended).toEqual([others[0]!.id]);
});

/** More than a client may be owed that does not poll, and less than its backlog. */
const MUCH = "x".repeat(70_000);

test("H7: a long-polling client that is owed more than 64 KiB and does not poll is ended, not one that is owed less or still reads", async () => {
  await using server = await serveEngine({ backlog: 16 * LIMIT });
  const { sockets } = server.io.sockets;
  const ended: string[] = [];
  const comes = async () => {
    const session = await Session.open(server.url);
    await session.post("40");
    await session.hears("40");
    const socket = [...sockets.values()].at(-1)!;
    socket.on("disconnect", () => ended.push(socket.id));
    return { session, socket };
  };
  const [gone, asleep, slow] = [await comes(), await comes(), await comes()];
  for (let n = 0; n < 5; n += 1) slow.socket.emit("tianxiu", MUCH);
  await slow.session.hears('42["tianxiu"');
  slow.socket.emit("tianxiu", MUCH);
  asleep.socket.emit("tianxiu", LONG);
  gone.socket.emit("tianxiu", MUCH);
  await until("the end of a connection", () => ended.length > 0);
  expect(ended).toEqual([gone.socket.id]);
  expect(server.engine.backlog.ended).toBe(1);
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
