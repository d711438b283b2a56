/** What Bun does not tell of the socket on which a server listens: Linux only. */
import { afterEach, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { openListeningSocket } from "../../src/engine/listening-socket";
import { within } from "../support/deadline";

const DEADLINE = 5000;

let server: Bun.Server<undefined>;
let url: string;
const serve = () => {
  server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("hello") });
  // While accepting is paused Bun would say that the port is 0.
  url = server.url.href;
  const socket = openListeningSocket(server.port ?? 0);
  if (!socket) throw new Error(`no socket listens on ${url}`);
  return socket;
};
afterEach(() => server.stop(true));

const descriptors = () => readdirSync("/proc/self/fd").length;
/** On a connection of its own. */
const ask = async () => (await fetch(url, { headers: { Connection: "close" } })).text();
/** Lets the server accept what it can. */
const turns = async () => {
  for (let n = 0; n < 20; n += 1) await new Promise(setImmediate);
};

test("a connection that comes while accepting is paused is accepted afterwards", async () => {
  const socket = serve();
  const before = descriptors();
  let isAnswered = false;
  socket.pause();
  const answer = ask().finally(() => (isAnswered = true));
  await turns();
  expect(isAnswered).toBeFalse();
  socket.resume();
  expect(await within(DEADLINE, "the answer", answer)).toBe("hello");
  expect(await within(DEADLINE, "the next answer", ask())).toBe("hello");
  expect(descriptors()).toBeLessThanOrEqual(before);
});

test("pausing and resuming twice does the same as once", async () => {
  const socket = serve();
  socket.pause();
  socket.pause();
  socket.resume();
  socket.resume();
  expect(await within(DEADLINE, "the answer", ask())).toBe("hello");
});

test("a server that stops while accepting is paused stays stopped", async () => {
  const socket = serve();
  socket.pause();
  await server.stop(true);
  const other = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
  socket.resume();
  expect(
    await within(
      DEADLINE,
      "an end",
      ask().catch(() => "refused"),
    ),
  ).toBe("refused");
  // The other server may have got the same descriptor number.
  const client = Bun.connect({
    hostname: "127.0.0.1",
    port: other.port,
    socket: { data() {} },
  });
  (await within(DEADLINE, "a connection to another server", client)).end();
  other.stop(true);
  socket.pause();
  socket.resume();
});

test("where nobody listens there is no socket", () => {
  serve();
  const { port } = server;
  void server.stop(true);
  expect(openListeningSocket(port ?? 0)).toBeUndefined();
});
