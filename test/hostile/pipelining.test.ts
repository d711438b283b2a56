import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { within } from "../support/deadline";
import { serve } from "../support/server";
import { PATH, speak } from "./attacker";

setDefaultTimeout(60_000);

let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server[Symbol.asyncDispose]());

const UPGRADE =
  "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n";

const REQUESTS = {
  "the page": "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
  "its health": "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
  "what is not there": "DELETE /files/1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
  "a malformed host": "GET / HTTP/1.1\r\nHost: [\r\n\r\n",
  "another server": "GET / HTTP/1.1\r\nHost: example.org\r\n\r\n",
  "an unknown session": `GET ${PATH}&transport=polling&sid=x HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
  "a foreign page": `GET ${PATH}&transport=polling HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://example.org\r\n\r\n`,
  "a preflight": `OPTIONS ${PATH}&transport=polling HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`,
  "an upgrade to an unknown session": `GET ${PATH}&transport=websocket&sid=x HTTP/1.1\r\nHost: 127.0.0.1\r\n${UPGRADE}\r\n`,
};

const statuses = (answers: string) =>
  [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status));

test.each(Object.entries(REQUESTS))(
  "H40: a connection that asks for %s a thousand times without waiting is ended after a few answers",
  async (_, request) => {
    const answered = statuses(await speak(server.url, request.repeat(1000)));
    expect(answered.length).toBeLessThan(10);
    expect(answered.at(-1)).toBe(429);
  },
);

test("a client that waits for each answer has hundreds on one connection", async () => {
  const socket = await Bun.connect({
    hostname: "127.0.0.1",
    port: Number(new URL(server.url).port),
    socket: { data: () => heard.shift()?.(), close: () => heard.shift()?.() },
  });
  const heard: (() => void)[] = [];
  for (let n = 0; n < 300; n += 1) {
    const { promise, resolve } = Promise.withResolvers<void>();
    heard.push(resolve);
    socket.write("HEAD /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    await within(10_000, `answer ${n}`, promise);
    expect([n, socket.readyState]).toEqual([n, 1]);
  }
  socket.end();
});
