/** The colours of pictures that say what their colours mean (P38): they look as before, though the profile is gone. The right values are those of Little CMS. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { deflateSync } from "node:zlib";
import { encode } from "../../src/pictures/encode";
import { lookAt } from "../../src/pictures/look";
import { chunk, extended, pixelsOf, riff, riffChunk, segment, withSegments } from "./forge";
import { formula, profile, profileOf, samples, SRGB_FORMULA } from "./profiles";
import { difference, OF_P3, PLAIN, quartersOf, real, SECRETS } from "./real";

setDefaultTimeout(60_000);

/** The same numbers, taken to be of another space. */
const OF_ADOBE = [
  [255, 57, 33, 255],
  [0, 200, 67, 255],
  [33, 68, 223, 255],
  [129, 129, 129, 255],
];
/** Differences that come of compression, or of another order of rounding. */
const [COMPRESSED, EXACT] = [8, 1];

/** Four fields of these numbers. */
async function fields(format: "jpeg" | "png" | "webp"): Promise<Buffer> {
  const [width, height] = [96, 64];
  const rows = Buffer.alloc((1 + 3 * width) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const field = PLAIN[2 * Math.floor((2 * y) / height) + Math.floor((2 * x) / width)] ?? [];
      rows.set(field.slice(0, 3), y * (1 + 3 * width) + 1 + 3 * x);
    }
  const header = Buffer.from([0, 0, 0, width, 0, 0, 0, height, 8, 2, 0, 0, 0]);
  const png = Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND"),
  ]);
  if (format === "png") return png;
  const image = new Bun.Image(png);
  return Buffer.from(
    await (
      format === "jpeg" ? image.jpeg({ quality: 95 }) : image.webp({ lossless: true })
    ).bytes(),
  );
}

/** One of two parts of a profile. */
const part = (n: number, bytes: Buffer) =>
  segment(0xe2, Buffer.concat([Buffer.from(`ICC_PROFILE\0${String.fromCharCode(n)}\x02`), bytes]));

/** A picture with what a chunk or a segment says of its colours. */
async function jpegWith(icc: Buffer): Promise<Buffer> {
  const half = Math.ceil(icc.length / 2);
  // The parts may come in any order.
  const parts = [part(2, icc.subarray(half)), part(1, icc.subarray(0, half))];
  return withSegments(await fields("jpeg"), ...parts);
}

async function pngWith(...chunks: Buffer[]): Promise<Buffer> {
  const png = await fields("png");
  return Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)]);
}

const compressed = (icc: Buffer) =>
  chunk("iCCP", Buffer.concat([Buffer.from("the secret place\0\0"), deflateSync(icc)]));

const webpWith = async (icc: Buffer) =>
  riff(extended(96, 64, 0x20), riffChunk("ICCP", icc), pixelsOf(await fields("webp")));

/** What is shown of a picture. */
async function shown(bytes: Uint8Array, form?: "face" | "icon"): Promise<number[][]> {
  const seen = lookAt(Buffer.from(bytes));
  expect(seen.kind).toBe("still");
  const { whole } = await encode(seen, form);
  for (const secret of ["ICC_PROFILE", "iCCP", "ICCP", ...SECRETS])
    expect(Buffer.from(whole).includes(secret)).toBeFalse();
  return await quartersOf(whole);
}

async function expectColours(bytes: Uint8Array, right: number[][], most: number): Promise<void> {
  expect(difference(await shown(bytes), right)).toBeLessThanOrEqual(most);
}

describe("P38: a picture of another space looks the same as sRGB", () => {
  test("a JPEG of Display P3, its profile in two parts", async () => {
    await expectColours(await jpegWith(profile("p3")), OF_P3, COMPRESSED);
  });

  test("a JPEG of Adobe RGB, whose curve is a power", async () => {
    await expectColours(await jpegWith(profile("adobe", samples(563))), OF_ADOBE, COMPRESSED);
    await expectColours(
      await jpegWith(profile("adobe", formula(2.19921875))),
      OF_ADOBE,
      COMPRESSED,
    );
  });

  test("a PNG of Display P3, by a profile and by code points", async () => {
    await expectColours(await pngWith(compressed(profile("p3"))), OF_P3, EXACT);
    await expectColours(await pngWith(chunk("cICP", Buffer.from([12, 13, 0, 1]))), OF_P3, EXACT);
  });

  test("a PNG whose numbers are light itself", async () => {
    const gamma = Buffer.alloc(4);
    gamma.writeUInt32BE(100_000);
    const [, , , grey] = await shown(await pngWith(chunk("gAMA", gamma)));
    expect(grey).toEqual([188, 188, 188, 255]);
    // Where it also says that it is sRGB, that counts.
    const both = [chunk("gAMA", gamma), chunk("sRGB", Buffer.of(0))];
    await expectColours(await pngWith(...both), PLAIN, 0);
  });

  test("a WebP of Display P3", async () => {
    await expectColours(await webpWith(profile("p3")), OF_P3, COMPRESSED + 4);
  });

  test("a picture with a profile for grey", async () => {
    const [, , , grey] = await shown(
      await pngWith(compressed(profileOf("GRAY", { kTRC: formula(1) }))),
    );
    expect(grey).toEqual([188, 188, 188, 255]);
  });

  test("a picture of a person, and the server's icon", async () => {
    expect(
      difference(await shown(await jpegWith(profile("p3")), "icon"), OF_P3),
    ).toBeLessThanOrEqual(COMPRESSED);
  });
});

