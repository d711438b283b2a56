import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { PATH } from "./attacker";
import { ask, BAD_HOSTS, expectShortRefusal } from "./by-hand";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

let stock: Victim;
let chuan: Victim;

beforeAll(async () => {
  [stock, chuan] = await Promise.all([Victim.start("stock"), Victim.start("guarded")]);
});
afterAll(() => Promise.all([stock, chuan].map((victim) => victim[Symbol.asyncDispose]())));

/** Malformed headers of a request, after its first line. */
const MALFORMED = [
  ...BAD_HOSTS.map((host) => `Host: ${host}`),
  "Host: a\r\nHost: a",
  "Host: a\r\nHost: b",
  "Host: a, a",
  "Host: mallory@a",
  "Host: mallory:secret@a",
  "Host: a:port",
  "Host: a:-1",
  "Host: a:80:80",
  "Host: [::1",
  "Host: ::1",
  "Host: [::1]a",
  "Host: [zz]",
  "Host: http://a",
  "Host: a#b",
  "Host: a\\b",
  "Host: 1.2.3.256",
  "Host: \xe4\xbc\xa0",
  `Host: ${"a".repeat(300)}`,
  "Host: .",
  "Host: a\r\nOrigin: mallory",
  "Host: a\r\nOrigin: ",
  "Host: a\r\nOrigin: http://",
  "Host: a\r\nOrigin: http://a b",
  "Host: a\r\nOrigin: http://a:99999",
  "Host: a\r\nOrigin: http://a\r\nOrigin: http://a",
  "Host: a\r\nOrigin: \xff",
  "Host: a\r\nHost: a\r\nOrigin: http://a",
  "Host: a\r\nHost: a\r\nOrigin: null",
];

const EVERYWHERE = [
  "/",
  "/r/designers",
  "/main.js",
  "/socket.io/socket.io.js",
  "/healthz",
  "/nothing",
  `${PATH}&transport=polling`,
];

describe("H40: a malformed request", () => {
  test("makes stock throw", async () => {
    const twice = `GET ${PATH}&transport=polling HTTP/1.1\r\nHost: mallory@a`;
    expect((await ask(stock.url, twice)).status).toBe(500);
  });

  test.each(MALFORMED)("is refused with 400 on every path: %j", async (head) => {
    const requests = EVERYWHERE.map((path) => `GET ${path} HTTP/1.1\r\n${head}`);
    const posts = EVERYWHERE.map((path) => `POST ${path} HTTP/1.1\r\nContent-Length: 0\r\n${head}`);
    const upgrading = `GET ${PATH}&transport=websocket HTTP/1.1\r\n${head}\r\nUpgrade: websocket`;
    const all = [...requests, ...posts, upgrading];
    const answers = await Promise.all(all.map((request) => ask(chuan.url, request)));
    for (const answer of answers) expectShortRefusal(answer, [400]);
  });

  test.each(["/%", "/%z1", "/r/%", "/r/a%2", "/%%%", "/main.js%", "/socket.io/%zz"])(
    "is refused with 400 for its address: %s",
    async (path) => {
      expectShortRefusal(await ask(chuan.url, `GET ${path} HTTP/1.1\r\nHost: a`), [400]);
    },
  );

  test.each(["mallory.example:443", "http://mallory.example/", "*", "mallory", "//", "/\\mallory"])(
    "is never answered 500, whatever it asks for: %s",
    async (target) => {
      for (const method of ["GET", "CONNECT", "OPTIONS"]) {
        const { status } = await ask(chuan.url, `${method} ${target} HTTP/1.1\r\nHost: a`);
        expect([200, 400, 404, 405]).toContain(status);
      }
    },
  );

  test("is refused with 400 when it has no Host, as HTTP/1.0 may", async () => {
    for (const path of ["/", `${PATH}&transport=polling`])
      expectShortRefusal(await ask(chuan.url, `GET ${path} HTTP/1.0`), [400]);
  });

  test.each(["mallory", "", "same-origin, none", "\xff", "x".repeat(5000)])(
    "is refused as one of a foreign page when its Sec-Fetch-Site is none that browsers send: %j",
    async (site) => {
      const head = `GET ${PATH}&transport=polling HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: ${site}`;
      expect((await ask(chuan.url, head)).status).toBe(403);
    },
  );
});
