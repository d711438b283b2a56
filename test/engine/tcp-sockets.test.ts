import { expect, test } from "bun:test";
import { closeSync, openSync } from "node:fs";
import { comparable } from "../../src/engine/addresses";
import { openTcpSockets, peerOf } from "../../src/engine/tcp-sockets";
import { within } from "../support/deadline";

/** Bytes of which a server reads the first ones. */
const SENT = 300_000;

/** Other files that are open before a connection comes, as an attacker may have them by connections that go again. */
const OTHERS = 5000;

test.each([
  ["127.0.0.1", 0],
  ["::1", 0],
  ["127.0.0.1", OTHERS],
])(
  "H46: of a connection from %s behind %i other files, the bytes are told that the process has read",
  async (address, others) => {
    const files = Array.from({ length: others }, () => openSync("/dev/null", "r"));
    const { promise: whole, resolve } = Promise.withResolvers<string>();
    let heard = 0;
    using server = Bun.listen({
      hostname: "::",
      port: 0,
      socket: {
        data(socket, bytes) {
          heard += bytes.length;
          if (heard === SENT) resolve(peerOf(comparable(socket.remoteAddress), socket.remotePort));
        },
      },
    });
    const client: Bun.Socket = await Bun.connect({
      hostname: address,
      port: server.port,
      socket: { data() {}, drain: () => write() },
    });
    let rest = new Uint8Array(SENT);
    function write(): void {
      rest = rest.subarray(client.write(rest));
    }
    write();
    const peer = await within(10_000, "the last byte", whole);
    const peers = new Map([
      [peer, "ada"],
      [peerOf("192.0.2.1", 1), "nobody"],
    ]);
    expect(openTcpSockets().read(peers)).toEqual([["ada", SENT]]);
    client.end();
    for (const file of files) closeSync(file);
  },
);
