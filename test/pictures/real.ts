/**
 * Pictures as programs make them, kept as files in `real/`, so that no test needs these programs. `PROFILE` is Display P3 by `profile` in
 * profiles.ts, with "the secret place" as its name, and `BASE` four coloured fields of 48 × 32 pixels:
 *
 *     convert -size 96x64 xc:'rgb(230,60,40)' -fill 'rgb(40,200,80)' -draw 'rectangle 48,0 95,31' -fill 'rgb(50,70,220)' \
 *       -draw 'rectangle 0,32 47,63' -fill 'rgb(128,128,128)' -draw 'rectangle 48,32 95,63' PNG24:BASE
 *     WHERE="-GPSLatitude=31.2 -GPSLatitudeRef=N -GPSLongitude=121.5 -GPSLongitudeRef=E -ImageDescription=the_secret_place"
 *     convert BASE -profile PROFILE -quality 90 -interlace JPEG -sampling-factor 1x1 phone.jpg
 *     exiftool $WHERE -Orientation#=6 -XMP:Location="the secret place" phone.jpg; exiftool -b -exif phone.jpg > EXIF
 *     heif-enc -q 70 -p chroma=444 phone.jpg -o phone.heic
 *     avifenc -s 8 --min 5 --max 15 -y 444 --irot 1 phone.jpg phone.avif
 *     convert BASE -colorspace CMYK -quality 90 -sampling-factor 1x1 print.jpg
 *     convert BASE -profile PROFILE -depth 16 PNG48:deep.png; exiftool $WHERE deep.png
 *
 * What moves has two frames of 64 × 48 pixels, red and blue, half a second each: `img2webp -lossless -d 500` and then `webpmux -set icc`
 * and `-set exif`, `ffmpeg -f apng`, `convert -delay 50 -set comment`, and `avifenc --fps 2`.
 */
import { withPixels } from "../../src/pictures/raw";

export type RealPicture =
  | "phone.jpg"
  | "phone.heic"
  | "phone.avif"
  | "print.jpg"
  | "deep.png"
  | "moving.webp"
  | "moving.png"
  | "moving.gif"
  | "moving.avif";

export const real = async (name: RealPicture): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await Bun.file(`${import.meta.dir}/real/${name}`).arrayBuffer());

/** What is in most of them: Latin letters, as EXIF and a comment have them, and as a profile has them. */
export const SECRETS = ["the_secret_place", "the secret place", "t\0h\0e\0 \0s\0e\0c"];

/** Red, green, blue and transparency of the middle of each quarter of a picture, from left to right and then down. */
export async function quartersOf(bytes: Uint8Array): Promise<number[][]> {
  const image = new Bun.Image(new Uint8Array(bytes), { autoOrient: false });
  const { width, height } = await image.metadata();
  let all = new Uint8Array();
  await withPixels(image, (pixels) => (all = pixels.slice()));
  return [1, 3].flatMap((y) =>
    [1, 3].map((x) => {
      const at = 4 * (Math.floor((y * height) / 4) * width + Math.floor((x * width) / 4));
      return Array.from(all.subarray(at, at + 4));
    }),
  );
}

/** The largest difference between colours, by any of their values. */
export const difference = (one: number[][], other: number[][]): number =>
  Math.max(
    ...one.flatMap((c, n) => c.map((value, k) => Math.abs(value - (other[n]?.[k] ?? -999)))),
  );

/** The quarters of the pictures, as numbers. */
export const PLAIN = [
  [230, 60, 40, 255],
  [40, 200, 80, 255],
  [50, 70, 220, 255],
  [128, 128, 128, 255],
];
/** The colours in sRGB that these numbers mean in Display P3, by Little CMS. */
export const OF_P3 = [
  [250, 31, 13, 255],
  [0, 203, 57, 255],
  [44, 70, 228, 255],
  [128, 128, 128, 255],
];
