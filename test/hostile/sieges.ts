/** What is done over and over: each attack, and floods of what would do no harm once. */
import { Session, shake, speak, Wire, PATH } from "./attacker";
import { attacks } from "./attacks";

export interface Siege {
  title: string;
  /** Does it once. Rejects when it is not let in. */
  once: (url: string) => Promise<unknown>;
}

const MANY = 5000;
/** Milliseconds for which a connection is kept that is not cut off. */
const KEPT = 500;
/** Bytes of a POST at most. */
const BODY = 64 * 1024;

const many = (packet: string, count = MANY) => Array<string>(count).fill(packet);
const full = (packet: string) => many(packet, Math.floor(BODY / (packet.length + 1))).join("\x1e");

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

/** Requests that are made by the dozen. */
const requests = (title: string, ask: (url: string) => Promise<unknown>): Siege => ({
  title,
  once: (url) => Promise.all(many(url, 50).map(ask)),
});

const NEWEST = '427["history",{"room":"lobby"}]';

export const sieges: Siege[] = [
  requests("H11: handshakes without end", (url) => shake(url, { "X-Large": "x".repeat(8000) })),
  ...kept,
  body("H2: a POST full of packets of two bytes", "4"),
  body("H2: a POST full of typing", '42["typing",{"room":"lobby","on":true}]'),
  body("H2: a POST full of questions", NEWEST),
  frames("H5: events that are none", ...many('427["chuan",null]')),
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
    title: "H8: long answers that are not read",
    async once(url) {
      using mallory = await Wire.connect(url);
      mallory.pause();
      mallory.send(...many(NEWEST, 100));
      await Bun.sleep(KEPT);
    },
  },
  requests("H9: requests of a foreign page", (url) =>
    shake(url, { Origin: "https://evil.example" }),
  ),
  requests("H16: a Host that cannot be one", (url) =>
    speak(url, `GET / HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n`),
  ),
  requests("H17: connections that end as they begin", async (url) => {
    using mallory = await Wire.open(url);
    mallory.send("40");
  }),
  requests("H18: WebSockets that are none", (url) => fetch(`${url}${PATH}&transport=websocket`)),
];
