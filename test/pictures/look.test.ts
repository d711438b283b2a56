/** What is seen in a picture's bytes before anything of it is decoded (H23 to H25). */
import { describe, expect, test } from "bun:test";
import { deflateSync } from "node:zlib";
import { NoPicture } from "../../src/pictures/kept";
import { lookAt, MOST_PIXELS, type Picture } from "../../src/pictures/look";
import { picture } from "../support/files";
import {
  apng,
  chunk,
  exif,
  exifSegment,
  extended,
  frameControl,
  gif,
  gifExtension,
  gifFrame,
  gifLoop,
  header,
  pixelsOf,
  png,
  riff,
  riffChunk,
  segment,
  webpFrame,
  withSegments,
} from "./forge";

const jpeg = await picture(64, 32, "jpeg");
const webp = await picture(64, 32, "webp");
const SECRET = "the secret place";

const look = (bytes: Uint8Array): Picture => lookAt(Buffer.from(bytes));
/** The size that it has when it is decoded, as it is. */
const sizeOf = async (bytes: Uint8Array) => {
  const image = new Bun.Image(new Uint8Array(bytes), { autoOrient: false });
  await image.bytes();
  const { width, height } = await image.metadata();
  return [width, height];
};

/** Expects a picture that decodes to the same size, and has nothing of the secret. */
async function expectClean(bytes: Buffer, kind: Picture["kind"] = "still"): Promise<Picture> {
  expect(bytes.includes(SECRET)).toBeTrue();
  const seen = look(bytes);
  expect(seen.kind).toBe(kind);
  expect(seen.clean.includes(SECRET)).toBeFalse();
  expect(await sizeOf(seen.clean)).toEqual([seen.width, seen.height]);
  return seen;
}

