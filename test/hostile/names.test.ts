/** DNS rebinding: mallory's own name leads to this server, so that to a browser her page is of its origin. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { hostname } from "node:os";
import { type Environment, readConfig } from "../../src/start/config";
import { startServer } from "../../src/start/server";
import { pino } from "pino";
import { chrome } from "../browser/chrome";
import { sharedAssets } from "../support/server";
import { PATH, speak } from "./attacker";
import { upgrade } from "./by-hand";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

const POLLING = `${PATH}&transport=polling`;
const WEBSOCKET = `${PATH}&transport=websocket`;
const PATHS = ["/", "/r/designers", "/main.js", "/socket.io/socket.io.js", "/nothing", POLLING];

/** The response to a request by hand: its status, and all of its text. */
async function ask(url: string, path: string, host: string, headers = "Connection: close\r\n") {
  const said = await speak(url, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n`);
  return { status: Number(/^HTTP\/1.1 (\d+)/.exec(said)?.[1]), said };
}

/** The statuses that a page of `origin` gets at `host`, by either transport. */
async function both(url: string, host: string, origin: string) {
  const from = `Origin: ${origin}\r\n`;
  const [polling, websocket] = await Promise.all([
    ask(url, POLLING, host, `${from}Connection: close\r\n`),
    upgrade(url, host, from),
  ]);
  return [polling.status, websocket];
}

/** A server and the lines of its log. */
async function serveLogging(env: Environment = {}) {
  const lines: { level: number; msg: string; host?: string; origin?: string }[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]);
  const config = readConfig({
    PORT: "0",
    HOST: "127.0.0.1",
    DATABASE_URL: "sqlite::memory:",
    DRAIN_SECONDS: "0",
    ...env,
  });
  const server = await startServer(config, pino({ level: "info" }, { write }), {
    assets: sharedAssets,
  });
  return { url: server.url, lines, [Symbol.asyncDispose]: () => server.stop() };
}

let server: Awaited<ReturnType<typeof serveLogging>>;
beforeAll(async () => {
  server = await serveLogging({ ALLOWED_ORIGINS: "https://friend.example" });
});
afterAll(() => server[Symbol.asyncDispose]());

describe("H21: a page of mallory's whose name resolves to this server", () => {
  test("connects to stock, over both transports", async () => {
    await using stock = await Victim.start("stock");
    expect(await both(stock.url, "evil.example", "http://evil.example")).toEqual([200, 101]);
  });

  test.each([
    "evil.example",
    "EVIL.example",
    "evil.example:80",
    "evil.example:443",
    "evil.example:3000",
    "evil.example.",
    "xn--vi8h.example",
    "127.0.0.1.evil.example",
    "127.0.0.1.nip.example",
    "localhost.evil.example",
    "evil-localhost.example",
    "friend.example",
    "evil.local",
    "chuan.fly.dev",
    "chuan.internal",
  ])("is refused with 421 as %s, whatever it asks for and by either transport", async (host) => {
    const [name] = host.split(":");
    for (const origin of [`http://${host}`, `https://${name}`])
      expect(await both(server.url, host, origin)).toEqual([421, 421]);
    const answers = await Promise.all(PATHS.map((path) => ask(server.url, path, host)));
    for (const { status, said } of answers) {
      expect(status).toBe(421);
      expect(said).toContain("PUBLIC_URL");
      expect(said).toContain("Content-Security-Policy");
      expect(said).not.toContain("<");
    }
  });

  test.each(["X-Forwarded-For", "X-Real-IP", "X-Forwarded-Host", "Forwarded", "Fly-Client-IP"])(
    "is refused with any header that a page can send: %s",
    async (header) => {
      const forged = `${header}: 203.0.113.7\r\nConnection: close\r\n`;
      expect((await ask(server.url, "/", "evil.example", forged)).status).toBe(421);
    },
  );

  test("is refused with a token that was never issued", async () => {
    const forged = "Authorization: Bearer mallory\r\nConnection: close\r\n";
    expect((await ask(server.url, "/", "evil.example", forged)).status).toBe(421);
  });

  test("is refused when its request line has the server's own address, as a proxy's client sends it", async () => {
    const path = `${server.url}${POLLING}`;
    expect((await ask(server.url, path, "evil.example")).status).toBe(421);
  });

  test("is refused when it sends a preflight request", async () => {
    const said = await speak(
      server.url,
      `OPTIONS ${POLLING} HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\nConnection: close\r\n\r\n`,
    );
    expect(said).toStartWith("HTTP/1.1 421");
    expect(said).not.toContain("Access-Control");
  });

  test("can do nothing in a real Chromium that takes its name for this server's", async () => {
    const port = new URL(server.url).port;
    using view = new Bun.WebView({ backend: await chrome() });
    await view.navigate(`http://evil.example:${port}/`);
    const seen = await view.evaluate<string>("document.body.innerText");
    expect(seen).toContain("PUBLIC_URL");
    const websocket = await view.evaluate<string>(`new Promise((resolve) => {
      const socket = new WebSocket("ws://" + location.host + ${JSON.stringify(WEBSOCKET)});
      socket.onmessage = () => resolve("heard");
      socket.onerror = () => resolve("refused");
    })`);
    expect(websocket).toBe("refused");
  });
});

