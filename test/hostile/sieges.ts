/** Sieges: each attack again and again, and floods of requests that are harmless once. */
import { drip, PATH, Session, shake, speak, Wire } from "./attacker";
import { attacks } from "./attacks";
import { TRUSTED_PROXY } from "./echo";
import { Fragments } from "./fragments";

export interface Siege {
  title: string;
  /** Attacks once. Rejects when it is refused, or tries until it is not. */
  once: (url: string) => Promise<unknown>;
  /** Whether the harm is in the connections that stay open when the attacker does nothing more. */
  stays?: true;
  /** The victim, where it is not chuan as a whole. */
  against?: "engine-only";
}

/** More than twice the packets that a connection may send at once. */
const MANY = 1000;
/** Milliseconds for which a connection is kept that is not cut off. */
const KEPT = 300;
/** Bytes of a POST at most. */
const BODY = 64 * 1024;

const many = (packet: string, count = MANY) => Array<string>(count).fill(packet);
const full = (packet: string) => many(packet, Math.floor(BODY / (packet.length + 1))).join("\x1e");

const CHUNKED = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n";

const kept: Siege[] = attacks.map(({ title, begin }) => ({
  title,
  async once(url) {
    using mallory = await begin(url);
    await Promise.race([mallory.cutOff(), Bun.sleep(KEPT)]);
  },
}));

/** Frames over a WebSocket, as fast as the wire allows. */
const frames = (title: string, ...sent: string[]): Siege => ({
  title,
  async once(url) {
    using mallory = await Wire.connect(url);
    mallory.send(...sent);
    await Promise.race([mallory.cutOff(), Bun.sleep(KEPT)]);
  },
});

/** A POST as large as one may be, of small packets. */
const body = (title: string, packet: string): Siege => ({
  title,
  async once(url) {
    const mallory = await Session.connect(url);
    await mallory.post(full(packet));
  },
});

/** A siege that attacks dozens of times at once. One success is enough. */
const dozens = (title: string, ask: (url: string) => Promise<unknown>): Siege => ({
  title,
  async once(url) {
    const all = many(url, 50).map(ask);
    await Promise.allSettled(all);
    await Promise.any(all);
  },
});

/** Milliseconds until a refused attacker tries again. */
const AGAIN = 10;

/** Tries until it is admitted: an attacker that gave up at each refusal would never have several connections at once. */
async function letIn<Connection>(come: () => Promise<Connection>): Promise<Connection> {
  for (;;) {
    try {
      return await come();
    } catch {
      await Bun.sleep(AGAIN);
    }
  }
}

const NEWEST = '427["history",{"room":"lobby"}]';
const LONG_MESSAGE = `42["chuan",{"name":"mallory","txt":"${"x".repeat(4000)}"}]`;
/** Pages of `NEWEST` that are just within the backlog of one connection. */
const PAGES_KEPT = 15;

/** Headers in which proxies send an address. A trusted proxy would overwrite its own. */
const FORGEABLE = ["X-Forwarded-For", "Forwarded", "Fly-Client-IP", "CF-Connecting-IP"];
const forged = () => `198.51.100.${Math.floor(Math.random() * 256)}`;

/** Asks for more than the backlog of one connection, and reads nothing. */
async function deaf(url: string): Promise<Wire> {
  const mallory = await Wire.connect(url);
  mallory.pause();
  mallory.send(...many(NEWEST, 100));
  return mallory;
}

/** Sends something, and then something else for as long as the connection lasts. Resolves at its end. */
async function sendWithoutEnd(url: string, first: string, again: string): Promise<void> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const block = many(again).join("");
  let rest = first;
  const send = (socket: Bun.Socket) => {
    do rest = (rest || block).slice(socket.write(rest || block));
    while (rest === "");
  };
  const handlers = { open: send, drain: send, data() {}, close: () => resolve() };
  await Bun.connect({ hostname: "127.0.0.1", port: Number(new URL(url).port), socket: handlers });
  await closed;
}

/** Sends a request whose body has thousands of chunks, and waits for the answer, on so many connections, one after another. */
async function askAndLeave(url: string, times: number): Promise<void> {
  const request = `${CHUNKED}${many("1\r\nx\r\n", 20_000).join("")}`;
  const port = Number(new URL(url).port);
  for (let n = 0; n < times; n += 1) {
    const { promise: answered, resolve } = Promise.withResolvers<void>();
    const handlers = { data: () => resolve(), close: () => resolve() };
    const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: handlers });
    socket.write(request);
    await answered;
    socket.terminate();
  }
}

