/** H40: bodies in chunks (RFC 9112, 7.1), of which there is no end. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { within } from "../support/deadline";
import { keyOf } from "../support/files";
import { serve } from "../support/server";
import { PATH } from "./attacker";

setDefaultTimeout(60_000);

let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server[Symbol.asyncDispose]());

const HOST = "Host: 127.0.0.1";

const REQUESTS: [what: string, status: number, ...head: string[]][] = [
  ["the page", 200, "GET / HTTP/1.1", HOST],
  ["the page, by a method that it has not", 405, "POST / HTTP/1.1", HOST],
  ["what is not there", 405, "PUT /nowhere HTTP/1.1", HOST],
  ["its health", 200, "GET /healthz HTTP/1.1", HOST],
  [
    "an upload to no room",
    400,
    "POST /files?name=x HTTP/1.1",
    HOST,
    `Authorization: Bearer ${keyOf("ada")}`,
  ],
  ["a cookie", 200, "POST /files/session HTTP/1.1", HOST, `Authorization: Bearer ${keyOf("ada")}`],
  ["a file", 404, `GET /files/${"x".repeat(22)}/x HTTP/1.1`, HOST],
  ["an invitation", 404, "GET /i/x HTTP/1.1", HOST],
  ["another server", 421, "POST / HTTP/1.1", "Host: example.org"],
  ["a malformed host", 400, "POST / HTTP/1.1", "Host: ["],
  ["a session", 200, `GET ${PATH}&transport=polling HTTP/1.1`, HOST],
  ["an unknown session", 400, `POST ${PATH}&transport=polling&sid=x HTTP/1.1`, HOST],
  [
    "a preflight",
    204,
    `OPTIONS ${PATH}&transport=polling HTTP/1.1`,
    HOST,
    "Origin: http://127.0.0.1",
  ],
];

/** Sends chunks of one byte without end. Resolves with the status of the answer, once the server has ended the connection. */
async function drown(head: string[]): Promise<number> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  let answer = "";
  let isOver = false;
  const chunks = Buffer.from("1\r\nx\r\n".repeat(100));
  const send = (socket: Bun.Socket) => {
    if (isOver) return;
    socket.write(chunks);
    setImmediate(send, socket);
  };
  await Bun.connect({
    hostname: "127.0.0.1",
    port: Number(new URL(server.url).port),
    socket: {
      open(socket) {
        socket.write(`${head.join("\r\n")}\r\nTransfer-Encoding: chunked\r\n\r\n`);
        send(socket);
      },
      data(_, bytes) {
        answer += bytes.toString("latin1");
      },
      close() {
        isOver = true;
        resolve();
      },
      error() {},
    },
  });
  await within(10_000, "the end of the connection", closed);
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}

test.each(REQUESTS)(
  "H40: a request for %s whose body in chunks has no end is answered, and its connection ended",
  async (_, status, ...head) => {
    expect(await drown(head)).toBe(status);
  },
);
