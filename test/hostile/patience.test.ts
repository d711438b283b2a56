import { expect, setDefaultTimeout, test as alone } from "bun:test";
import { Server as BunEngine } from "@socket.io/bun-engine";
import { Server } from "socket.io";
import { createEngine } from "../../src/engine";
import { WITHOUT_LIMITS } from "../engine/serve-engine";
import { until } from "../support/until";
import { PATH, Session, speak, Wire } from "./attacker";

setDefaultTimeout(60_000);

// Most of what each takes is waiting, and each has a server of its own.
const test = alone.concurrent;

/** Milliseconds that each step may take: more than a step of these tests takes on a slow machine. */
const PATIENCE = 1500;
const PATHNAME = "/socket.io/";

/** This engine and the stock one, on a Socket.IO server of the test. */
const engines = {
  guarded: (io: Server) =>
    createEngine(io, { ...WITHOUT_LIMITS, path: PATHNAME, stepTimeout: PATIENCE }),
  stock(io: Server) {
    const engine = new BunEngine({ path: PATHNAME });
    io.bind(engine);
    return engine.handler();
  },
};

/** Serves `io` on one of the engines. */
function serve(io: Server, which: keyof typeof engines) {
  const server = Bun.serve({ port: 0, hostname: "127.0.0.1", ...engines[which](io) });
  return {
    url: `http://127.0.0.1:${server.port}`,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

/** A Socket.IO server that greets. */
function greeting(): Server {
  const io = new Server();
  io.on("connection", (socket) => socket.emit("dixiu", "hello"));
  return io;
}

/** A server whose middleware never decides, and how many sockets it keeps waiting. */
function serveUndecided(which: keyof typeof engines) {
  const io = new Server();
  const server = serve(io, which);
  io.use(() => {});
  return { io, server, waiting: () => io.of("/")["_preConnectSockets"].size };
}

/** A client that sends CONNECT, and has gone before the answer. */
async function askAndLeave(url: string, waiting: () => number): Promise<void> {
  using mallory = await Wire.open(url);
  mallory.send("40");
  await until("mallory waiting", () => waiting() === 1);
}

test("H13: with a middleware that never decides, stock keeps the sockets of clients that have gone", async () => {
  const { io, server, waiting } = serveUndecided("stock");
  await using _ = server;
  let connections = 0;
  io.engine.on(
    "connection",
    (connection: { on: (event: "close", listener: () => void) => void }) => {
      connections += 1;
      connection.on("close", () => (connections -= 1));
    },
  );
  await askAndLeave(server.url, waiting);
  await until("the end of the connection", () => connections === 0);
  expect(waiting()).toBe(1);
});

test("H13: with a middleware that never decides, chuan forgets all sockets of a client that has asked for several and gone", async () => {
  const { server, waiting } = serveUndecided("guarded");
  await using _ = server;
  {
    using mallory = await Wire.open(server.url);
    for (let sent = 0; sent < 3; sent += 1) mallory.send("40");
    await until("mallory waiting", () => waiting() === 3);
  }
  await until("mallory forgotten", () => waiting() === 0);
});

test("H13: with a middleware that never decides, chuan forgets a socket as soon as its client has gone", async () => {
  const { server, waiting } = serveUndecided("guarded");
  await using _ = server;
  await askAndLeave(server.url, waiting);
  await until("mallory forgotten", () => waiting() === 0);
});

test("H13: with a middleware that never decides, chuan closes a connection after the step timeout", async () => {
  const { server, waiting } = serveUndecided("guarded");
  await using _ = server;
  using mallory = await Wire.open(server.url);
  mallory.send("40");
  await mallory.cutOff();
  await until("mallory forgotten", () => waiting() === 0);
});

test("H11: a handshake that nothing follows is closed after the step timeout", async () => {
  await using server = serve(new Server(), "guarded");
  const [session, wire] = [await Session.open(server.url), await Wire.open(server.url)];
  using _ = wire;
  await Promise.all([session.cutOff(), wire.cutOff()]);
});

test("H11: an upgrade that is never finished is closed after the step timeout", async () => {
  await using server = serve(greeting(), "guarded");
  const { sid } = await Session.connect(server.url);
  using mallory = await Wire.open(server.url, { sid });
  mallory.send("2probe");
  await mallory.cutOff();
});

test("a body that drips is refused after the step timeout, and its session goes on", async () => {
  await using server = serve(greeting(), "guarded");
  const mallory = await Session.connect(server.url);
  const path = `${PATH}&transport=polling&sid=${mallory.sid}`;
  const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 100\r\n\r\n4`;
  expect(await speak(server.url, head, 5000)).toStartWith("HTTP/1.1 408 ");
  expect((await mallory.post('42["chuan"]')).status).toBe(200);
});

const TO_KEEP = { "X-Kept": "for ever", Cookie: "for ever" };

test.each([
  ["WebSocket", async (url: string) => (await Wire.open(url, { headers: TO_KEEP })).send("40")],
  ["long-polling", async (url: string) => (await Session.open(url, TO_KEEP)).post("40")],
])(
  "H11: nothing is kept of the headers and the query of a first request by %s",
  async (_, come) => {
    const io = new Server();
    const { promise, resolve } = Promise.withResolvers<string>();
    io.on("connection", ({ handshake, request }) => {
      resolve(JSON.stringify([handshake, request.headers, request.url]));
    });
    await using server = serve(io, "guarded");
    await come(server.url);
    expect(await promise).not.toContain("for ever");
    const [handshake, ...request] = JSON.parse(await promise) as unknown[];
    expect(handshake).toMatchObject({ address: "127.0.0.1", headers: {}, query: {} });
    expect(request).toEqual([{}, ""]);
  },
);
