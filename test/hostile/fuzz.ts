/** Sends mutants over every transport, and says by which seed to see again whatever they break. */
import { PATH, Session, shake, Wire } from "./attacker";
import { type Chance, chanceOf, mutant, oneOf } from "./mutations";

/** Answered by whatever connection is still open, so that all before it has been judged. */
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
    // Whatever no header can say is left out.
    const value = mutant(chance)
      .slice(0, 2000)
      .replace(/[^\x20-\x7e]/g, "");
    const name = oneOf(chance, ["Origin", "X-Forwarded-For", "Cookie", "X-Forwarded-Proto"]);
    requireSound(await shake(url, { [name]: value }));
  },
];

function requireSound({ status }: Response): void {
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
