/** A GIF, block by block. */
import { Kept, type Looked, NoPicture } from "./kept";

const [EXTENSION, IMAGE, TRAILER] = [0x21, 0x2c, 0x3b];
const [CONTROL, APPLICATION] = [0xf9, 0xff];
/** The header, and that of an image, before their colours. */
const [HEADER, IMAGE_HEADER] = [13, 10];
/** How often it is repeated: the one thing of an application that is kept. */
const LOOPS = new Set(["NETSCAPE2.0", "ANIMEXTS1.0"]);
const LOOP_BYTES = 19;

/** Throws `NoPicture`. */
export function lookAtGif(bytes: Buffer): Looked {
  const kept = new Kept(bytes);
  kept.part(HEADER);
  const [width, height] = [bytes.readUInt16LE(6), bytes.readUInt16LE(8)];
  let frames = 0;
  let at = HEADER + coloursAt(bytes, 10);
  kept.part(at);
  kept.keep(0, at);
  for (let block = bytes[at]; block !== TRAILER; block = bytes[at]) {
    const end = block === IMAGE ? endOfImage(kept, at, width, height) : endOfExtension(kept, at);
    if (block === IMAGE) frames += 1;
    if (block === IMAGE || isKept(bytes, at, end)) kept.keep(at, end);
    at = end;
  }
  kept.keep(at, at + 1);
  if (frames === 0) throw new NoPicture("it has no frame");
  return { width, height, frames, orientation: 1, clean: kept.clean };
}

/** Bytes of the table of colours that the flags at a place announce. */
function coloursAt(bytes: Buffer, place: number): number {
  const flags = bytes[place] ?? 0;
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0;
}

function endOfImage(kept: Kept, at: number, width: number, height: number): number {
  const { bytes } = kept;
  kept.part(at + IMAGE_HEADER);
  const [x, y] = [bytes.readUInt16LE(at + 1), bytes.readUInt16LE(at + 3)];
  const [wide, high] = [bytes.readUInt16LE(at + 5), bytes.readUInt16LE(at + 7)];
  if (wide === 0 || high === 0 || x + wide > width || y + high > height)
    throw new NoPicture("a frame lies outside of it");
  const pixels = at + IMAGE_HEADER + coloursAt(bytes, at + 9);
  kept.part(pixels + 1);
  const bits = bytes[pixels] ?? 0;
  if (bits < 2 || bits > 8) throw new NoPicture("a frame has another number of colours");
  return endOfBlocks(kept, pixels + 1);
}

function endOfExtension(kept: Kept, at: number): number {
  kept.part(at + 2);
  if (kept.bytes[at] !== EXTENSION) throw new NoPicture("there is no block where one has to be");
  return endOfBlocks(kept, at + 2);
}

/** Where a row of blocks ends: each begins with its length, and the last has none. */
function endOfBlocks({ bytes }: Kept, from: number): number {
  for (let at = from; ;) {
    const length = bytes[at];
    if (length === undefined) throw new NoPicture("a block is cut off");
    at += 1 + length;
    if (length === 0) return at;
  }
}

function isKept(bytes: Buffer, at: number, end: number): boolean {
  if (bytes[at + 1] === CONTROL) return end - at === 8;
  return (
    bytes[at + 1] === APPLICATION &&
    end - at === LOOP_BYTES &&
    bytes[at + 14] === 3 &&
    LOOPS.has(bytes.toString("latin1", at + 3, at + 14))
  );
}