/** Sends a CONNECT about which the middleware never decides. */
async function undecided(url: string): Promise<Wire> {
  const mallory = await Wire.open(url);
  mallory.send('40{"name":"mallory"}');
  return mallory;
}

/** A handshake that is admitted. */
async function admitted(url: string, headers: Record<string, string>): Promise<void> {
  const { ok, status } = await shake(url, headers);
  if (!ok) throw new Error(`the handshake was answered with ${status}`);
}

export const sieges: Siege[] = [
  dozens("H11: handshakes without end", (url) => admitted(url, { "X-Large": "x".repeat(8000) })),
  ...kept,
  body("H2: a POST full of packets of two bytes", "4"),
  body("H2: a POST full of typing", '42["typing",{"room":"lobby","on":true}]'),
  body("H2: a POST full of questions", NEWEST),
  frames("H5: malformed events", ...many('427["chuan",null]')),
  frames("H15: messages", ...many('42["chuan",{"name":"mallory","txt":"hello"}]')),
  frames("H15: typing", ...many('42["typing",{"room":"lobby","on":true}]')),
  frames("H15: questions with long answers", ...many(NEWEST)),
  frames(
    "H20: rooms, in and out",
    ...Array.from(
      { length: MANY },
      (_, n) => `42["${n % 2 ? "leave" : "join"}",{"room":"${n >> 1}"}]`,
    ),
  ),
  {
    title: "H7: long-polling sessions that never poll, while everybody talks",
    async once(url) {
      await Promise.all(many(url, 10).map((each) => letIn(() => Session.connect(each))));
      using mallory = await letIn(() => Wire.connect(url));
      mallory.send(...many(LONG_MESSAGE, 50), `427["rename",{"name":"mallory"}]`);
      await mallory.hears("437[");
    },
  },
  dozens("H7: long answers that are never polled", async (url) => {
    const mallory = await Session.connect(url);
    await mallory.post(many(NEWEST, PAGES_KEPT).join("\x1e"));
  }),
  {
    title: "H8: long answers that are not read",
    async once(url) {
      using _ = await deaf(url);
      await Bun.sleep(KEPT);
    },
  },
  dozens("H9: requests of a foreign page", (url) => shake(url, { Origin: "https://evil.example" })),
  dozens("H10: handshakes with a forged address", (url) =>
    admitted(url, Object.fromEntries(FORGEABLE.map((header) => [header, forged()]))),
  ),
  dozens("requests that drip", (url) => drip(url, "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ", 10)),
  dozens("requests for files that do not exist, by methods that are not allowed", (url) =>
    fetch(`${url}/..%2f..%2fetc/passwd`, { method: "DELETE" }),
  ),
  {
    title: "H40: requests without end that wait for no answer",
    async once(url) {
      const request = "GET / HTTP/1.1\r\nHost: [\r\n\r\n";
      await Promise.race([sendWithoutEnd(url, request, request), Bun.sleep(KEPT)]);
    },
  },
  {
    title: "H40: a body without end, in chunks that nobody reads",
    async once(url) {
      await Promise.race([sendWithoutEnd(url, CHUNKED, "1\r\nx\r\n"), Bun.sleep(KEPT)]);
    },
  },
  {
    title: "H40: connection after connection, each with a request that takes a while to read",
    async once(url) {
      await Promise.all(many(url, 50).map((each) => askAndLeave(each, 20)));
    },
  },
  {
    title: "H46: empty fragments without end",
    async once(url) {
      // An address of its own: it gets no session for a while, which the next attacker is to have.
      using mallory = await Fragments.open(url, { [TRUSTED_PROXY]: "198.51.100.46" });
      mallory.flood();
      await Promise.race([mallory.cutOff(), Bun.sleep(KEPT)]);
    },
  },
  {
    title: "H12: slow clients that are cut off, and stay",
    stays: true,
    async once(url) {
      await Promise.all(many(url, 5).map((each) => letIn(() => deaf(each))));
      await Bun.sleep(KEPT);
    },
  },
  {
    title: "H13: clients that leave, and clients that stay, while a middleware decides about them",
    against: "engine-only",
    async once(url) {
      const [leaving, staying] = await Promise.all([undecided(url), undecided(url)]);
      leaving[Symbol.dispose]();
      await Promise.race([staying.cutOff(), Bun.sleep(KEPT)]);
      // What stays is ended with the process.
    },
  },
  dozens("H16: a malformed Host", (url) =>
    speak(url, `GET / HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n`),
  ),
  dozens("H17: connections that end as they begin", async (url) => {
    using mallory = await Wire.open(url);
    mallory.send("40");
  }),
  dozens("H18: WebSockets without an upgrade", (url) => fetch(`${url}${PATH}&transport=websocket`)),
];
