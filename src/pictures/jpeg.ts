/** A JPEG, segment by segment (ITU-T T.81, annex B). */
import { Kept, type Looked, NoPicture, orientationIn, tiffOf } from "./kept";
import { coloursIn, PROFILE_BYTES } from "./profile";

const [SOI, EOI, SOS, APP0, APP1, APP2, APP14] = [0xd8, 0xd9, 0xda, 0xe0, 0xe1, 0xe2, 0xee];
/** Any number of it may stand before a marker. */
const FILLING = 0xff;
/** Tables, restart intervals, and what a decoder needs to know the colours by. */
const KEPT = new Set([0xc4, 0xcc, 0xdb, 0xdd]);
/** Bytes of JFIF's segment without a thumbnail, and of Adobe's. */
const [JFIF, ADOBE] = [16, 14];
/** Scans of one picture: cameras write one, progressive pictures about ten. Each is a pass over all pixels. */
const MOST_SCANS = 40;
const EXIF = "Exif\0\0";
/** Before a part of a colour profile; then come its number and how many there are. */
const ICC = "ICC_PROFILE\0";

const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Whether a segment is kept: what it takes to decode the picture. */
function isKept(marker: number, length: number): boolean {
  if (marker === APP0) return length === JFIF;
  if (marker === APP14) return length === ADOBE;
  return KEPT.has(marker) || isFrame(marker) || marker === SOS;
}

/** Throws `NoPicture`. */
export function lookAtJpeg(bytes: Buffer): Looked {
  const kept = new Kept(bytes);
  let [width, height, orientation, scans] = [0, 0, 1, 0];
  const profile = new Profile();
  kept.keep(0, 2);
  for (let at = 2; at < bytes.length;) {
    const marker = markerAt(bytes, at);
    if (marker === FILLING) {
      at += 1;
      continue;
    }
    if (marker === EOI) {
      kept.keep(at, at + 2);
      break;
    }
    kept.part(at + 4);
    const length = bytes.readUInt16BE(at + 2);
    const end = at + 2 + length;
    kept.part(end);
    if (isFrame(marker)) {
      if (width > 0 || length < 8) throw new NoPicture("it has two frames");
      [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
    }
    if (marker === SOS && (scans += 1) > MOST_SCANS) throw new NoPicture("it has too many scans");
    if (marker === APP1 && orientation === 1 && bytes.toString("latin1", at + 4, at + 10) === EXIF)
      orientation = keepOrientation(kept, at, end);
    if (marker === APP2) profile.take(bytes.subarray(at + 4, end));
    const next = marker === SOS ? endOfScan(bytes, end) : end;
    if (isKept(marker, length)) kept.keep(at, next);
    at = next;
  }
  if (width === 0 || height === 0 || scans === 0)
    throw new NoPicture("it has no size, or no pixels");
  return { width, height, frames: 1, orientation, colours: profile.colours, clean: kept.clean };
}

/** The parts of a colour profile, which is longer than a segment where it has tables. */
class Profile {
  readonly #parts: Buffer[] = [];
  #length = 0;

  take(segment: Buffer): void {
    if (segment.toString("latin1", 0, ICC.length) !== ICC) return;
    this.#length += segment.length;
    // A copy: what is kept is moved over it.
    if (this.#length <= PROFILE_BYTES) this.#parts[segment[ICC.length] ?? 0] = Buffer.from(segment);
  }

  get colours() {
    if (this.#length === 0) return undefined;
    return coloursIn(Buffer.concat(this.#parts.flatMap((one) => [one.subarray(ICC.length + 2)])));
  }
}

/** The marker at a place. */
function markerAt(bytes: Buffer, at: number): number {
  const marker = bytes[at + 1];
  if (bytes[at] !== 0xff || marker === undefined || marker < 0xc0 || marker === SOI)
    throw new NoPicture("there is no marker where one has to be");
  return marker;
}

/** Where the pixels of a scan end: at the next marker that is neither a zero nor a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = from; ; at += 1) {
    at = bytes.indexOf(0xff, at);
    const marker = at < 0 ? undefined : bytes[at + 1];
    if (marker === undefined) return bytes.length;
    if (marker !== 0 && marker !== FILLING && !(marker >= 0xd0 && marker <= 0xd7)) return at;
  }
}

/** Replaces the EXIF by one that has the orientation and nothing else. */
function keepOrientation(kept: Kept, at: number, end: number): number {
  const { bytes } = kept;
  const orientation = orientationIn(bytes.subarray(at + 10, end));
  const tiff = tiffOf(orientation);
  const length = 4 + EXIF.length + tiff.length;
  if (orientation === 1 || length > end - at) return 1;
  bytes.writeUInt16BE(length - 2, at + 2);
  tiff.copy(bytes, at + 4 + EXIF.length);
  kept.keep(at, at + length);
  return orientation;
}
