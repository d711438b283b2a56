/** What an ICC profile says of a picture's colours (ICC.1): how much light each number means, and of which red, green and blue. */

/** How the numbers of a picture's pixels become light. */
export interface Colours {
  /** The light, from 0 to 1, of each of the 256 values of red, green and blue. */
  light: readonly [Light, Light, Light];
  /** From that light to CIE XYZ under D50, row by row. Undefined where the primaries are those of sRGB, or of grey. */
  primaries: Matrix | undefined;
}

export type Light = Float64Array;
/** Nine numbers, row by row. */
export type Matrix = readonly number[];

/** Bytes of a profile that is read: those of screens and cameras have a few thousand. */
export const PROFILE_BYTES = 1_000_000;

/** The header, before the table of tags, and an entry of that table. */
const [HEADER, ENTRY] = [128, 12];
const MOST_TAGS = 100;
const CHANNELS = ["r", "g", "b"] as const;

/** Undefined where the profile cannot be read, or describes its colours by tables alone, as those for print do. */
export function coloursIn(profile: Buffer): Colours | undefined {
  try {
    return read(profile);
  } catch (error) {
    // It says that something is where the profile has ended.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function read(profile: Buffer): Colours | undefined {
  const tags = tagsOf(profile);
  const space = profile.toString("latin1", 16, 20);
  if (space === "GRAY") {
    const light = lightIn(tags.get("kTRC"));
    return light && { light: [light, light, light], primaries: undefined };
  }
  if (space !== "RGB ") return undefined;
  const [red, green, blue] = CHANNELS.map((one) => lightIn(tags.get(`${one}TRC`)));
  const [r, g, b] = CHANNELS.map((one) => xyzIn(tags.get(`${one}XYZ`)));
  if (!red || !green || !blue || !r || !g || !b) return undefined;
  return { light: [red, green, blue], primaries: [0, 1, 2].flatMap((n) => at(n, r, g, b)) };
}

const at = (n: number, ...columns: readonly (readonly number[])[]) =>
  columns.map((one) => one[n] ?? 0);

function tagsOf(profile: Buffer): Map<string, Buffer> {
  const tags = new Map<string, Buffer>();
  const count = Math.min(profile.readUInt32BE(HEADER), MOST_TAGS);
  for (let n = 0; n < count; n += 1) {
    const entry = HEADER + 4 + ENTRY * n;
    const from = profile.readUInt32BE(entry + 4);
    const tag = profile.subarray(from, from + profile.readUInt32BE(entry + 8));
    tags.set(profile.toString("latin1", entry, entry + 4), tag);
  }
  return tags;
}

/** A number with sixteen bits behind the point. */
const fixed = (tag: Buffer, place: number) => tag.readInt32BE(place) / 0x10000;

const xyzIn = (tag: Buffer | undefined) =>
  tag?.toString("latin1", 0, 4) === "XYZ "
    ? [8, 12, 16].map((place) => fixed(tag, place))
    : undefined;

/** The light of each of the 256 values, by a tag with a curve. */
function lightIn(tag: Buffer | undefined): Light | undefined {
  const type = tag?.toString("latin1", 0, 4);
  const curve =
    tag && (type === "curv" ? sampled(tag) : type === "para" ? formula(tag) : undefined);
  return curve && lightOf(curve);
}

type Curve = (value: number) => number;

export const lightOf = (curve: Curve): Light =>
  Float64Array.from({ length: 256 }, (_, n) => within(curve(n / 255)));

/** A hostile formula may come to anything, to no number too. */
const within = (light: number) => (light > 0 ? Math.min(1, light) : 0);

/** A straight line, a power, or a table. */
function sampled(tag: Buffer): Curve {
  const count = tag.readUInt32BE(8);
  if (count === 0) return (value) => value;
  if (count === 1) return power(tag.readUInt16BE(12) / 256);
  const sample = (n: number) => tag.readUInt16BE(12 + 2 * Math.min(n, count - 1)) / 0xffff;
  return (value) => {
    const place = value * (count - 1);
    const [low, part] = [Math.floor(place), place % 1];
    return sample(low) * (1 - part) + sample(low + 1) * part;
  };
}

export const power =
  (gamma: number): Curve =>
  (value) =>
    value ** gamma;

/** How many numbers each of the five formulas has. */
const NUMBERS = [1, 3, 4, 5, 7];

function formula(tag: Buffer): Curve | undefined {
  const type = tag.readUInt16BE(8);
  const count = NUMBERS[type];
  if (count === undefined) return undefined;
  const numbers = Array.from({ length: count }, (_, n) => fixed(tag, 12 + 4 * n));
  const [g = 1, a = 1, b = 0, third = 0, fourth = 0, e = 0, f = 0] = numbers;
  if (type === 0) return power(g);
  // Below a place it is a line; with fewer numbers that is a level one, up to where the power begins.
  const isLevel = type < 3;
  const [from, slope, level] = isLevel ? [-b / a, 0, third] : [fourth, third, f];
  const above = isLevel ? third : e;
  return (value) => (value >= from ? (a * value + b) ** g + above : slope * value + level);
}
