/** Pictures as attackers make them: part by part. */
import { constants, deflateRawSync, crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

/** A chunk of a PNG. */
export function chunk(type: string, data: Uint8Array = Buffer.alloc(0)): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, "latin1");
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

export function header(width: number, height: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  // Eight bits of red, green and blue.
  data.set([8, 2, 0, 0, 0], 8);
  return chunk("IHDR", data);
}

/** Black pixels, compressed. */
export const pixels = (width: number, height: number) =>
  deflateSync(Buffer.alloc((3 * width + 1) * height));

/** A PNG of black pixels, with further chunks between its header and its pixels. */
export function png(width: number, height: number, ...between: Buffer[]): Buffer {
  return Buffer.concat([
    SIGNATURE,
    header(width, height),
    ...between,
    chunk("IDAT", pixels(width, height)),
    chunk("IEND"),
  ]);
}

/** The control of a frame of an animated PNG. */
export function frameControl(number: number, frame: { width: number; height: number; x?: number }) {
  const data = Buffer.alloc(26);
  data.writeUInt32BE(number, 0);
  data.writeUInt32BE(frame.width, 4);
  data.writeUInt32BE(frame.height, 8);
  data.writeUInt32BE(frame.x ?? 0, 12);
  data.writeUInt16BE(1, 20);
  data.writeUInt16BE(10, 22);
  return chunk("fcTL", data);
}

/** An animated PNG of two frames, the second with this control. */
export function apng(width: number, height: number, second = { width, height, x: 0 }): Buffer {
  const control = Buffer.alloc(8);
  control.writeUInt32BE(2, 0);
  const number = Buffer.from([0, 0, 0, 2]);
  return Buffer.concat([
    SIGNATURE,
    header(width, height),
    chunk("acTL", control),
    frameControl(0, { width, height }),
    chunk("IDAT", pixels(width, height)),
    frameControl(1, second),
    chunk("fdAT", Buffer.concat([number, pixels(width, height)])),
    chunk("IEND"),
  ]);
}

/** A segment of a JPEG. */
export function segment(marker: number, data: Uint8Array | string): Buffer {
  const bytes = typeof data === "string" ? Buffer.from(data, "latin1") : data;
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(bytes.length + 2, 2);
  return Buffer.concat([head, bytes]);
}

/** A JPEG with further segments behind its beginning. */
export function withSegments(jpeg: Uint8Array, ...segments: Buffer[]): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)]);
}

/** EXIF with an orientation, a camera's name, and a place on the Earth. */
export function exif(orientation = 1, secret = "the secret place"): Buffer {
  const text = Buffer.from(`${secret}\0`);
  const tiff = Buffer.alloc(8 + 2 + 3 * 12 + 4 + 2 + 12 + 4 + text.length);
  tiff.write("MM\0*", "latin1");
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(3, 8);
  const [gps, model] = [50, 68];
  entry(10, 0x0110, 2, text.length, model);
  entry(22, 0x0112, 3, 1, orientation * 0x10000);
  entry(34, 0x8825, 4, 1, gps);
  tiff.writeUInt16BE(1, gps);
  entry(gps + 2, 0x0001, 2, 2, 0x4e000000);
  text.copy(tiff, model);
  return tiff;

  function entry(at: number, tag: number, type: number, count: number, value: number): void {
    tiff.writeUInt16BE(tag, at);
    tiff.writeUInt16BE(type, at + 2);
    tiff.writeUInt32BE(count, at + 4);
    tiff.writeUInt32BE(value, at + 8);
  }
}

export const exifSegment = (orientation?: number, secret?: string) =>
  segment(0xe1, Buffer.concat([Buffer.from("Exif\0\0"), exif(orientation, secret)]));

/** A chunk of a RIFF file. */
export function riffChunk(type: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(8 + data.length + (data.length % 2));
  bytes.write(type, 0, "latin1");
  bytes.writeUInt32LE(data.length, 4);
  bytes.set(data, 8);
  return bytes;
}

export function riff(...chunks: Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from("WEBP"), ...chunks]);
  return riffChunk("RIFF", body);
}

/** The extended header of a WebP. */
export function extended(width: number, height: number, flags: number): Buffer {
  const data = Buffer.alloc(10);
  data[0] = flags;
  data.writeUIntLE(width - 1, 4, 3);
  data.writeUIntLE(height - 1, 7, 3);
  return riffChunk("VP8X", data);
}

/** The chunk of pixels in a WebP that is nothing else. */
export const pixelsOf = (webp: Uint8Array) => Buffer.from(webp.subarray(12));

/** A frame of an animated WebP. */
export function webpFrame(
  webp: Uint8Array,
  place: { width: number; height: number; x?: number },
  ...more: Buffer[]
): Buffer {
  const head = Buffer.alloc(16);
  head.writeUIntLE((place.x ?? 0) / 2, 0, 3);
  head.writeUIntLE(place.width - 1, 6, 3);
  head.writeUIntLE(place.height - 1, 9, 3);
  head.writeUIntLE(100, 12, 3);
  return riffChunk("ANMF", Buffer.concat([head, ...more, pixelsOf(webp)]));
}

/** The beginning of a GIF with two colours. */
export function gifHead(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(19);
  bytes.write("GIF89a");
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  bytes[10] = 0x80;
  bytes.set([0xff, 0xff, 0xff], 16);
  return bytes;
}

/** A frame of a GIF. Its pixels are the few that the data has. */
export function gifFrame(width: number, height: number, x = 0): Buffer {
  const bytes = Buffer.alloc(10);
  bytes[0] = 0x2c;
  bytes.writeUInt16LE(x, 1);
  bytes.writeUInt16LE(width, 5);
  bytes.writeUInt16LE(height, 7);
  return Buffer.concat([bytes, Buffer.from([2, 2, 0x4c, 1, 0])]);
}

/** An extension of a GIF: its label, and its blocks. */
export function gifExtension(label: number, ...blocks: (string | Uint8Array)[]): Buffer {
  const parts = blocks.map((block) => Buffer.from(block));
  return Buffer.concat([
    Buffer.from([0x21, label]),
    ...parts.flatMap((part) => [Buffer.from([part.length]), part]),
    Buffer.from([0]),
  ]);
}

export const gifLoop = () => gifExtension(0xff, "NETSCAPE2.0", Uint8Array.of(1, 0, 0));

export function gif(width: number, height: number, ...blocks: Buffer[]): Buffer {
  return Buffer.concat([gifHead(width, height), ...blocks, Buffer.from([0x3b])]);
}

/** Half a gigabyte of zeros, compressed to half a megabyte: one of its megabytes again and again (RFC 1950). */
export function halfAGigabyte(): Buffer {
  const [size, count] = [2 ** 20, 512];
  const piece = deflateRawSync(Buffer.alloc(size), { finishFlush: constants.Z_FULL_FLUSH });
  const checksum = Buffer.alloc(4);
  // Adler-32 of zeros: how many they are, modulo its prime, and one.
  checksum.writeUInt32BE(((size * count) % 65_521) * 65_536 + 1);
  const [begin, end] = [Buffer.from([0x78, 1]), Buffer.from([3, 0])];
  return Buffer.concat([begin, ...Array<Buffer>(count).fill(piece), end, checksum]);
}
