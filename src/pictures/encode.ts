/** Re-encodes a picture: upright, in the colours of sRGB, no larger than a screen, and without anything but its pixels. */
import type { Picture } from "./look";
import { FORM_TYPES, type PictureForm } from "./made";
import { withPixels } from "./raw";
import { recolouringFrom } from "./recolour";

/** Pixels of the longer side: of the picture, and of the small one for lists. */
const [LARGEST, SMALL] = [2560, 480];
/** Of one for a person, and of one for the server. */
const FORMS = { face: 256, icon: 512 } as const;
/** Of one with many pixels, all of which are decoded: what is made of them takes memory beside them. */
const [MANY, LARGEST_OF_MANY] = [16_000_000, 2048];
/** Of one that is turned or recoloured as well: then its pixels are there once more. */
const [MANY_CHANGED, LARGEST_CHANGED] = [12_200_000, 1600];
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
  const { width, height, orientation, colours } = picture;
  const recolouring = colours && recolouringFrom(colours);
  const isChanged = orientation !== 1 || recolouring !== undefined;
  const type = form ? FORM_TYPES[form] : picture.type;
  const isReduced = picture.type === "image/jpeg" && Math.max(width, height) >= 2 * LARGEST;
  const [many, ofMany] = isChanged ? [MANY_CHANGED, LARGEST_CHANGED] : [MANY, LARGEST_OF_MANY];
  const side = isReduced || width * height <= many ? LARGEST : ofMany;
  const largest = form ? FORMS[form] : side;
  const image = new Bun.Image(clean, { maxPixels: width * height, autoOrient: false });
  const smaller = inside(image, largest);
  // Bun would turn all of the pixels before it makes fewer of them.
  const own = isChanged ? await withPixels(smaller, recolouring ?? (() => {})) : smaller;
  const whole = await inFormat(type, upright(own, orientation)).bytes();
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

function upright(image: Bun.Image, orientation: number): Bun.Image {
  const [degrees, mirror] = TURNS[orientation - 1] ?? [0];
  const turned = degrees === 0 ? image : image.rotate(degrees);
  return mirror === undefined ? turned : turned[mirror]();
}
