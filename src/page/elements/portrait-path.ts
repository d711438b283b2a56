/** A small picture and a colour for each person, made from the public id, so that two people of one name differ. */
import { hash } from "../../client/hash";

export const HUES = 12;
const SIDE = 5;
const HALF = 3;

/** The number of a person's colour, 0 to 11, the same on every page. */
export function hueOf(from: string): number {
  return hash(from) % HUES;
}

/** An SVG path in a square of 5 by 5, mirrored as faces are. */
export function portraitOf(from: string): string {
  const bits = hash(`portrait:${from}`);
  const cells: string[] = [];
  for (let x = 0; x < HALF; x += 1)
    for (let y = 0; y < SIDE; y += 1)
      if ((bits >>> (x * SIDE + y)) & 1)
        cells.push(...new Set([x, SIDE - 1 - x].map((column) => `M${column} ${y}h1v1h-1z`)));
  return cells.join("");
}
