/** The bare pixels of a picture. `Bun.Image` gives and takes none: they come as PNG and go as BMP, neither of them compressed. */

const [SIGNATURE, CHUNK_HEADER, CHUNK_AROUND] = [8, 8, 12];
/** Of compressed data, and of a block of it that is stored as it is. */
const [ZLIB_HEADER, BLOCK_HEADER] = [2, 5];
/** Bytes of a pixel: red, green, blue and transparency. */
const PIXEL = 4;
/** Of a BMP: its headers, the one that describes the picture, and in it the masks of the four bytes, which are there by this. */
const [HEADERS, FILE_HEADER, MASKED] = [122, 14, 3];
const MASKS = [0xff, 0xff00, 0xff0000, 0xff000000];

/** The picture after `change`, which changes its pixels in place. Rejects where it cannot be decoded. */
export async function withPixels(
  image: Bun.Image,
  change: (pixels: Uint8Array) => void,
): Promise<Bun.Image> {
  const bitmap = await bitmapOf(image);
  // Each copy of the pixels is 20 MB, and the process has a limit.
  Bun.gc(true);
  change(bitmap.subarray(HEADERS));
  return new Bun.Image(bitmap);
}

async function bitmapOf(image: Bun.Image): Promise<Buffer> {
  const { buffer, byteOffset, length } = await image.png({ compressionLevel: 0 }).bytes();
  const png = Buffer.from(buffer, byteOffset, length);
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const bitmap = emptyBitmap(width, height);
  const rows = rowsIn(png);
  // A row begins with the number of its filter.
  for (let y = 0, row = PIXEL * width; y < height; y += 1) {
    const from = y * (1 + row);
    if (rows[from] !== 0) throw new Error("Bun filters the rows of a PNG without compression");
    rows.copy(bitmap, HEADERS + y * row, from + 1, from + 1 + row);
  }
  return bitmap;
}

/** A BMP whose pixels are still to come. */
function emptyBitmap(width: number, height: number): Buffer {
  const size = width * height * PIXEL;
  const bytes = Buffer.alloc(HEADERS + size);
  bytes.write("BM", "latin1");
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(HEADERS, 10);
  bytes.writeUInt32LE(HEADERS - FILE_HEADER, 14);
  bytes.writeInt32LE(width, 18);
  // With this sign the first row is the upper one.
  bytes.writeInt32LE(-height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(8 * PIXEL, 28);
  bytes.writeUInt32LE(MASKED, 30);
  bytes.writeUInt32LE(size, 34);
  for (const [n, mask] of MASKS.entries()) bytes.writeUInt32LE(mask, 54 + 4 * n);
  return bytes;
}

/** The rows of a PNG that Bun has written without compression. They are moved together in its bytes: inflated, they would take memory once more. */
function rowsIn(png: Buffer): Buffer {
  const data = dataIn(png);
  let end = 0;
  for (let at = ZLIB_HEADER, isLast = false; !isLast;) {
    const head = data.readUInt8(at);
    if (head > 1) throw new Error("Bun compresses a PNG without compression");
    const from = at + BLOCK_HEADER;
    at = from + data.readUInt16LE(at + 1);
    data.copyWithin(end, from, at);
    end += at - from;
    isLast = head === 1;
  }
  return data.subarray(0, end);
}

/** The data of all chunks with pixels, moved to the beginning of the bytes. */
function dataIn(png: Buffer): Buffer {
  let end = 0;
  for (let at = SIGNATURE; at < png.length;) {
    const next = at + CHUNK_AROUND + png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + CHUNK_HEADER) === "IDAT") {
      png.copyWithin(end, at + CHUNK_HEADER, next - 4);
      end += next - at - CHUNK_AROUND;
    }
    at = next;
  }
  return png.subarray(0, end);
}
