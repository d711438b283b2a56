/** A WebP, chunk by chunk (RFC 9649). */
import { Kept, type Looked, NoPicture, orientationIn } from "./kept";
import { type Colours, coloursIn, PROFILE_BYTES } from "./profile";

/** "RIFF", the length, "WEBP". */
const HEADER = 12;
/** The header of a frame that moves, before its chunks. */
const FRAME_HEADER = 16;
const PIXELS = new Set(["VP8 ", "VP8L", "ALPH"]);
/** The flags of an extended header that are kept: transparency and motion. */
const [TRANSPARENT, MOVING] = [0x10, 0x02];

/** Throws `NoPicture`. */
export function lookAtWebp(bytes: Buffer): Looked {
  const kept = new Kept(bytes);
  const end = 8 + bytes.readUInt32LE(4);
  kept.part(end);
  kept.keep(0, HEADER);
  const seen: Seen = { width: 0, height: 0, isExtended: false, frames: 0, orientation: 1 };
  for (const chunk of chunksIn(kept, HEADER, end)) take(kept, chunk, seen);
  const { width, height, frames, orientation, colours } = seen;
  if (width === 0 || frames === 0) throw new NoPicture("it has no pixels");
  const { clean } = kept;
  clean.writeUInt32LE(clean.length - 8, 4);
  return { width, height, frames, orientation, colours, clean };
}

interface Seen {
  width: number;
  height: number;
  isExtended: boolean;
  frames: number;
  orientation: number;
  colours?: Colours | undefined;
}

interface Chunk {
  type: string;
  at: number;
  data: number;
  /** Without and with the byte that makes it even. */
  dataEnd: number;
  end: number;
}

function* chunksIn(kept: Kept, from: number, to: number): Generator<Chunk> {
  const { bytes } = kept;
  for (let at = from; at < to;) {
    if (at + 8 > to) throw new NoPicture("a chunk is cut off");
    const length = bytes.readUInt32LE(at + 4);
    const dataEnd = at + 8 + length;
    const end = Math.min(dataEnd + (length % 2), bytes.length);
    kept.part(dataEnd);
    if (dataEnd > to) throw new NoPicture("a chunk is cut off");
    yield { type: bytes.toString("latin1", at, at + 4), at, data: at + 8, dataEnd, end };
    at = end;
  }
}

function take(kept: Kept, chunk: Chunk, seen: Seen): void {
  const { bytes } = kept;
  const { type, at, data, dataEnd, end } = chunk;
  if (type === "VP8X" && at === HEADER && dataEnd - data >= 10) {
    seen.isExtended = true;
    seen.width = 1 + bytes.readUIntLE(data + 4, 3);
    seen.height = 1 + bytes.readUIntLE(data + 7, 3);
    bytes[data] = (bytes[data] ?? 0) & (TRANSPARENT | MOVING);
    kept.keep(at, end);
  } else if (type === "ANIM") kept.keep(at, end);
  else if (type === "ANMF") takeFrame(kept, chunk, seen);
  else if (type === "ICCP")
    seen.colours = coloursIn(bytes.subarray(data, Math.min(dataEnd, data + PROFILE_BYTES)));
  else if (type === "EXIF") seen.orientation = orientationIn(exifIn(bytes.subarray(data, dataEnd)));
  else if (PIXELS.has(type)) {
    if (type !== "ALPH") takeStill(bytes, chunk, seen);
    kept.keep(at, end);
  }
}

/** Some programs write a JPEG's prefix here. */
const exifIn = (exif: Buffer) =>
  exif.toString("latin1", 0, 4) === "Exif" ? exif.subarray(6) : exif;

function takeStill(bytes: Buffer, chunk: Chunk, seen: Seen): void {
  const [width, height] = sizeIn(bytes, chunk);
  if (!seen.isExtended) [seen.width, seen.height] = [width, height];
  if (seen.frames > 0 || width !== seen.width || height !== seen.height)
    throw new NoPicture("its pixels are not of the size that it says");
  seen.frames = 1;
}

/** Keeps a frame with nothing but pixels in it. */
function takeFrame(kept: Kept, { at, data, dataEnd }: Chunk, seen: Seen): void {
  const { bytes } = kept;
  if (dataEnd - data < FRAME_HEADER) throw new NoPicture("a frame is cut off");
  const [x, y] = [2 * bytes.readUIntLE(data, 3), 2 * bytes.readUIntLE(data + 3, 3)];
  const [wide, high] = [1 + bytes.readUIntLE(data + 6, 3), 1 + bytes.readUIntLE(data + 9, 3)];
  if (x + wide > seen.width || y + high > seen.height)
    throw new NoPicture("a frame lies outside of it");
  const place = kept.length;
  kept.keep(at, data + FRAME_HEADER);
  for (const chunk of chunksIn(kept, data + FRAME_HEADER, dataEnd)) {
    if (!PIXELS.has(chunk.type)) continue;
    if (chunk.type !== "ALPH" && sizeIn(bytes, chunk).join() !== `${wide},${high}`)
      throw new NoPicture("a frame is not of the size that it says");
    kept.keep(chunk.at, chunk.end);
  }
  bytes.writeUInt32LE(kept.length - place - 8, place + 4);
  seen.frames += 1;
}

/** Width and height as the pixels themselves have them. */
function sizeIn(bytes: Buffer, { type, data, dataEnd }: Chunk): [width: number, height: number] {
  if (dataEnd - data < 10) throw new NoPicture("its pixels are cut off");
  if (type === "VP8 ")
    return [bytes.readUInt16LE(data + 6) & 0x3fff, bytes.readUInt16LE(data + 8) & 0x3fff];
  const bits = bytes.readUInt32LE(data + 1);
  return [1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff)];
}
