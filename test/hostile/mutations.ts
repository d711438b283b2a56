/** Packets of a client, mutated at random, the same way for the same seed. */

/** Endless numbers from 0 to 1, the same for the same seed (mulberry32). */
export type Chance = () => number;

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function oneOf<T>(chance: Chance, values: readonly T[]): T {
  return values[Math.floor(chance() * values.length)]!;
}

/** Every kind of packet, each as a client may send it. */
export const PACKETS = [
  "40",
  '40{"name":"mallory","key":"a key that mallory made for himself"}',
  "41",
  '42["chuan",{"name":"mallory","txt":"hello"}]',
  '421["chuan",{"name":"mallory","txt":"hello"},{"room":"lobby","id":"1"}]',
  '422["join",{"room":"designers"}]',
  '423["leave",{"room":"designers"}]',
  '424["history",{"room":"lobby","after":0,"before":9,"limit":50}]',
  '42["typing",{"room":"lobby","on":true}]',
  '425["rename",{"name":"mallory"}]',
  '426["people",{"room":"lobby","q":"a"}]',
  // No events of chuan's, but each bent a little ends the stock server of a tutorial.
  '42["store",{"txt":"hello"}]',
  '426["shout",{"txt":"hello"}]',
  "430[]",
  '44{"message":"no"}',
  '451-["chuan",{"_placeholder":true,"num":0}]',
  '461-0[{"_placeholder":true,"num":0}]',
  "2probe",
  "5",
  "3",
  "3probe",
  "1",
  "6",
  '0{"sid":"x","upgrades":[]}',
  "bAAECAwQ=",
] as const;

const NASTY = [
  ...'\x1e\x00"\\[]{},:0123456789-b/n\u2028\ufeff'.split(""),
  "\ud800",
  "𝒳",
  "null",
  "1e999",
  "-1",
  "9".repeat(20),
  "[".repeat(50),
  '{"a":'.repeat(20),
  '"__proto__":{},',
  '"constructor"',
  '"toString"',
  "0,".repeat(50),
  "x".repeat(70_000),
];

/** JSON that may replace another value: the mutant is still a packet. */
const VALUES = [
  "null",
  "true",
  "-1",
  "1e308",
  "[]",
  "{}",
  '""',
  '"lobby"',
  '"\\u0000"',
  '"\\ud800"',
  '"\u202e\u0301"',
  `"${"x".repeat(4001)}"`,
  '[{"room":["lobby"]}]',
  '{"toString":null,"then":1}',
  '{"__proto__":{"room":"lobby"}}',
];

type Mutation = (text: string, chance: Chance) => string;

const at = (text: string, chance: Chance) => Math.floor(chance() * (text.length + 1));

/** Another value in the place of some. */
const revalue: Mutation = (text, chance) =>
  text.replace(/(?<=[:,])("[^"]*"|\d+|true|\{[^{}]*\})/g, (value) =>
    chance() < 0.4 ? oneOf(chance, VALUES) : value,
  );

/** Another name for some of the keys. */
const rename: Mutation = (text, chance) =>
  text.replace(/"\w+":/g, (key) =>
    chance() < 0.3 ? `${oneOf(chance, ['"x"', '"room"', '"__proto__"', '"then"'])}:` : key,
  );

const MUTATIONS: Mutation[] = [
  revalue,
  revalue,
  revalue,
  rename,
  (text) => text.replace(/^42\d+/, "42"),
  (text) => text.replace(/,[^,]*\]$/, "]"),
  (text) => text,
  (text, chance) => text.slice(0, at(text, chance)),
  (text, chance) => text.slice(at(text, chance)),
  (text, chance) => text.repeat(Math.ceil(chance() * 20)),
  (text, chance) => `${text}\x1e${oneOf(chance, PACKETS)}`,
  (text, chance) => {
    const place = at(text, chance);
    return text.slice(0, place) + oneOf(chance, NASTY) + text.slice(place);
  },
  (text, chance) => {
    const place = at(text, chance);
    return text.slice(0, place) + oneOf(chance, NASTY) + text.slice(place + 1);
  },
  (text, chance) => {
    const other = oneOf(chance, PACKETS);
    return text.slice(0, at(text, chance)) + other.slice(at(other, chance));
  },
  (text, chance) => text.replace(/\d+/g, () => oneOf(chance, ["-1", "0", "1e3", "9".repeat(16)])),
  (text, chance) =>
    text.replace(/"[^"]*"/g, (word) => (chance() < 0.5 ? word : oneOf(chance, NASTY))),
];

/** A packet, mutated one to three times. */
export function mutant(chance: Chance): string {
  return mutated(oneOf(chance, PACKETS), chance);
}

/** A text, mutated one to three times. */
export function mutated(text: string, chance: Chance): string {
  let changed = text;
  for (let times = Math.ceil(chance() * 3); times > 0; times -= 1)
    changed = oneOf(chance, MUTATIONS)(changed, chance);
  return changed;
}
