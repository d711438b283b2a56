/** What is kept of a picture's bytes, and what the parts of a picture say. */
import type { Colours } from "./profile";

/** Thrown where bytes are not the picture that they begin as, or more than a picture may be. They are a file then. */
export class NoPicture extends Error {
  override readonly name = "NoPicture";
}

/** What a picture says of itself, before anything of it is decoded. */
export interface Looked {
  width: number;
  height: number;
  /** More than one where it moves. */
  frames: number;
  /** How it is to be turned, 1 to 8 (EXIF). */
  orientation: number;
  /** What its colours mean, if it says so. */
  colours?: Colours | undefined;
  /** The same picture without comments, metadata, colour profiles and whatever stands behind its end. It shares the bytes that were looked at. */
  clean: Buffer;
}

/** Parts of a picture that are looked at, at most. */
const MOST_PARTS = 100_000;

/** Moves what is kept of some bytes to their beginning, so that no second copy is needed. */
export class Kept {
  #end = 0;
  #parts = 0;

  constructor(readonly bytes: Buffer) {}

  /** Keeps the bytes from one place to before another, which have not been passed yet. */
  keep(from: number, to: number): void {
    this.bytes.copyWithin(this.#end, from, to);
    this.#end += to - from;
  }

  /** Counts a part of the picture. Throws `NoPicture` at too many, and where it does not end within the bytes. */
  part(end: number): void {
    this.#parts += 1;
    if (this.#parts > MOST_PARTS) throw new NoPicture("it has too many parts");
    if (!(end <= this.bytes.length)) throw new NoPicture("a part of it is cut off");
  }

  get length(): number {
    return this.#end;
  }

  get clean(): Buffer {
    return this.bytes.subarray(0, this.#end);
  }
}

const ORIENTATION = 0x0112;

/** The orientation in a TIFF structure, as EXIF has it; 1 where it has none. */
export function orientationIn(tiff: Buffer): number {
  const isLittle = tiff.toString("latin1", 0, 2) === "II";
  const short = (at: number) =>
    at + 2 > tiff.length ? 0 : isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  if (tiff.length < 14) return 1;
  const at = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  for (let n = 0; n < Math.min(short(at), 64); n += 1) {
    const entry = at + 2 + 12 * n;
    const value = short(entry + 8);
    if (short(entry) === ORIENTATION) return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** The least EXIF that says an orientation. */
export function tiffOf(orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write("II*\0", "latin1");
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(ORIENTATION, 10);
  tiff.writeUInt16LE(3, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt16LE(orientation, 18);
  return tiff;
}
