/** Makes the colours of a picture those of sRGB: what is shown where a picture says nothing of its colours. */
import { type Colours, lightOf, type Matrix } from "./profile";

/** The light of a value of sRGB. */
export const SRGB_LIGHT = lightOf((value) =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
);
/** From CIE XYZ under D50 to the light of sRGB. */
const TO_SRGB: Matrix = [
  3.1341359, -1.6173863, -0.4906619, -0.978796, 1.9162544, 0.0334427, 0.0719554, -0.2289768,
  1.4053861,
];
const SAME: Matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];
/** Steps of light whose values are calculated beforehand: less than half a value apart, in the dark as well. */
const STEPS = 16_384;
/** Differences between two values that nobody sees. */
const ALIKE = 2;

/** Changes pixels in place: four bytes each, the last of which is no colour. */
export type Recolouring = (pixels: Uint8Array) => void;

/** Undefined where the colours look as those of sRGB. */
export function recolouringFrom(colours: Colours): Recolouring | undefined {
  const recolour = recolouring(colours);
  const before = samples();
  const after = before.slice();
  recolour(after);
  return after.some((value, n) => Math.abs(value - (before[n] ?? 0)) > ALIKE)
    ? recolour
    : undefined;
}

function recolouring({ light, primaries }: Colours): Recolouring {
  const matrix = primaries ? product(TO_SRGB, primaries) : SAME;
  const [red, green, blue] = light.map((one, channel) => parts(one, matrix, channel));
  if (!red || !green || !blue) throw new Error("three channels have three tables");
  const values = valuesOfLight();
  // Colours that sRGB does not have become the nearest that it has.
  const valueOf = (steps: number) => values[Math.max(0, Math.min(STEPS, Math.round(steps)))] ?? 0;
  return (pixels) => {
    // No arrays in here: those of a million pixels are tens of megabytes before they are gone.
    for (let n = 0; n < pixels.length; n += 4) {
      const r = 3 * (pixels[n] ?? 0);
      const g = 3 * (pixels[n + 1] ?? 0);
      const b = 3 * (pixels[n + 2] ?? 0);
      for (let c = 0; c < 3; c += 1)
        pixels[n + c] = valueOf((red[r + c] ?? 0) + (green[g + c] ?? 0) + (blue[b + c] ?? 0));
    }
  };
}

/** What each of a channel's 256 values adds to the red, green and blue light of sRGB, in steps. */
const parts = (light: Float64Array, matrix: Matrix, channel: number) =>
  Float64Array.from(
    { length: 3 * light.length },
    (_, n) => STEPS * (light[Math.floor(n / 3)] ?? 0) * (matrix[3 * (n % 3) + channel] ?? 0),
  );

/** The value of each step of light. Only where it is needed: to calculate it takes 7 MB of the encoder's process. */
function valuesOfLight(): Uint8Array {
  const values = new Uint8Array(STEPS + 1);
  for (let n = 0; n <= STEPS; n += 1) {
    const light = n / STEPS;
    values[n] = Math.round(
      255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055),
    );
  }
  return values;
}

const product = (one: Matrix, other: Matrix): Matrix =>
  Array.from({ length: 9 }, (_, n) =>
    [0, 1, 2].reduce(
      (sum, k) => sum + (one[3 * Math.floor(n / 3) + k] ?? 0) * (other[3 * k + (n % 3)] ?? 0),
      0,
    ),
  );

/** Pixels of colours from all over. */
function samples(): Uint8Array {
  const values = [0, 32, 64, 96, 128, 160, 192, 224, 255];
  return Uint8Array.from(
    values.flatMap((r) => values.flatMap((g) => values.flatMap((b) => [r, g, b, 255]))),
  );
}
