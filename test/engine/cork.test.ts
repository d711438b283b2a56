import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { connectionOf, webSocketOf } from "../../src/engine/engine-io-connection";
import { createCork, type HeldWrite } from "../../src/engine/cork";
import { Client } from "../support/client";
import { serveEngine } from "./serve-engine";

setDefaultTimeout(60_000);

/** A held connection that records its release and then calls `then`. */
function held(name: string, released: string[], then = () => {}): HeldWrite {
  const release = () => {
    released.push(name);
    then();
  };
  return { leave: release, release };
}

describe("a cork", () => {
  test("a cork releases each connection once, in order, at the end of the turn", async () => {
    const [cork, released] = [createCork(), [] as string[]];
    const ada = held("ada", released);
    for (const one of [ada, held("bob", released), ada]) cork.hold(one);
    expect(released).toEqual([]);
    await Promise.resolve();
    expect(released).toEqual(["ada", "bob"]);
  });

  test("a cork releases at once when asked, and not again at the end of the turn", async () => {
    const [cork, released] = [createCork(), [] as string[]];
    cork.hold(held("ada", released));
    cork.release();
    expect(released).toEqual(["ada"]);
    await Promise.resolve();
    expect(released).toEqual(["ada"]);
  });

  test("a cork releases the others first when a released connection asks for it", () => {
    const [cork, released] = [createCork(), [] as string[]];
    const publish = () => {
      cork.release();
      released.push("published");
    };
    cork.hold(held("ada", released, publish));
    cork.hold(held("bob", released));
    cork.release();
    expect(released).toEqual(["ada", "bob", "published"]);
  });

  test("a cork releases the other connections when one throws", () => {
    // In a process of its own, because a fault that nothing catches fails a test.
    const script = `
      import { createCork } from "${import.meta.dir}/../../src/engine/cork";
      process.on("uncaughtException", ({ message }) => console.log(message));
      const cork = createCork();
      cork.hold({ leave() { throw new Error("ada is broken"); } });
      cork.hold({ leave() { console.log("bob"); } });
    `;
    const { stdout } = Bun.spawnSync({ cmd: [process.execPath, "-e", script], timeout: 20_000 });
    expect(stdout.toString().trim().split("\n").toSorted()).toEqual(["ada is broken", "bob"]);
  });

  test("a cork holds again after a release", async () => {
    const [cork, released] = [createCork(), [] as string[]];
    for (const name of ["ada", "bob"]) {
      cork.hold(held(name, released));
      await Promise.resolve();
    }
    expect(released).toEqual(["ada", "bob"]);
  });
});

/** A client by WebSocket, and its other end. */
async function connected() {
  const server = await serveEngine();
  server.io.on("connection", (socket) => void socket.emit("dixiu"));
  const client = await Client.connect(server.url);
  const [socket] = server.io.sockets.sockets.values();
  const ws = socket && webSocketOf(connectionOf(socket));
  if (!socket || !ws) throw new Error("nobody is connected by WebSocket");
  return {
    io: server.io,
    client,
    socket,
    ws,
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe("packets in one turn", () => {
  test("packets for a WebSocket in one turn of the event loop are written together", async () => {
    await using told = await connected();
    const { socket, client, ws } = told;
    let writes = 0;
    const cork = ws.cork.bind(ws);
    ws.cork = (write) => {
      writes += 1;
      return cork(write);
    };
    for (const text of ["one", "two", "three"]) socket.emit("told", text);
    for (const text of ["one", "two", "three"]) expect(await client.next("told")).toEqual([text]);
    expect(writes).toBe(1);
  });

  test("packets for a WebSocket in one turn keep their order, to one socket and to all", async () => {
    await using told = await connected();
    const { io, socket, client } = told;
    socket.emit("told", 1);
    io.emit("told", 2);
    socket.emit("told", 3);
    socket.emit("told", 4);
    io.emit("told", 5);
    for (const number of [1, 2, 3, 4, 5]) expect(await client.next("told")).toEqual([number]);
  });

  test("packets for a WebSocket in one turn are written before the socket is disconnected in that turn", async () => {
    await using told = await connected();
    const { socket, client } = told;
    socket.emit("told", "goodbye");
    socket.disconnect(true);
    expect(await client.next("told")).toEqual(["goodbye"]);
  });
});
