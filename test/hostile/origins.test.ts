import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chrome } from "../browser/chrome";
import { serve } from "../support/server";
import { shake, Wire } from "./attacker";
import { Victim } from "./victim";

setDefaultTimeout(60_000);

const FRIEND = "https://friend.example";
const FOREIGN = ["https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1"];

const opens = (url: string, origin: string) =>
  Wire.open(url, { headers: { Origin: origin } }).then(
    (wire) => {
      wire[Symbol.dispose]();
      return true;
    },
    () => false,
  );

test("H9: stock accepts the WebSocket of a page of any origin", async () => {
  await using stock = await Victim.start("stock");
  for (const origin of FOREIGN) expect(await opens(stock.url, origin)).toBe(true);
});

describe("H9: chuan", () => {
  let server: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    server = await serve({ ALLOWED_ORIGINS: FRIEND });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test.each(FOREIGN)("takes neither transport from a page of %s", async (origin) => {
    expect(await opens(server.url, origin)).toBe(false);
    const response = await shake(server.url, { Origin: origin });
    expect(response.status).toBe(403);
    expect(response.headers.get("Access-Control-Allow-Origin")).toBeNull();
    expect(await response.text()).not.toContain("sid");
  });

  test("accepts both transports from its own page, from an allowed one, and from a client that is no page", async () => {
    for (const origin of [server.url, FRIEND]) {
      expect(await opens(server.url, origin)).toBe(true);
      const response = await shake(server.url, { Origin: origin });
      expect(response.status).toBe(200);
      expect(response.headers.get("Access-Control-Allow-Origin")).toBe(origin);
    }
    expect((await shake(server.url)).status).toBe(200);
  });

  test("answers a preflight request in the same way", async () => {
    const [friend, foreign] = await Promise.all(
      [FRIEND, "https://evil.example"].map((origin) =>
        shake(server.url, { Origin: origin }, { method: "OPTIONS" }),
      ),
    );
    expect([friend?.status, foreign?.status]).toEqual([204, 403]);
    expect(friend?.headers.get("Access-Control-Allow-Origin")).toBe(FRIEND);
  });
});

/** Tries both transports from within a page, and returns those that connected. */
const tryBoth = (url: string) => `(async () => {
  const address = ${JSON.stringify(url)} + "/socket.io/?EIO=4&transport=";
  const polling = await fetch(address + "polling").then((r) => r.text(), () => "");
  const websocket = await new Promise((resolve) => {
    const socket = new WebSocket(address.replace("http", "ws") + "websocket");
    socket.onmessage = () => resolve(true);
    socket.onclose = socket.onerror = () => resolve(false);
  });
  return { polling: polling.includes('"sid"'), websocket };
})()`;

/** Whether a page can load Socket.IO's client as a script, and as a module. */
const loadLibrary = (path: string) => `(async () => {
  const script = document.createElement("script");
  script.src = ${JSON.stringify(`${path}.js`)};
  document.head.append(script);
  await new Promise((resolve) => (script.onload = script.onerror = resolve));
  const module = await import(${JSON.stringify(`${path}.esm.min.js`)}).catch(() => ({}));
  return typeof globalThis.io + " " + typeof module.io;
})()`;

/** A web server that has nothing but an empty page. */
function serveEmptyPage(hostname: string) {
  return Bun.serve({
    port: 0,
    hostname,
    fetch: () => new Response("<!doctype html>", { headers: { "Content-Type": "text/html" } }),
  });
}

describe("H9: in a real Chromium", () => {
  test("a page on another port of the same host does not connect, and an allowed one does, with the client that is served here", async () => {
    await using stock = await Victim.start("stock");
    const [mallory, friend] = [serveEmptyPage("127.0.0.1"), serveEmptyPage("127.0.0.1")];
    const allowed = `http://127.0.0.1:${friend.port}`;
    await using server = await serve({ ALLOWED_ORIGINS: allowed, CONNECTIONS_PER_ADDRESS: "3" });
    using view = new Bun.WebView({ backend: await chrome() });

    await view.navigate(`http://127.0.0.1:${mallory.port}/`);
    const evaluate = (url: string) => view.evaluate<object>(tryBoth(url));
    // The browser itself keeps only the response of long-polling from the page.
    expect(await evaluate(stock.url)).toEqual({ polling: false, websocket: true });
    expect(await evaluate(server.url)).toEqual({ polling: false, websocket: false });

    await view.navigate(allowed);
    const library = `${server.url}/socket.io/socket.io`;
    expect(await view.evaluate<string>(loadLibrary(library))).toBe("function function");
    expect(await evaluate(server.url)).toEqual({ polling: true, websocket: true });
    await Promise.all([mallory.stop(true), friend.stop(true)]);
  });
});
