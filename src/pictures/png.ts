/** A PNG, chunk by chunk. One that moves (APNG) has frames. */
import { Kept, type Looked, NoPicture, orientationIn } from "./kept";
import { coloursOf, OF_COLOURS } from "./png-colours";
import { PROFILE_BYTES } from "./profile";

const SIGNATURE = 8;
/** Length, type and checksum of a chunk. */
const AROUND = 12;
/** What the pixels are made of. Of the others, text is never inflated, and a colour profile only up to a limit (H24). */
const KEPT = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "IEND", "acTL", "fcTL", "fdAT"]);

/** Throws `NoPicture`. */
export function lookAtPng(bytes: Buffer): Looked {
  const kept = new Kept(bytes);
  kept.keep(0, SIGNATURE);
  let [width, height, frames, orientation] = [0, 0, 0, 1];
  const ofColours = new Map<string, Buffer>();
  for (let at = SIGNATURE; ;) {
    kept.part(at + AROUND);
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString("latin1", at + 4, at + 8);
    const data = at + 8;
    const end = at + AROUND + length;
    kept.part(end);
    if ((type === "IHDR") !== (at === SIGNATURE))
      throw new NoPicture("its header is not its first chunk");
    if (type === "IHDR") [width, height] = sizeIn(bytes, data, length);
    if (type === "fcTL") {
      requireInside(bytes.subarray(data, data + length), width, height);
      frames += 1;
    }
    if (type === "eXIf") orientation = orientationIn(bytes.subarray(data, data + length));
    // A copy: what is kept is moved over it.
    if (OF_COLOURS.has(type) && !ofColours.has(type))
      ofColours.set(
        type,
        Buffer.from(bytes.subarray(data, data + Math.min(length, PROFILE_BYTES))),
      );
    if (KEPT.has(type)) kept.keep(at, end);
    if (type === "IEND") break;
    at = end;
  }
  const colours = coloursOf(ofColours);
  return { width, height, frames: Math.max(1, frames), orientation, colours, clean: kept.clean };
}

function sizeIn(bytes: Buffer, at: number, length: number): [width: number, height: number] {
  if (length !== 13) throw new NoPicture("its header has another length");
  return [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];
}

/** Throws unless a frame lies within the picture. */
function requireInside(frame: Buffer, width: number, height: number): void {
  if (frame.length !== 26) throw new NoPicture("a frame's header has another length");
  const [wide, high] = [frame.readUInt32BE(4), frame.readUInt32BE(8)];
  const [x, y] = [frame.readUInt32BE(12), frame.readUInt32BE(16)];
  if (wide === 0 || high === 0 || x + wide > width || y + high > height)
    throw new NoPicture("a frame lies outside of it");
}
