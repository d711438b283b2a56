/** Requests as clients in other languages and proxies send them. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { ask, ReadByRead } from "./raw";

setDefaultTimeout(60_000);

const PATH = "/socket.io/?EIO=4&transport=polling";

let server: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  server = await serve({ PUBLIC_URL: "https://chat.example" });
});

afterAll(() => server[Symbol.asyncDispose]());

const get = (path: string, headers: string[], version = "1.1") =>
  ask(server.url, [`GET ${path} HTTP/${version}`, "Host: chat.example", ...headers]);

async function post(path: string, headers: string[], ...body: string[]) {
  const length = `Content-Length: ${Buffer.byteLength(body.join(""))}`;
  const framing = headers.some((line) => line.startsWith("Transfer-Encoding")) ? [] : [length];
  return ask(
    server.url,
    [`POST ${path} HTTP/1.1`, "Host: chat.example", ...framing, ...headers],
    ...body,
  );
}

/** Opens a session and receives the greeting, each request with these headers. */
async function chat(headers: string[], path = PATH): Promise<string[]> {
  const { body } = await get(path, headers);
  const { sid } = JSON.parse(body.slice(1)) as { sid: string };
  const session = `${path}&sid=${sid}`;
  const posted = await post(session, headers, "40");
  const heard = [(await get(session, headers)).body, (await get(session, headers)).body];
  return [posted.body, ...heard.map((packet) => packet.slice(0, 9))];
}

const CHATTED = ["ok", '40{"sid":', '42["dixiu'];

const WEBSOCKET = ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];

describe("Upgrade", () => {
  test.each([
    ["h2c", ["Upgrade: h2c", "Connection: Upgrade, HTTP2-Settings", "HTTP2-Settings: AAMAAABk"]],
    ["websocket", ["Upgrade: websocket", "Connection: upgrade"]],
    [
      "websocket, with all that a WebSocket needs",
      ["Upgrade: WebSocket", "Connection: Upgrade", ...WEBSOCKET],
    ],
    ["nothing", ["Upgrade:", "Connection: upgrade"]],
    [
      "several protocols",
      ["Upgrade: h2c, websocket/13", "Upgrade: TLS/1.0", "Connection: Upgrade"],
    ],
    ["a WebSocket, on a connection that stays", ["Upgrade: websocket", "Connection: keep-alive"]],
    ["no protocol named", ["Connection: upgrade"]],
  ])("long-polling ignores an Upgrade header: %s", async (_, headers) => {
    expect(await chat(headers)).toEqual(CHATTED);
  });

  test("a poll with an offer to upgrade is answered with the same headers as one without", async () => {
    const [plain, offering] = await Promise.all([
      get(PATH, []),
      get(PATH, ["Upgrade: websocket", "Connection: upgrade"]),
    ]);
    expect([...offering.headers.keys()]).toEqual([...plain.headers.keys()]);
  });

  test.each([
    ["websocket", 101],
    ["WebSocket", 101],
    ["WEBSOCKET", 101],
    ["h2c, websocket", 101],
    ["h2c", 400],
    ["", 400],
    ["websocket/13", 400],
  ])(
    "H18: a request for a WebSocket that offers to upgrade to %p is answered with %i",
    async (offer, expected) => {
      const path = PATH.replace("polling", "websocket");
      const { status } = await get(path, [
        `Upgrade: ${offer}`,
        "Connection: Upgrade",
        ...WEBSOCKET,
      ]);
      expect(status).toBe(expected);
    },
  );
});

describe("the path without its last slash", () => {
  test("long-polling connects at the path without its last slash", async () => {
    expect(await chat([], PATH.replace("/?", "?"))).toEqual(CHATTED);
  });

  test("a WebSocket connects at the path without its last slash", async () => {
    const path = PATH.replace("/?", "?").replace("polling", "websocket");
    using wire = await ReadByRead.open(`${server.url}${path}`);
    wire.send("40");
    expect((await wire.upTo('42["dixiu')).flat()).toHaveLength(2);
  });

  test.each(["/socket.io", "/socket.io/"])(
    "%s without a transport is refused by the engine",
    async (path) => {
      expect((await get(path, [])).body).toBe('{"code":0,"message":"Transport unknown"}');
    },
  );
});

test("the greeting comes in a read of its own after the answer to CONNECT, also with other clients connected", async () => {
  await using ada = await Client.connect(server.url);
  for (let n = 0; n < 5; n += 1) {
    using wire = await ReadByRead.open(`${server.url}${PATH.replace("polling", "websocket")}`);
    const said = ada.say(`hello ${n}`);
    wire.send("40");
    const [answer] = await wire.upTo('42["dixiu');
    expect(answer).toEqual([expect.stringMatching(/^40/)]);
    await said;
  }
});

describe("Connection: close", () => {
  test.each([PATH, "/socket.io/?EIO=3", "/", "/healthz", "/nothing"])(
    "the response to a request with Connection: close has that header, and ends the connection: %s",
    async (path) => {
      const { headers, isLast } = await get(path, ["Connection: close"]);
      expect([headers.get("Connection"), isLast]).toEqual(["close", true]);
    },
  );

  test("a chat is possible with a new connection for each request", async () => {
    expect(await chat(["Connection: close"])).toEqual(CHATTED);
  });
});

describe("a POST", () => {
  const bodies: Record<string, [headers: string[], ...body: string[]]> = {
    "no Content-Type": [[], "40"],
    "text/plain": [["Content-Type: text/plain;charset=UTF-8"], "40"],
    "application/octet-stream": [["content-type: application/octet-stream"], "40"],
    "a form's Content-Type": [["Content-Type: application/x-www-form-urlencoded"], "40"],
    "a body in chunks": [["Transfer-Encoding: chunked"], "1\r\n4\r\n", "1\r\n0\r\n", "0\r\n\r\n"],
    "Expect: 100-continue": [["Expect: 100-continue"], "40"],
    "headers in capitals": [["ACCEPT: */*", "USER-AGENT: x"], "40"],
  };
  for (const [what, [headers, ...body]] of Object.entries(bodies))
    test(`a POST with ${what} is accepted`, async () => {
      const opened = await get(PATH, []);
      const { sid } = JSON.parse(opened.body.slice(1)) as { sid: string };
      expect((await post(`${PATH}&sid=${sid}`, headers, ...body)).body).toBe("ok");
      expect((await get(`${PATH}&sid=${sid}`, [])).body).toStartWith('40{"sid"');
    });
});

test.each(["&t=1699999999.123", "&t=", "&b64=1", "&t=a&t=b", "&j=0", "&EIO=4"])(
  "an unknown parameter is ignored: %s",
  async (parameter) => {
    expect(await chat([], `${PATH}${parameter}`)).toEqual(CHATTED);
  },
);

test("parameters may come in any order", async () => {
  expect(await chat([], "/socket.io/?transport=polling&t=1&EIO=4")).toEqual(CHATTED);
});

test("a proxy that speaks HTTP/1.0 is answered, and its connection is closed", async () => {
  const { status, body, isLast } = await get(PATH, ["Connection: close"], "1.0");
  expect([status, body.slice(0, 7), isLast]).toEqual([200, '0{"sid"', true]);
});

test("HEAD opens no session", async () => {
  const { status } = await ask(server.url, [`HEAD ${PATH} HTTP/1.1`, "Host: chat.example"]);
  expect(status).toBe(400);
});
