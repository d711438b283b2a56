import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { within } from "../support/deadline";
import { until } from "../support/until";
import { PATH, Session, Wire } from "./attacker";
import { ask, BAD_HOSTS, expectShortRefusal } from "./by-hand";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

let stock: Victim;
let chuan: Victim;

beforeAll(async () => {
  [stock, chuan] = await Promise.all([Victim.start("stock"), Victim.start("guarded")]);
});
afterAll(() => Promise.all([stock, chuan].map((victim) => victim[Symbol.asyncDispose]())));

describe("H16: a malformed Host", () => {
  test("stock answers with its stack and its paths", async () => {
    const answer = await ask(stock.url, `GET ${PATH}&transport=polling HTTP/1.1\r\nHost: [`);
    expect(answer.status).toBe(500);
    expect(answer.body.length).toBeGreaterThan(1000);
    expect(answer.body).toContain("node_modules");
  });

  test.each(
    BAD_HOSTS.flatMap((host) => ["/", `${PATH}&transport=polling`].map((path) => [host, path])),
  )("%j: chuan answers in two words, at %s", async (host, path) => {
    expectShortRefusal(await ask(chuan.url, `GET ${path} HTTP/1.1\r\nHost: ${host}`), [400]);
  });

  test.each(BAD_HOSTS)("%j: chuan answers in two words, also to an upgrade", async (host) => {
    const request = upgrade("websocket", "websocket").replace("Host: a", `Host: ${host}`);
    expectShortRefusal(await ask(chuan.url, request), [400]);
  });
});

/** The statuses of requests of one session, the first of which ends it. */
async function answersWhileEnding(url: string): Promise<number[]> {
  const mallory = await Session.open(url);
  const polls = Array.from({ length: 20 }, () => mallory.poll());
  const answers = await Promise.all([mallory.post("1"), ...polls]);
  return answers.map(({ status }) => status);
}

describe("H17: a connection that ends while its request is on its way", () => {
  test("stock answers 500 when a connection has ended", async () => {
    // Which request comes between the end of the session and its removal is a matter of luck.
    await until("a 500", async () => (await answersWhileEnding(stock.url)).includes(500));
  });

  test("chuan answers 400 when a connection has ended, and so does its engine where stock throws", async () => {
    await using engine = await Victim.start("engine-only");
    for (const { url } of [chuan, engine])
      expect(new Set(await answersWhileEnding(url))).toEqual(new Set([200, 400]));
  });
});

const plain = (url: string) => fetch(`${url}${PATH}&transport=websocket`);
const upgrade = (transport: string, to: string) =>
  `GET ${PATH}&transport=${transport} HTTP/1.1\r\nHost: a\r\nUpgrade: ${to}`;

describe("H18: transport=websocket without an upgrade to it", () => {
  test("stock opens a long-polling session", async () => {
    expect(await (await plain(stock.url)).text()).toStartWith('0{"sid"');
  });

  test("chuan refuses a request without an upgrade, with a session as without one", async () => {
    expect((await plain(chuan.url)).status).toBe(400);
    const { sid } = await Session.open(chuan.url);
    const response = await fetch(`${chuan.url}${PATH}&transport=websocket&sid=${sid}`);
    expect(response.status).toBe(400);
  });

  test("chuan refuses an upgrade to any other protocol", async () => {
    expectShortRefusal(await ask(chuan.url, upgrade("websocket", "h2c")), [400]);
    expectShortRefusal(await ask(chuan.url, upgrade("websocket", "websocket")), [400, 426, 500]);
  });
});

const TRAVERSALS = [
  "/../package.json",
  "/..%2fpackage.json",
  "/%2e%2e/package.json",
  "/%2e%2e%2fpackage.json",
  "/%252e%252e%252fpackage.json",
  "/..\\package.json",
  "/..%5cpackage.json",
  "/....//package.json",
  "/..;/package.json",
  "/.%00./package.json",
  "/index.html%00.js",
  "/%c0%ae%c0%ae/package.json",
  "/．．/package.json",
  "//etc/passwd",
  "/socket.io/../../package.json",
  "/socket.io/..%2f..%2fpackage.json",
  "/.git/config",
  "/.env",
  "/src/start/main.ts",
  "/data/chuan.db",
  "file:///etc/passwd",
  "http://127.0.0.1/../package.json",
];

test.each(TRAVERSALS)("no spelling leads to a file that is not the page's: %s", async (path) => {
  expectShortRefusal(await ask(chuan.url, `GET ${path} HTTP/1.1\r\nHost: a`), [400, 404]);
});

test.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])(
  "a method that nothing here takes is refused: %s",
  async (method) => {
    for (const path of ["/", "/main.js", "/healthz"]) {
      const answer = await ask(
        chuan.url,
        `${method} ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0`,
      );
      expectShortRefusal(answer, [400, 404, 405]);
    }
  },
);

test.each(["PUT", "DELETE", "PATCH", "HEAD", "POST"])(
  "a handshake is a GET: %s",
  async (method) => {
    const answer = await ask(
      chuan.url,
      `${method} ${PATH}&transport=polling HTTP/1.1\r\nHost: a\r\nContent-Length: 0`,
    );
    expectShortRefusal(answer, [400, 405]);
  },
);

test.each([
  ["transport=carrier-pigeon"],
  ["transport=polling&sid=mallory"],
  ["transport=polling&sid="],
  ["transport=polling&EIO=3"],
  ["transport=constructor"],
  ["transport=__proto__&sid=__proto__"],
  ["transport=polling&sid=%ff%fe%00"],
  [""],
])("a malformed query is refused: %s", async (query) => {
  const path = `/socket.io/?${query.includes("EIO") ? "" : "EIO=4&"}${query}`;
  expectShortRefusal(await ask(chuan.url, `GET ${path} HTTP/1.1\r\nHost: a`), [400]);
});

test("H11: a WebSocket with an empty session id is refused", async () => {
  const socket = new WebSocket(
    `${chuan.url.replace("http", "ws")}${PATH}&transport=websocket&sid=`,
  );
  const ended = new Promise((resolve) => {
    socket.addEventListener("open", () => resolve("it opened"));
    socket.addEventListener("error", () => resolve("refused"));
  });
  expect(await within(20_000, "an answer to the WebSocket", ended)).toBe("refused");
});

describe("a request that is too large is refused before it is read", () => {
  test("a body", async () => {
    const { sid } = await Session.open(chuan.url);
    const path = `${PATH}&transport=polling&sid=${sid}`;
    const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000`;
    expectShortRefusal(await ask(chuan.url, head), [413]);
  });

  test("a body in chunks, which has no Content-Length", async () => {
    const { sid } = await Session.open(chuan.url);
    const path = `${PATH}&transport=polling&sid=${sid}`;
    const chunks = `8000\r\n${"4".repeat(0x8000)}\r\n`.repeat(4);
    const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked`;
    const { status } = await ask(chuan.url, head, `${chunks}0\r\n\r\n`);
    expect([400, 413]).toContain(status);
  });

  test("an address", async () => {
    expectShortRefusal(
      await ask(chuan.url, `GET /${"x".repeat(100_000)} HTTP/1.1\r\nHost: a`),
      [414, 431],
    );
  });

  test("headers", async () => {
    const head = `GET / HTTP/1.1\r\nHost: a\r\nX-Mallory: ${"x".repeat(100_000)}`;
    expectShortRefusal(await ask(chuan.url, head), [431]);
  });

  test("a frame", async () => {
    using mallory = await Wire.connect(chuan.url);
    mallory.send(`42["chuan","${"x".repeat(64 * 1024)}"]`);
    await mallory.cutOff();
  });
});
