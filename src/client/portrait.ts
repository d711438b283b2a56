/** A small picture and a colour for everybody, made of their public id, so that two of one name differ. */

export const HUES = 12;
const SIDE = 5;
const HALF = 3;

/** One of the page's colours for people, the same on every page: 0 to 11. */
export function hueOf(from: string): number {
  return hash(from) % HUES;
}

/** An SVG path in a square of 5 by 5: mirrored, as faces are. */
export function portraitOf(from: string): string {
  const bits = hash(`portrait:${from}`);
  const cells: string[] = [];
  for (let x = 0; x < HALF; x += 1)
    for (let y = 0; y < SIDE; y += 1)
      if ((bits >>> (x * SIDE + y)) & 1)
        cells.push(...new Set([x, SIDE - 1 - x].map((column) => `M${column} ${y}h1v1h-1z`)));
  return cells.join("");
}

/** 32 bits of a text, the same everywhere: FNV-1a, and the last mixing step of MurmurHash3, since neighbours must not look alike. */
export function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let n = 0; n < text.length; n += 1) h = Math.imul(h ^ text.charCodeAt(n), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