describe("H25: nothing but what pixels are made of is kept", () => {
  test("of a JPEG", async () => {
    const seen = await expectClean(
      Buffer.concat([
        withSegments(
          jpeg,
          segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${SECRET}`),
          segment(0xe2, `ICC_PROFILE\0${SECRET}`),
          exifSegment(6, SECRET),
          segment(0xed, SECRET),
          segment(0xfe, SECRET),
        ),
        Buffer.from(`<script>${SECRET}</script>`),
      ]),
    );
    expect(seen).toMatchObject({ width: 64, height: 32, orientation: 6, frames: 1 });
    // What is left of EXIF is how it is to be turned.
    expect(look(seen.clean).orientation).toBe(6);
    expect(seen.clean.length).toBeLessThanOrEqual(jpeg.length + 50);
  });

  test("of a PNG", async () => {
    const seen = await expectClean(
      Buffer.concat([
        png(
          40,
          30,
          chunk("tEXt", Buffer.from(`Comment\0${SECRET}`)),
          chunk("eXIf", exif(3, SECRET)),
          chunk("iTXt", Buffer.from(`XML:com.adobe.xmp\0${SECRET}`)),
          chunk("iCCP", Buffer.concat([Buffer.from(`x\0\0${SECRET}`), deflateSync("x")])),
          chunk("maDe", Buffer.from(SECRET)),
        ),
        Buffer.from(SECRET),
      ]),
    );
    expect(seen).toMatchObject({ width: 40, height: 30, orientation: 3, frames: 1 });
  });

  test("of a WebP", async () => {
    const seen = await expectClean(
      Buffer.concat([
        riff(
          extended(64, 32, 0x2c),
          riffChunk("ICCP", Buffer.from(SECRET)),
          pixelsOf(webp),
          riffChunk("EXIF", exif(8, SECRET)),
          riffChunk("XMP ", Buffer.from(SECRET)),
          riffChunk("maDe", Buffer.from(SECRET)),
        ),
        Buffer.from(SECRET),
      ]),
    );
    expect(seen).toMatchObject({ width: 64, height: 32, orientation: 8, frames: 1 });
  });

  test("of a GIF, with all its frames", async () => {
    const bytes = gif(
      8,
      8,
      gifLoop(),
      gifExtension(0xfe, SECRET),
      gifExtension(0xff, "XMP DataXMP", SECRET),
      gifExtension(0x01, Buffer.alloc(12), SECRET),
      gifExtension(0xf9, Uint8Array.of(0, 10, 0, 0)),
      gifFrame(8, 8),
      gifExtension(0xf9, Uint8Array.of(0, 10, 0, 0)),
      gifFrame(2, 2, 6),
    );
    const seen = await expectClean(Buffer.concat([bytes, Buffer.from(SECRET)]), "moving");
    expect(seen).toMatchObject({ width: 8, height: 8, frames: 2 });
    expect(seen.clean.includes("NETSCAPE2.0")).toBeTrue();
    expect(look(seen.clean)).toMatchObject({ frames: 2 });
  });

  test("of a PNG and of a WebP that move, with all their frames", async () => {
    const moving = apng(10, 10);
    const comment = chunk("tEXt", Buffer.from(SECRET));
    const still = await expectClean(
      Buffer.concat([moving.subarray(0, 33), comment, moving.subarray(33)]),
      "moving",
    );
    expect(still.frames).toBe(2);
    expect(still.clean.equals(moving)).toBeTrue();
    const frame = { width: 64, height: 32 };
    const plain = [extended(64, 32, 0x02), riffChunk("ANIM", Buffer.alloc(6))];
    const seen = look(
      riff(
        ...plain,
        webpFrame(webp, frame, riffChunk("maDe", Buffer.from(SECRET))),
        webpFrame(webp, frame),
        riffChunk("XMP ", Buffer.from(SECRET)),
      ),
    );
    expect(seen).toMatchObject({ kind: "moving", frames: 2, width: 64, height: 32 });
    const without = riff(...plain, webpFrame(webp, frame), webpFrame(webp, frame));
    expect(seen.clean.equals(without)).toBeTrue();
  });
});

/** What is done with a PNG that says this size. */
function kindOf(width: number, height: number): Picture["kind"] {
  const bytes = png(1, 1);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return look(bytes).kind;
}

const isNoPicture = (bytes: Uint8Array) => expect(() => look(bytes)).toThrow(NoPicture);

describe("H24: what is not what it says is no picture", () => {
  test("a JPEG with two sizes, without pixels, with very many scans, or that is cut off", () => {
    const frame = segment(0xc0, Uint8Array.of(8, 0xff, 0xff, 0xff, 0xff, 3, 1, 0x11, 0));
    isNoPicture(withSegments(jpeg, frame));
    isNoPicture(jpeg.subarray(0, 40));
    isNoPicture(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9));
    const scan = segment(0xda, Uint8Array.of(1, 1, 0, 0, 63, 0));
    isNoPicture(Buffer.concat([jpeg.subarray(0, -2), ...Array<Buffer>(100).fill(scan)]));
    isNoPicture(Buffer.from("\xff\xd8\xff<script>", "latin1"));
  });

  test("a PNG whose header is not first, or comes twice, with very many chunks, or that is cut off", () => {
    const bytes = png(4, 4);
    isNoPicture(png(4, 4, header(60_000, 60_000)));
    isNoPicture(Buffer.concat([bytes.subarray(0, 8), chunk("tEXt"), bytes.subarray(8)]));
    isNoPicture(bytes.subarray(0, -12));
    isNoPicture(png(4, 4, ...Array<Buffer>(100_001).fill(chunk("tEXt"))));
  });

  test("a WebP whose pixels have another size than its header", () => {
    isNoPicture(riff(extended(16_000, 16_000, 0), pixelsOf(webp)));
    isNoPicture(riff(extended(64, 32, 0x02), webpFrame(webp, { width: 2, height: 2 })));
    isNoPicture(riff(pixelsOf(webp), pixelsOf(webp)));
    isNoPicture(riff(extended(64, 32, 0)));
  });

  test("a frame that lies outside of its picture", () => {
    isNoPicture(gif(8, 8, gifFrame(8, 8), gifFrame(4, 4, 5)));
    isNoPicture(apng(10, 10, { width: 60_000, height: 60_000, x: 0 }));
    isNoPicture(apng(10, 10, { width: 10, height: 10, x: 0xffffffff }));
    const frame = webpFrame(webp, { width: 64, height: 32, x: 2 });
    isNoPicture(riff(extended(64, 32, 0x02), frame));
  });
});

describe("H24: what is more than a picture may be is kept as a file, and never decoded", () => {
  const files: [what: string, bytes: () => Buffer][] = [
    ["a PNG of 65,535 × 65,535", () => png(1, 1).fill(0xff, 18, 20).fill(0xff, 22, 24)],
    ["a GIF with a huge screen", () => gif(65_535, 65_535, gifFrame(1, 1))],
    ["a GIF with 3,001 frames", () => gif(8, 8, ...Array<Buffer>(3001).fill(gifFrame(8, 8)))],
    [
      "frames with too many pixels together",
      () => gif(2000, 2000, ...Array<Buffer>(501).fill(gifFrame(1, 1))),
    ],
    [
      "an animated PNG with 3,001 frames",
      () =>
        png(
          4,
          4,
          ...Array.from({ length: 3001 }, (_, n) => frameControl(n, { width: 4, height: 4 })),
        ),
    ],
  ];
  test.each(files)("%s", (_, bytes) => {
    expect(look(bytes()).kind).toBe("file");
  });

  test("the most pixels are those of a camera with 24 megapixels", () => {
    expect(kindOf(5712, 4284)).toBe("still");
    expect(kindOf(1, MOST_PIXELS)).toBe("still");
    expect(kindOf(1, MOST_PIXELS + 1)).toBe("file");
  });
});
