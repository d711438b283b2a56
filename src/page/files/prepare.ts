/** A chosen file as it is sent: pictures that the server cannot re-encode are encoded here, if the browser can. */
import { FILE_NAME_LENGTH } from "../../protocol";
import { look } from "./look";
import { encodedAnew, openPicture, type ShownPicture, previewOf } from "./pictures";

/** Pixels of a picture that the server re-encodes. */
const SERVER_PIXELS = 24_500_000;
const OTHER_PICTURES = /\.(?:avif|heic|heif|jxl|svg|bmp|tiff?)$/i;

export interface Prepared {
  bytes: Blob;
  name: string;
  type: string;
  width?: number;
  height?: number;
  preview?: string;
  /** It is sent with all that is in it. */
  isAsIs?: boolean;
}

/** Rejects if the file cannot be read, as a folder cannot. `most`: bytes. */
export async function prepare(file: File, most: number): Promise<Prepared> {
  const name = shortName(file.name);
  const { format, isMoving, isServers: isKnown } = await look(file);
  if (file.size === 0) throw new Error("there is nothing in it");
  const plain = { bytes: file, name, type: format ? `image/${format}` : file.type };
  const isPicture = format || file.type.startsWith("image/") || OTHER_PICTURES.test(name);
  if (!isPicture) return file.type.startsWith("video/") ? { ...plain, isAsIs: true } : plain;
  const isDrawing = file.type === "image/svg+xml" || /\.svg$/i.test(name);
  try {
    const picture = await openPicture(isDrawing ? asDrawing(file) : file, isDrawing);
    const { width, height } = picture;
    const isServers = isKnown && width * height <= SERVER_PIXELS && file.size <= most;
    const preview = previewOf(picture);
    if (isMoving && !isServers) return { ...plain, preview, isAsIs: true };
    if (isServers) return { ...plain, width, height, preview };
    const isOpaque = format === "jpeg" || format === "heic" || isPhoto(name);
    return { ...(await reEncoded(picture, name, isOpaque)), preview };
  } catch {
    return { ...plain, isAsIs: true };
  }
}

async function reEncoded(
  picture: ShownPicture,
  name: string,
  isOpaque: boolean,
): Promise<Prepared> {
  const made = await encodedAnew(picture, isOpaque);
  const { type } = made.bytes;
  const ending = type.replace(/^image\//, "").replace("jpeg", "jpg");
  return { ...made, type, name: `${name.replace(/\.\w+$/, "")}.${ending}` };
}

const isPhoto = (name: string) => /\.hei[cf]$/i.test(name);
/** Some systems do not say what a drawing is. */
const asDrawing = (file: File) => new Blob([file], { type: "image/svg+xml" });

/** A long name loses its middle, and keeps its ending. */
function shortName(name: string): string {
  const all = Array.from(name);
  const ending = /\.\w{1,10}$/.exec(name)?.[0] ?? "";
  return all.length <= FILE_NAME_LENGTH
    ? name
    : all.slice(0, FILE_NAME_LENGTH - ending.length).join("") + ending;
}
