import { expect, setDefaultTimeout, test } from "bun:test";

setDefaultTimeout(60_000);

/** What a script prints in a process of its own, in which nothing is patched yet. */
function run(script: string): string {
  const source = `
    import { Server, Socket } from "socket.io";
    import { Adapter } from "socket.io-adapter";
    const prototypes = { Adapter: Adapter.prototype, Socket: Socket.prototype };
    const methods = () => new Map(Object.entries(prototypes).flatMap(([name, prototype]) =>
      Object.entries(Object.getOwnPropertyDescriptors(prototype))
        .map(([key, { value, get }]) => [name + "." + key, value ?? get])));
    const changed = (before) =>
      [...methods()].filter(([key, method]) => before.get(key) !== method).map(([key]) => key).toSorted().join(" ");
    const before = methods();
    ${script}
  `;
  const { stdout, stderr } = Bun.spawnSync({
    cmd: [process.execPath, "-e", source],
    cwd: import.meta.dir,
    timeout: 20_000,
  });
  return `${stdout.toString()}${stderr.toString()}`.trim();
}

const ENGINE = JSON.stringify(`${import.meta.dir}/../../src/engine`);

test("an import of the engine changes no method of Socket.IO", () => {
  const said = run(`
    await import(${ENGINE});
    console.log(before.size > 50, JSON.stringify(changed(before)));
  `);
  expect(said).toBe('true ""');
});

test("the first engine patches eleven methods of Socket.IO, and no later one patches any", () => {
  const said = run(`
    const { createEngine } = await import(${ENGINE});
    createEngine(new Server({ serveClient: false }));
    console.log(changed(before));
    const after = methods();
    createEngine(new Server({ serveClient: false }));
    console.log(JSON.stringify(changed(after)));
  `);
  const patched =
    "Adapter._del Adapter.addAll Adapter.apply Adapter.broadcast Adapter.broadcastWithAck Adapter.computeExceptSids Adapter.del Adapter.delAll Socket.buildHandshake Socket.onAnyOutgoing Socket.prependAnyOutgoing";
  expect(said.split("\n")).toEqual([patched, '""']);
});

test("a server without an engine makes its sockets' handshakes as before, also after an engine was made", () => {
  const said = run(`
    const { createEngine } = await import(${ENGINE});
    const request = { url: "/", headers: { origin: "http://a" }, connection: { encrypted: true }, _query: { a: "1" } };
    const client = { conn: { request, remoteAddress: "192.0.2.1" }, request };
    const handshakeOf = () => {
      const socket = new Socket(new Server({ serveClient: false }).of("/"), client, { key: "k" });
      return JSON.stringify({ ...Object.getOwnPropertyDescriptor(socket, "handshake"), keys: Object.keys(socket) })
        .replace(/"time":"[^"]+"|"issued":\\d+/g, "");
    };
    const own = handshakeOf();
    createEngine(new Server({ serveClient: false }));
    console.log(own.length > 200, handshakeOf() === own);
  `);
  expect(said).toBe("true true");
});
