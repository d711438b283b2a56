import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { createLogger } from "../../src/logging/logger";
import { createApp } from "../../src/http/app";
import { newAssets, serve } from "../support/server";

setDefaultTimeout(60_000);

let server: Awaited<ReturnType<typeof serve>>;
const SCRIPTS = ["socket.io.js", "socket.io.min.js", "socket.io.esm.min.js"];

beforeAll(async () => {
  server = await serve();
});
afterAll(() => server[Symbol.asyncDispose]());

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { headers, decompress: false });

test.each(SCRIPTS.flatMap((name) => [name, `${name}.map`]))(
  "Socket.IO's browser script is served from the installed package: %s",
  async (name) => {
    const response = await get(`/socket.io/${name}`, { "Accept-Encoding": "identity" });
    const installed = Bun.file(`node_modules/socket.io/client-dist/${name}`);
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toMatch(
      name.endsWith("map") ? "json" : "javascript",
    );
    expect(await response.text()).toBe(await installed.text());
  },
);

test.each([
  ["br", brotliDecompressSync],
  ["gzip", gunzipSync],
] as const)("a file is compressed when the client accepts it: %s", async (encoding, decompress) => {
  const response = await get("/socket.io/socket.io.js", {
    "Accept-Encoding": `deflate, ${encoding}`,
  });
  expect(response.headers.get("Content-Encoding")).toBe(encoding);
  const text = decompress(await response.bytes()).toString();
  expect(text).toBe(await Bun.file("node_modules/socket.io/client-dist/socket.io.js").text());
});

test("compressing a large file does not delay other requests", async () => {
  await using fresh = await serve({}, { assets: newAssets() });
  const answered: string[] = [];
  const ask = async (path: string) => {
    await fetch(fresh.url + path, { headers: { "Accept-Encoding": "br" } });
    answered.push(path);
  };
  await Promise.all(["/socket.io/socket.io.js.map", "/healthz"].map(ask));
  expect(answered).toEqual(["/healthz", "/socket.io/socket.io.js.map"]);
});

test("a file that the client has is answered with 304", async () => {
  const etag = (await get("/")).headers.get("ETag") ?? "";
  const again = await get("/", { "If-None-Match": etag });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe("");
});

test("a file that is requested with its version is cached for ever, any other version is not", async () => {
  const html = await (await get("/", { "Accept-Encoding": "identity" })).text();
  const [script] = html.match(/\/main\.js\?v=\w+/) ?? [""];
  expect((await get(script)).headers.get("Cache-Control")).toContain("immutable");
  expect((await get("/main.js?v=older")).headers.get("Cache-Control")).toBe("no-cache");
  expect((await get("/")).headers.get("Cache-Control")).toBe("no-cache");
});

test.each(["/r/designers", `/r/${encodeURIComponent("设计组")}`, "/r/%ff"])(
  "a room's address serves the page: %s",
  async (path) => {
    const [page, room] = await Promise.all([get("/"), get(path)]);
    expect(room.status).toBe(200);
    expect(await room.bytes()).toEqual(await page.bytes());
  },
);

test.each(["/", "/socket.io/socket.io.js", "/healthz", "/nothing", "/favicon.ico"])(
  "every response that a browser may show, run or cache has the security headers: %s",
  async (path) => {
    const { headers } = await get(path);
    expect(headers.get("Content-Security-Policy")).toContain("default-src 'none'");
    expect(headers.get("Content-Security-Policy")).not.toContain("unsafe");
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
  },
);

/** The headers of a response that say what a browser may do with it, and how long it may keep it. */
const policyIn = ({ headers }: Response) =>
  [...headers.keys()]
    .filter((name) => !/^(content-(type|length)|date|vary)$/.test(name))
    .toSorted();

/** What no document is made of: its headers are few, since every poll has them. */
const FEW = ["cache-control", "cross-origin-resource-policy", "x-content-type-options"];

test("a long-polling response has its few security headers, and none of a document's", async () => {
  const path = "/socket.io/?EIO=4&transport=polling";
  const opened = await get(path);
  expect(policyIn(opened)).toEqual(FEW);
  const { sid } = JSON.parse((await opened.text()).slice(1)) as { sid: string };
  const posted = await fetch(`${server.url}${path}&sid=${sid}`, { method: "POST", body: "40" });
  expect([posted.status, policyIn(posted)]).toEqual([200, FEW]);
  const polled = await get(`${path}&sid=${sid}`, { "X-Forwarded-Proto": "https" });
  expect([polled.status, policyIn(polled)]).toEqual([200, FEW]);
  expect(JSON.stringify([...polled.headers]).length).toBeLessThan(350);
});