describe("H21: a request by one of this server's own names is accepted", () => {
  test.each([
    "127.0.0.1",
    "127.0.0.1:3000",
    "192.168.1.7:3000",
    "8.8.8.8",
    "[::1]",
    "[::1]:3000",
    "[fd00::1]:80",
    "[::ffff:192.0.2.1]",
    "localhost",
    "LOCALHOST:3000",
    "localhost.",
    "chuan.localhost:3000",
    "nas",
    "chuan:3000",
    "my_nas",
    hostname(),
    hostname().toUpperCase(),
    `${hostname().split(".")[0]}.local`,
  ])("%s", async (host) => {
    expect((await ask(server.url, "/", host)).status).toBe(200);
    expect(await both(server.url, host, new URL(`http://${host}`).origin)).toEqual([200, 101]);
  });

  test.each(["/healthz", "/readyz"])("a request by any name is accepted at %s", async (path) => {
    expect((await ask(server.url, path, "evil.example")).status).toBe(200);
    const said = await speak(server.url, `GET ${path} HTTP/1.0\r\n\r\n`);
    expect(said).toStartWith("HTTP/1.1 200");
  });

  test("the names of PUBLIC_URL are own names, in any spelling and with any port", async () => {
    await using named = await serveLogging({
      PUBLIC_URL: "https://Chat.example.org/, http://聊天.example:8080",
    });
    for (const host of ["chat.example.org", "CHAT.example.org:443", "chat.example.org.:3000"])
      expect((await ask(named.url, "/", host)).status).toBe(200);
    expect((await ask(named.url, "/", "xn--rss932g.example:8080")).status).toBe(200);
    for (const host of ["example.org", "chat.example.org.evil.example", "a.chat.example.org"])
      expect((await ask(named.url, "/", host)).status).toBe(421);
  });

  test("Fly.io's names for the app are own names, on the private network too, and those of other apps are not", async () => {
    await using fly = await serveLogging({ FLY_APP_NAME: "chuan" });
    for (const host of [
      "chuan.fly.dev",
      "chuan.flycast",
      "chuan.internal:3000",
      "sin.chuan.internal",
      "d1.vm.chuan.internal",
    ])
      expect((await ask(fly.url, "/", host)).status).toBe(200);
    for (const host of ["mallory.fly.dev", "evilchuan.internal", "chuan.fly.dev.evil.example"])
      expect((await ask(fly.url, "/", host)).status).toBe(421);
  });

  test("a request by any name is accepted from the proxy that TRUSTED_PROXY names, if it has an address in its header", async () => {
    await using proxied = await serveLogging({ TRUSTED_PROXY: "X-Real-IP" });
    const ask1 = (headers: string) =>
      ask(proxied.url, "/", "chat.example.org", `${headers}Connection: close\r\n`);
    expect((await ask1("X-Real-IP: 203.0.113.7\r\n")).status).toBe(200);
    for (const headers of ["", "X-Real-IP: mallory\r\n", "X-Forwarded-For: 203.0.113.7\r\n"])
      expect((await ask1(headers)).status).toBe(421);
  });
});

/** The warnings that name a setting. */
const about = (lines: (typeof server)["lines"], setting: string) =>
  lines.filter(({ level, msg }) => level === 40 && msg.includes(setting));

describe("H21: the log names the setting to change", () => {
  test("once for each refused name", async () => {
    await using fresh = await serveLogging();
    for (let n = 0; n < 5; n += 1) await ask(fresh.url, "/", "chat.example.org:3000");
    const said = about(fresh.lines, "PUBLIC_URL");
    expect(said).toMatchObject([{ host: "chat.example.org" }]);
  });

  test("at most once a second, however many names are made up", async () => {
    await using fresh = await serveLogging();
    const start = performance.now();
    const names = Array.from({ length: 300 }, (_, n) => `a${n}.evil.example`);
    await Promise.all(names.map((name) => ask(fresh.url, "/", name)));
    const seconds = (performance.now() - start) / 1000;
    const said = about(fresh.lines, "PUBLIC_URL").length;
    expect(said).toBeGreaterThan(0);
    expect(said).toBeLessThanOrEqual(1 + Math.floor(seconds));
  });

  test("once, behind a proxy that passes another Host, and so does the response", async () => {
    await using fresh = await serveLogging();
    const from = `Origin: https://chat.example.org\r\n`;
    const asking = () => ask(fresh.url, POLLING, "backend:3000", `${from}Connection: close\r\n`);
    const answers = [await asking(), await asking(), await asking()];
    for (const { status, said } of answers) {
      expect(status).toBe(403);
      expect(said).toContain("PUBLIC_URL");
    }
    expect(about(fresh.lines, "proxy_set_header Host")).toMatchObject([
      { origin: "https://chat.example.org", host: "backend:3000" },
    ]);
  });

  test("and with PUBLIC_URL set, its pages are the server's own, whatever Host the proxy passes", async () => {
    await using named = await serveLogging({ PUBLIC_URL: "https://chat.example.org" });
    for (const host of ["backend:3000", "127.0.0.1:3000", "backend.example.net"])
      expect(await both(named.url, host, "https://chat.example.org")).toEqual([200, 101]);
    for (const origin of ["http://chat.example.org", "https://chat.example.org:8443"])
      expect(await both(named.url, "backend:3000", origin)).toEqual([403, 403]);
    expect(about(named.lines, "PUBLIC_URL").length).toBeGreaterThan(0);
  });
});
