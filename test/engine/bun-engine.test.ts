/** What the engine uses of bun-engine's inside, each by name: a release that moves or drops it fails here. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { Server } from "@socket.io/bun-engine";
import { Server as SocketIo } from "socket.io";
import { until } from "../support/until";
import { Wire } from "../conformance/wire";

setDefaultTimeout(60_000);

const PACKAGE = "@socket.io/bun-engine";

test.each([
  ["dist/parser", "Parser", ["encodePacket", "decodePacket"]],
  [
    "dist/socket",
    "Socket",
    [
      "onClose",
      "flush",
      "write",
      "close",
      "emitReserved",
      "_maybeUpgrade",
      "bindTransport",
      "closeTransport",
    ],
  ],
  ["dist/transports/websocket", "WS", ["onOpen", "onMessage", "onCloseEvent", "send", "close"]],
])("bun-engine's %s exports %s with %j", async (file, name, methods) => {
  const module = (await import(`${PACKAGE}/${file}`)) as Record<string, unknown>;
  const exported = module[name] as { prototype?: object } | undefined;
  expect(exported, `${name} of ${file}`).toBeDefined();
  const holder = (exported?.prototype ?? exported) as Record<string, unknown>;
  for (const method of methods) expect(holder[method], method).toBeFunction();
});

test("bun-engine's server has its connections by id, its options and its handler", () => {
  const server = new Server({ path: "/socket.io/", pingInterval: 1234 });
  expect(server["clients"]).toBeInstanceOf(Map);
  expect(server.opts.pingInterval).toBe(1234);
  const { websocket, idleTimeout, maxRequestBodySize } = server.handler();
  for (const method of ["open", "message", "close"] as const)
    expect(websocket[method], method).toBeFunction();
  expect([idleTimeout, maxRequestBodySize]).toEqual([expect.any(Number), expect.any(Number)]);
});

test("bun-engine's connection by WebSocket has a write buffer, a transport and that transport's socket", async () => {
  const engine = new Server({ path: "/socket.io/" });
  const io = new SocketIo();
  io.bind(engine);
  const { websocket } = engine.handler();
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: (request, bun) => engine.handleRequest(request, bun),
    websocket,
  });
  using _ = await Wire.open(`${server.url.origin}/socket.io/?EIO=4&transport=websocket`);
  await until("the connection", () => engine["clients"].size === 1);
  const [connection] = engine["clients"].values();
  expect(connection?.["writeBuffer"]).toBeArray();
  expect(connection).toMatchObject({ readyState: "open", id: expect.any(String) });
  expect(connection?.transport).toMatchObject({ name: "websocket", writable: true });
  const { socket } = connection!.transport as unknown as { socket?: WebSocket };
  expect(socket?.readyState).toBe(WebSocket.OPEN);
  await server.stop(true);
});