describe("P38: the numbers of a picture stay as they are", () => {
  test("where its profile is that of sRGB, as a formula and as a table", async () => {
    const table = samples(
      ...Array.from({ length: 1024 }, (_, n) => {
        const value = n / 1023;
        const light = value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        return Math.round(0xffff * light);
      }),
    );
    for (const curve of [SRGB_FORMULA, table])
      await expectColours(await pngWith(compressed(profile("srgb", curve))), PLAIN, 0);
  });

  test("where its profile is damaged, hostile, or one for print", async () => {
    const p3 = profile("p3");
    const hostile = [
      p3.subarray(0, 200),
      Buffer.from("no profile"),
      Buffer.alloc(0),
      profileOf("CMYK", { A2B0: samples(1, 2, 3) }),
      profileOf("RGB ", { A2B0: samples(1, 2, 3) }),
      Buffer.concat([p3.subarray(0, 128), Buffer.alloc(4, 0xff), p3.subarray(132)]),
    ];
    for (const icc of hostile) {
      await expectColours(await pngWith(compressed(icc)), PLAIN, 0);
      await expectColours(await jpegWith(icc), PLAIN, COMPRESSED);
    }
    await expectColours(await pngWith(chunk("iCCP", Buffer.from("x"))), PLAIN, 0);
    await expectColours(await pngWith(chunk("gAMA", Buffer.alloc(4))), PLAIN, 0);
  });

  test("H24: where its profile inflates to 60 megabytes, which takes no memory", async () => {
    const bomb = chunk(
      "iCCP",
      Buffer.concat([Buffer.from("x\0\0"), deflateSync(Buffer.alloc(60_000_000))]),
    );
    const bytes = await pngWith(bomb);
    Bun.gc(true);
    const before = process.memoryUsage.rss();
    lookAt(Buffer.from(bytes));
    expect(process.memoryUsage.rss() - before).toBeLessThan(15_000_000);
  });

  test("H24: where its curves come to no number, or to ones without end", async () => {
    for (const curve of [
      formula(-1),
      formula(30_000),
      formula(2, 0, 0),
      formula(0.5, -1, -1),
      formula(0, 0, 0, 0, 0, 0, 0),
    ])
      for (const value of (await shown(await pngWith(compressed(profile("p3", curve))))).flat())
        expect(value).toBeWithin(0, 256);
  });
});

describe("P38: of pictures as programs make them", () => {
  test("a progressive JPEG of a telephone is upright, of the right colours, and says nothing of its place", async () => {
    const [red = [], green = [], blue = [], grey = []] = OF_P3;
    await expectColours(await real("phone.jpg"), [blue, red, grey, green], COMPRESSED);
  });

  test("a PNG of sixteen bits", async () => {
    await expectColours(await real("deep.png"), OF_P3, EXACT);
  });

  test("a JPEG of CMYK without a profile", async () => {
    await expectColours(await real("print.jpg"), PLAIN, COMPRESSED);
  });

  test.each(["moving.webp", "moving.png", "moving.gif"] as const)(
    "%s keeps its frames, and nothing of its place",
    async (name) => {
      const bytes = await real(name);
      expect(SECRETS.some((one) => Buffer.from(bytes).includes(one))).toBeTrue();
      const { kind, frames, width, height, clean } = lookAt(Buffer.from(bytes));
      expect({ kind, frames, width, height }).toEqual({
        kind: "moving",
        frames: 2,
        width: 64,
        height: 48,
      });
      for (const secret of SECRETS) expect(clean.includes(secret)).toBeFalse();
    },
  );
});
