/** What a PNG says of its colours. Of several chunks the first of this order counts, as in browsers: code points, a profile, sRGB, a power. */
import { type Colours, coloursIn, lightOf, type Matrix, power, PROFILE_BYTES } from "./profile";
import { SRGB_LIGHT } from "./recolour";

/** Primaries under D50, by their code points (ITU-T H.273): those of Display P3 and of BT.2020. */
const PRIMARIES: Partial<Record<number, Matrix>> = {
  12: [0.51512, 0.29198, 0.1571, 0.2412, 0.69225, 0.06657, -0.00105, 0.04189, 0.78407],
  9: [0.67347, 0.16568, 0.12505, 0.27904, 0.67534, 0.04561, -0.00193, 0.02998, 0.79686],
};
/** The code point of sRGB's curve. */
const SRGB_CURVE = 13;
/** A power this near to the one that programs write for sRGB stands for sRGB; one above the most is an error. */
const [SRGB_POWER, NEAR, MOST_POWER] = [2.2, 0.1, 10];

const READ: Record<string, (data: Buffer) => Colours | undefined> = {
  cICP: ([primaries = 0, curve]) =>
    curve === SRGB_CURVE ? { ...SRGB, primaries: PRIMARIES[primaries] } : undefined,
  iCCP: profileIn,
  sRGB: () => undefined,
  gAMA: (data) => {
    const gamma = 100_000 / data.readUInt32BE(0);
    if (Math.abs(gamma - SRGB_POWER) < NEAR || gamma > MOST_POWER) return undefined;
    const light = lightOf(power(gamma));
    return { light: [light, light, light], primaries: undefined };
  },
};
const SRGB = { light: [SRGB_LIGHT, SRGB_LIGHT, SRGB_LIGHT] } as const;

/** The chunks that say it. */
export const OF_COLOURS = new Set(Object.keys(READ));

/** `chunks` has the data of each by its type. */
export function coloursOf(chunks: ReadonlyMap<string, Buffer>): Colours | undefined {
  for (const [type, read] of Object.entries(READ)) {
    const data = chunks.get(type);
    if (data && data.length >= 4) return read(data);
    if (data && type === "sRGB") return undefined;
  }
  return undefined;
}

/** A profile stands compressed behind its name, and does not inflate to more than a limit. */
function profileIn(data: Buffer): Colours | undefined {
  const nameEnd = data.indexOf(0);
  const { inflateSync } = process.getBuiltinModule("node:zlib");
  try {
    const profile = inflateSync(data.subarray(nameEnd + 2), { maxOutputLength: PROFILE_BYTES });
    return coloursIn(profile);
  } catch {
    return undefined;
  }
}
