/** Sends mutants over every transport. A failure names the seed that repeats it. */
import { PATH, Session, shake, speak, Wire } from "./attacker";
import { Deaf } from "./deaf";
import { type Chance, chanceOf, mutant, mutated, oneOf } from "./mutations";
import { plausible } from "./plausible";

/** A request that every open connection answers after all packets before it. */
const SENTINEL = '4299["history",{"room":"lobby","limit":1}]';

type Transport = (url: string, chance: Chance) => Promise<unknown>;

/** What is over when either has happened. */
const answeredOrCut = (wire: Wire, answer: string) =>
  Promise.race([wire.hears(answer), wire.cutOff()]);

function mutants(chance: Chance): string[] {
  return Array.from({ length: Math.ceil(chance() * 3) }, () => mutant(chance));
}

/** A frame of text, or now and then one of bytes. */
const framed = (chance: Chance) => (text: string) =>
  chance() < 0.1 ? new TextEncoder().encode(text) : text;

/** Paths that are served, and paths like them. */
const FILES = [
  "/",
  "/main.js",
  "/r/designers",
  "/socket.io/socket.io.js.map",
  "/readyz",
  "/parts/",
];
const METHODS = ["GET", "GET", "GET", "HEAD", "POST", "OPTIONS", "DELETE", "QUERY"];
const HEADERS = ["Accept-Encoding", "If-None-Match", "Range", "Upgrade", "Content-Type", "Expect"];

/** What pictures, sound and others begin with. */
const MAGIC = [
  "\x89PNG\r\n\x1a\n",
  "\xff\xd8\xff\xe0",
  "GIF89a",
  "RIFF\0\0\0\0WEBP",
  "%PDF-",
  "ID3",
  "",
];

/** A mutant as the value of a header or a part of a URL, without the characters that these cannot have. */
const printable = (chance: Chance) =>
  mutant(chance)
    .slice(0, 2000)
    .replace(/[^\x20-\x7e]/g, "");

const TRANSPORTS: Transport[] = [
  async function websocket(url, chance) {
    using wire = chance() < 0.7 ? await Wire.connect(url) : await Wire.open(url);
    wire.send(...mutants(chance).map(framed(chance)), "40", SENTINEL);
    await answeredOrCut(wire, "4399[");
  },

  async function polling(url, chance) {
    const session = chance() < 0.7 ? await Session.connect(url) : await Session.open(url);
    requireSound(await session.post(mutants(chance).join("\x1e")));
    requireSound(await session.post("1"));
  },

  async function upgrade(url, chance) {
    const session = await Session.connect(url);
    using wire = await Wire.open(url, { sid: session.sid });
    const frames = ["2probe", ...mutants(chance), "5", SENTINEL];
    wire.send(...frames.filter(() => chance() < 0.8).map(framed(chance)), "7");
    await answeredOrCut(wire, "4399[");
  },

  async function handshake(url, chance) {
    const query = mutant(chance).slice(0, 2000).toWellFormed();
    const keys = ["sid", "EIO", "transport", "t", "b64", "j"];
    requireSound(await fetch(`${url}${PATH}&${oneOf(chance, keys)}=${encodeURIComponent(query)}`));
  },

  async function header(url, chance) {
    const value = printable(chance);
    const name = oneOf(chance, ["Origin", "X-Forwarded-For", "Cookie", "X-Forwarded-Proto"]);
    requireSound(await shake(url, { [name]: value }));
  },

  async function file(url, chance) {
    const path = `${oneOf(chance, FILES)}?v=${encodeURIComponent(printable(chance))}`;
    const headers = { [oneOf(chance, HEADERS)]: printable(chance) };
    const response = await fetch(url + path, { method: oneOf(chance, METHODS), headers });
    requireSound(response);
    await response.arrayBuffer();
  },

  async function unread(url, chance) {
    const { sid } = await Session.connect(url);
    const session = `${PATH}&transport=polling&sid=${sid}`;
    using first = new Deaf(url).get(session);
    requireSound(
      await fetch(url + session, { method: "POST", body: mutants(chance).join("\x1e") }),
    );
    using second = new Deaf(url).get(chance() < 0.5 ? session : oneOf(chance, FILES));
    requireSound(await fetch(url + session, { method: "POST", body: "1" }));
    for (const socket of [first, second]) socket.read(1000);
  },

  async function events(url, chance) {
    using wire = await Wire.open(url);
    // A new one each time: a key whose person was erased is refused.
    const key = `key ${chance()} that mallory made for himself`;
    wire.send(`40${JSON.stringify({ name: "mallory", key })}`);
    await answeredOrCut(wire, "40{");
    wire.send(SENTINEL);
    await answeredOrCut(wire, "4399[");
    const people = wire.heard.flatMap((said) =>
      Array.from(said.matchAll(/"from":"([^"]+)"/g), ([, from = ""]) => from),
    );
    const some = Array.from({ length: 10 }, () => plausible(chance, people));
    wire.heard.length = 0;
    wire.send(...some.map((one) => (chance() < 0.2 ? mutated(one, chance) : one)), SENTINEL);
    await answeredOrCut(wire, "4399[");
    const failed = wire.heard.find((said) => said.includes('"code":"unavailable"'));
    if (failed) throw new Error(`${failed} was the answer to one of ${some.join(", ")}`);
  },

  async function upload(url, chance) {
    const room = encodeURIComponent(oneOf(chance, ["lobby", "~faces", "~icon", printable(chance)]));
    const name = encodeURIComponent(oneOf(chance, ["a.png", "a.svg", printable(chance)]));
    const bytes = new TextEncoder().encode(mutant(chance));
    const body = Buffer.concat([Buffer.from(oneOf(chance, MAGIC), "latin1"), bytes]);
    const headers = { Authorization: `Bearer ${printable(chance) || "x"}` };
    const target = `${url}/files?room=${room}&name=${name}`;
    const response = await fetch(target, { method: "POST", headers, body });
    requireSound(response);
    await response.arrayBuffer();
  },

  async function http(url, chance) {
    const target = `${oneOf(chance, [...FILES, PATH])}${printable(chance).replaceAll(" ", "%20")}`;
    const lines = [
      `${oneOf(chance, METHODS)} ${target} HTTP/1.${chance() < 0.8 ? 1 : 0}`,
      "Host: 127.0.0.1",
      `${oneOf(chance, HEADERS)}: ${printable(chance)}`,
      `Content-Length: ${oneOf(chance, ["0", "7", "-1", "1e3", "70000", "9".repeat(20), "0x7"])}`,
      "Connection: close",
    ].filter(() => chance() < 0.9);
    const answer = await speak(url, `${lines.join("\r\n")}\r\n\r\n${mutant(chance)}`, 100);
    const status = Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
    requireSound({ status });
  },
];

function requireSound({ status }: Pick<Response, "status">): void {
  if (status >= 500) throw new Error(`a request was answered with ${status}`);
}

/** Sends `count` mutants that this seed makes. Rejects with the seed when one is not answered as it should be. */
export async function fuzz(url: string, seed: number, count: number): Promise<void> {
  const one = async (_: unknown, n: number) => {
    const chance = chanceOf(seed * 1_000_003 + n);
    await oneOf(chance, TRANSPORTS)(url, chance);
  };
  try {
    await Promise.all(Array.from({ length: count }, one));
  } catch (error) {
    throw new Error(`seed ${seed}`, { cause: error });
  }
}
