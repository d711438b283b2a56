/** Looks at the bytes of a picture, and decides from them what is done with it. Nothing is decoded here (H24). */
import { lookAtGif } from "./gif";
import { lookAtJpeg } from "./jpeg";
import { type Looked, NoPicture } from "./kept";
import { isPicture, typeOf, type PictureType } from "./kinds";
import { lookAtPng } from "./png";
import { lookAtWebp } from "./webp";

/** Pixels of one picture: cameras with 24 megapixels have up to 24.5 million. */
export const MOST_PIXELS = 24_500_000;
/** Bytes of a picture and of its pixels together, unless it is a JPEG, of which Bun decodes a smaller one. */
const MOST_MEMORY = 110_000_000;
/** Of a picture that moves: its pixels, its frames, and both together. */
const [MOVING_PIXELS, MOST_FRAMES, MOVING_IN_ALL] = [8_300_000, 3000, 2_000_000_000];

/**
 * What a picture is: `still` is re-encoded, `moving` is kept without its metadata, and `file` is not shown, but is freed of metadata
 * too.
 */
export type Picture = { kind: "still" | "moving" | "file"; type: PictureType } & Looked;

const LOOKS: Record<PictureType, (bytes: Buffer) => Looked> = {
  "image/jpeg": lookAtJpeg,
  "image/png": lookAtPng,
  "image/webp": lookAtWebp,
  "image/gif": lookAtGif,
};

/** Looks at a picture, whose bytes it changes. Throws `NoPicture` where they are not a picture. */
export function lookAt(bytes: Buffer): Picture {
  const type = typeOf(bytes);
  if (!isPicture(type)) throw new NoPicture("it is no picture");
  const looked = LOOKS[type](bytes);
  return { kind: kindOf(type, looked, bytes.length), type, ...looked };
}

function kindOf(
  type: PictureType,
  { width, height, frames }: Looked,
  bytes: number,
): Picture["kind"] {
  const pixels = width * height;
  if (pixels === 0) return "file";
  if (type !== "image/gif" && frames === 1) {
    const isLight = type === "image/jpeg" || bytes + 4 * pixels <= MOST_MEMORY;
    return pixels <= MOST_PIXELS && isLight ? "still" : "file";
  }
  const isShown =
    pixels <= MOVING_PIXELS && frames <= MOST_FRAMES && pixels * frames <= MOVING_IN_ALL;
  return isShown ? "moving" : "file";
}