test("a refused poll or upgrade has the few security headers of a response, and none of a document's", async () => {
  for (const headers of [{}, { Connection: "Upgrade", Upgrade: "websocket" }]) {
    const refusal = await get("/socket.io/?EIO=3&transport=websocket", headers);
    expect([refusal.status, policyIn(refusal)]).toEqual([400, FEW]);
  }
});

test.each(SCRIPTS.flatMap((name) => [name, `${name}.map`]))(
  "a page of any origin may load Socket.IO's script, as script and as module: %s",
  async (name) => {
    for (const headers of [{}, { Origin: "http://127.0.0.1:8000" }]) {
      const response = await get(`/socket.io/${name}`, headers);
      expect(response.status).toBe(200);
      expect(response.headers.get("Cross-Origin-Resource-Policy")).toBe("cross-origin");
      expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
    }
  },
);

test.each(["/", "/main.js", "/style.css", "/icon.svg", "/socket.io/nothing.js"])(
  "a page of another origin may not load other files: %s",
  async (path) => {
    const { headers } = await get(path, { Origin: "http://127.0.0.1:8000" });
    expect(headers.get("Cross-Origin-Resource-Policy")).toBe("same-origin");
    expect(headers.get("Access-Control-Allow-Origin")).toBeNull();
  },
);

test("/favicon.ico is served, although no page links to it", async () => {
  const response = await get("/favicon.ico");
  expect([response.status, response.headers.get("Content-Type")]).toEqual([200, "image/png"]);
  const bytes = await response.bytes();
  expect(Buffer.from(bytes).toString("latin1", 1, 4)).toBe("PNG");
  expect(bytes.length).toBeLessThan(5000);
});

test.each([
  ["br;q=1.0, gzip;q=0.8", "br"],
  ["gzip, deflate, br, zstd", "br"],
  ["gzip;q=1, br;q=0.5", "gzip"],
  ["gzip;q=0.001", "gzip"],
  ["gzip; q=0.8 , BR ; Q=0.9", "br"],
  ["br;q=0, gzip", "gzip"],
  ["gzip;q=0", null],
  ["gzip;q=0.000, br;q=0.0", null],
  ["*", "br"],
  ["*;q=0.5, br;q=0", "gzip"],
  ["br;q=0.5, *;q=0.9", "gzip"],
  ["*;q=0", null],
  ["identity", null],
  ["identity;q=1, br;q=0.5", null],
  ["identity;q=0.5, gzip;q=0.5", "gzip"],
  ["identity;q=0, *", "br"],
  ["identity;q=0", null],
  ["zstd", null],
  ["zstd, gzip;q=0.1", "gzip"],
  ["deflate, compress", null],
  ["", null],
  ["brotli, xgzip", null],
  [",;q=1,,;", null],
])("Accept-Encoding %j is answered with %p", async (accepted, encoding) => {
  const response = await get("/style.css", { "Accept-Encoding": accepted });
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Encoding")).toBe(encoding);
  expect(response.headers.get("Vary")).toBe("Accept-Encoding");
});

test("Strict-Transport-Security is sent over https only", async () => {
  const said = ["https", "http"].map(async (scheme) => {
    const { headers } = await get("/", { "X-Forwarded-Proto": scheme });
    return headers.get("Strict-Transport-Security");
  });
  expect(await Promise.all(said)).toEqual([expect.stringMatching(/^max-age=\d+$/), null]);
  expect((await get("/")).headers.get("Strict-Transport-Security")).toBeNull();
});

test("responses for one client are not cached", async () => {
  for (const path of ["/socket.io/?EIO=4&transport=polling", "/socket.io/?EIO=3", "/healthz"])
    expect((await get(path)).headers.get("Cache-Control")).toBe("no-store");
});

test("/healthz answers while the process runs", async () => {
  const response = await get("/healthz");
  expect([response.status, await response.text()]).toEqual([200, "ok"]);
});

test("an unknown path is answered with 404, without a part of the request", async () => {
  const response = await get("/<script>alert(1)</script>");
  expect(response.status).toBe(404);
  expect(await response.text()).toBe("not found");
});

test.each([
  ["a request", {}],
  ["an upgrade", { Connection: "Upgrade", Upgrade: "websocket" }],
])("H16: an error that is thrown for %s is not in the response", async (_, headers) => {
  const app = createApp({
    engine: {
      fetch() {
        throw new Error("in /srv/chuan/secret.ts");
      },
    },
    icon: async () => undefined,
    invitations: () => new Response(),
    files: () => new Response(),
    assets: new Map(),
    logger: createLogger("silent"),
    ready: () => Promise.resolve(true),
    leaving: () => false,
    machine: undefined,
  });
  using throwing = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    ...app,
    websocket: { message() {} },
  });
  const response = await fetch(new URL("/socket.io/?EIO=4", throwing.url), { headers });
  expect([response.status, await response.text()]).toEqual([
    500,
    "the server failed to answer this",
  ]);
});
