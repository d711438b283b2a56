/** What the engine uses of Socket.IO's inside, each by name: a release that moves or drops it fails here. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { Namespace, Server, Socket } from "socket.io";
import { Adapter } from "socket.io-adapter";
import { Decoder } from "socket.io-parser";
import { LeanClient } from "../../src/engine/lean-client";
import { Client } from "../support/client";
import { until } from "../support/until";
import { serveEngine } from "./serve-engine";

setDefaultTimeout(60_000);

test.each([
  ["Server", Server, ["onconnection", "bind", "of", "_checkNamespace", "connectTimeout"]],
  ["Namespace", Namespace, ["_add", "_remove", "_createSocket", "_doConnect", "run"]],
  [
    "Socket",
    Socket,
    ["buildHandshake", "_onpacket", "_onclose", "_onerror", "_cleanup", "onAnyOutgoing"],
  ],
  [
    "Adapter",
    Adapter,
    [
      "addAll",
      "del",
      "_del",
      "delAll",
      "apply",
      "computeExceptSids",
      "broadcast",
      "broadcastWithAck",
    ],
  ],
  ["Decoder", Decoder, ["add", "destroy", "on"]],
])("Socket.IO's %s has the methods that the engine calls or replaces", (_, owner, methods) => {
  const prototype = owner.prototype as unknown as Record<string, unknown>;
  for (const method of methods) expect(prototype[method], method).toBeFunction();
});

test("Socket.IO's server has its parser, its options, its encoder, its namespaces and its time to connect", () => {
  const io = new Server({ serveClient: false });
  expect(io["_parser"].Decoder).toBeFunction();
  expect(io["opts"].parser).toBeUndefined();
  expect(io.encoder).toHaveProperty("encode");
  expect(io["_nsps"].get("/")).toBe(io.sockets);
  expect(io.sockets["_preConnectSockets"]).toBeInstanceOf(Map);
  expect(io["_connectTimeout"]).toBeNumber();
});

test("a server that is bound to an engine calls its own `onconnection` for each connection", () => {
  const io = new Server({ serveClient: false });
  const connections: unknown[] = [];
  Object.assign(io, { onconnection: (connection: unknown) => connections.push(connection) });
  const listeners: ((connection: unknown) => void)[] = [];
  const engine = {
    on: (_: string, listener: (connection: unknown) => void) => listeners.push(listener),
  };
  io.bind(engine);
  expect(io.engine as unknown).toBe(engine);
  for (const listener of listeners) listener("a connection");
  expect(connections).toEqual(["a connection"]);
});

test("Socket.IO's constructor sets the handshake that `buildHandshake` returns, and takes the id of a session", () => {
  const io = new Server({ serveClient: false });
  const request = { headers: {}, connection: {} };
  const client = { conn: { request }, request };
  const session = { sid: "an id", rooms: [], data: {}, missedPackets: [] };
  const Constructor = Socket as unknown as new (...args: unknown[]) => Socket;
  const socket = new Constructor(io.of("/"), client, {}, session);
  expect(socket).toMatchObject({ id: "an id", recovered: true, data: {} });
  expect(socket.handshake).toMatchObject({ headers: {}, auth: {} });
});

test("an engine counts its clients, as Node's engine does", async () => {
  await using server = await serveEngine();
  server.io.on("connection", (socket) => void socket.emit("dixiu"));
  const count = () => (server.io.engine as { clientsCount: number }).clientsCount;
  expect(count()).toBe(0);
  await using _ = await Client.connect(server.url);
  await using polling = await Client.connect(server.url, "polling");
  expect(count()).toBe(2);
  polling.socket.disconnect();
  await until("the end of one", () => count() === 1);
});

/** The members of a class, its own and those of the classes that it extends. */
function membersOf(prototype: object | null): string[] {
  if (!prototype || prototype === Object.prototype) return [];
  return [...Object.getOwnPropertyNames(prototype), ...membersOf(Object.getPrototypeOf(prototype))];
}

test("a lean client has every member of Socket.IO's client", async () => {
  const { Client: Stock } = (await import(
    `${import.meta.dir}/../../node_modules/socket.io/dist/client.js`
  )) as { Client: { prototype: object } };
  await using server = await serveEngine();
  server.io.on("connection", (socket) => void socket.emit("dixiu"));
  await using _ = await Client.connect(server.url);
  const [socket] = server.io.sockets.sockets.values();
  const client: unknown = socket?.client;
  expect(client).toBeInstanceOf(LeanClient);
  // For the third revision of the protocol.
  const left = "_parseNamespace";
  for (const member of membersOf(Stock.prototype).filter((one) => one !== left))
    expect(member in (client as object), member).toBeTrue();
  const fields = ["sockets", "nsps", "server", "conn", "encoder", "decoder", "id", "request"];
  for (const field of fields) expect(client, field).toHaveProperty(field);
});
