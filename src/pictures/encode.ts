/** Re-encodes a picture: upright, no larger than a screen, and without anything but its pixels. */
import type { Picture } from "./look";
import { FORM_TYPES, type PictureForm } from "./made";

/** Pixels of the longer side: of the picture, and of the small one for lists. */
const [LARGEST, SMALL] = [2560, 480];
/** Of one for a person, and of one for the server. */
const FORMS = { face: 256, icon: 512 } as const;
/** Of a picture with so many pixels that all of them are decoded: what is made of them takes memory beside them. */
const [MANY, LARGEST_OF_MANY] = [16_000_000, 2048];
const [QUALITY, SMALL_QUALITY] = [85, 76];
/** Up to so many bytes a picture that is small anyway needs no small one. */
const LIGHT = 50_000;

export interface Encoded {
  width: number;
  height: number;
  whole: Uint8Array;
  small: Uint8Array | undefined;
}

/** Rejects where the pixels cannot be decoded. */
export async function encode(
  { clean, ...picture }: Picture,
  form: PictureForm | undefined,
): Promise<Encoded> {
  const { width, height, orientation } = picture;
  const type = form ? FORM_TYPES[form] : picture.type;
  const isReduced = picture.type === "image/jpeg" && Math.max(width, height) >= 2 * LARGEST;
  const side = isReduced || width * height <= MANY ? LARGEST : LARGEST_OF_MANY;
  const largest = form ? FORMS[form] : side;
  const image = new Bun.Image(clean, { maxPixels: width * height, autoOrient: false });
  const whole = await inFormat(type, await upright(inside(image, largest), orientation)).bytes();
  const size = await new Bun.Image(whole).metadata();
  if (form) return { width: size.width, height: size.height, whole, small: undefined };
  const isSmall = Math.max(size.width, size.height) <= SMALL && whole.length <= LIGHT;
  const small = isSmall
    ? undefined
    : await inside(new Bun.Image(whole), SMALL).webp({ quality: SMALL_QUALITY }).bytes();
  return { width: size.width, height: size.height, whole, small };
}

const inside = (image: Bun.Image, side: number) =>
  image.resize(side, side, { fit: "inside", withoutEnlargement: true });

function inFormat(type: Picture["type"], image: Bun.Image): Bun.Image {
  if (type === "image/jpeg") return image.jpeg({ quality: QUALITY });
  return type === "image/png" ? image.png() : image.webp({ quality: QUALITY });
}

/** How each orientation of EXIF is undone: a turn clockwise, and then a mirror. */
const TURNS: [degrees: number, mirror?: "flip" | "flop"][] = [
  [0],
  [0, "flop"],
  [180],
  [0, "flip"],
  [90, "flop"],
  [90],
  [90, "flip"],
  [270],
];

/** Turns a picture after it has been made smaller: Bun would turn all of its pixels before. */
async function upright(image: Bun.Image, orientation: number): Promise<Bun.Image> {
  if (orientation === 1) return image;
  const [degrees, mirror] = TURNS[orientation - 1] ?? [0];
  const smaller = new Bun.Image(await image.png({ compressionLevel: 1 }).bytes());
  const turned = degrees === 0 ? smaller : smaller.rotate(degrees);
  return mirror === undefined ? turned : turned[mirror]();
}
