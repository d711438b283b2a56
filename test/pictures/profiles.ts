/** Colour profiles (ICC), tag by tag. */

/** A tag of a colour profile with points in CIE XYZ. */
function xyz(...point: number[]): Buffer {
  const tag = Buffer.alloc(20);
  tag.write("XYZ ", "latin1");
  for (const [n, value] of point.entries())
    tag.writeInt32BE(Math.round(value * 0x10000), 8 + 4 * n);
  return tag;
}

/** A curve by a formula of one, three, four, five or seven numbers. */
export function formula(...numbers: number[]): Buffer {
  const tag = Buffer.alloc(12 + 4 * numbers.length);
  tag.write("para", "latin1");
  tag.writeUInt16BE([1, 3, 4, 5, 7].indexOf(numbers.length), 8);
  for (const [n, value] of numbers.entries())
    tag.writeInt32BE(Math.round(value * 0x10000), 12 + 4 * n);
  return tag;
}

/** A curve by a table of sixteen bits. */
export function samples(...values: number[]): Buffer {
  const tag = Buffer.alloc(12 + 2 * values.length);
  tag.write("curv", "latin1");
  tag.writeUInt32BE(values.length, 8);
  for (const [n, value] of values.entries()) tag.writeUInt16BE(value, 12 + 2 * n);
  return tag;
}

/** A name of a profile. */
function named(name: string): Buffer {
  const tag = Buffer.alloc(28 + 2 * name.length);
  tag.write("mluc", "latin1");
  tag.writeUInt32BE(1, 8);
  tag.writeUInt32BE(12, 12);
  tag.write("enUS", 16, "latin1");
  tag.writeUInt32BE(2 * name.length, 20);
  tag.writeUInt32BE(28, 24);
  for (let n = 0; n < name.length; n += 1) tag.writeUInt16BE(name.charCodeAt(n), 28 + 2 * n);
  return tag;
}

/** A colour profile (ICC) of these tags. */
export function profileOf(space: "RGB " | "GRAY" | "CMYK", tags: Record<string, Buffer>): Buffer {
  const all = Object.entries({ desc: named("the secret place"), wtpt: xyz(...D50), ...tags });
  const table = Buffer.alloc(4 + 12 * all.length);
  table.writeUInt32BE(all.length, 0);
  let end = 128 + table.length;
  const parts = all.map(([name, tag], n) => {
    table.write(name, 4 + 12 * n, "latin1");
    table.writeUInt32BE(end, 8 + 12 * n);
    table.writeUInt32BE(tag.length, 12 + 12 * n);
    const padded = Buffer.concat([tag, Buffer.alloc(-tag.length & 3)]);
    end += padded.length;
    return padded;
  });
  const head = Buffer.alloc(128);
  head.writeUInt32BE(end, 0);
  head.writeUInt32BE(0x04200000, 8);
  head.write(`mntr${space}XYZ `, 12, "latin1");
  head.write("acsp", 36, "latin1");
  xyz(...D50).copy(head, 68, 8);
  return Buffer.concat([head, table, ...parts]);
}

const D50 = [0.9642, 1, 0.8249];
export const SRGB_FORMULA = formula(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045);
/** Red, green and blue under D50. */
const PRIMARIES = {
  srgb: [
    [0.43607, 0.22249, 0.01392],
    [0.38515, 0.71687, 0.09708],
    [0.14307, 0.06061, 0.7141],
  ],
  p3: [
    [0.51512, 0.2412, -0.00105],
    [0.29198, 0.69225, 0.04189],
    [0.1571, 0.06657, 0.78407],
  ],
  adobe: [
    [0.60974, 0.31111, 0.01947],
    [0.20528, 0.62567, 0.06087],
    [0.14919, 0.06322, 0.74457],
  ],
};

/** The profile of a space of colours, with this curve. */
export function profile(space: keyof typeof PRIMARIES, curve: Buffer = SRGB_FORMULA): Buffer {
  const [r = [], g = [], b = []] = PRIMARIES[space];
  const curves = { rTRC: curve, gTRC: curve, bTRC: curve };
  return profileOf("RGB ", { rXYZ: xyz(...r), gXYZ: xyz(...g), bXYZ: xyz(...b), ...curves });
}
