/** Pictures are re-encoded, by processes that end (H24, H25). */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { ENCODER } from "../../src/start/files";
import {
  createPictures,
  openSpool,
  PictureRefused,
  PicturesBusy,
  type Spool,
} from "../../src/pictures";
import { picture } from "../support/files";
import { rejection } from "../support/rejection";
import { exifSegment, png, withSegments } from "./forge";

setDefaultTimeout(60_000);

const pictures = createPictures({ encoder: ENCODER });

async function spoolOf(bytes: Uint8Array): Promise<Spool> {
  const spool = await openSpool();
  await spool.write(bytes);
  return spool;
}

async function bytesIn(spool: Spool, start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  for await (const piece of spool.read(start, end)) pieces.push(piece.slice());
  return new Uint8Array(Buffer.concat(pieces));
}

/** What is made of a picture, with its bytes. */
async function made(bytes: Uint8Array) {
  await using spool = await spoolOf(bytes);
  const { spool: output, whole = 0, small = 0, width, height } = await pictures.make(spool);
  await using _ = output;
  return {
    width,
    height,
    whole: await bytesIn(output, 0, whole),
    small: await bytesIn(output, whole, whole + small),
  };
}

const sizeOf = async (bytes: Uint8Array<ArrayBuffer>) => {
  const { width, height, format } = await new Bun.Image(bytes).metadata();
  return [width, height, format];
};

test("P38: a picture has at most 2,560 pixels a side, in the format that it came in, and a small one of 480", async () => {
  for (const format of ["jpeg", "png", "webp"] as const) {
    const { width, height, whole, small } = await made(await picture(2600, 260, format));
    expect([width, height]).toEqual([2560, 256]);
    expect(await sizeOf(whole)).toEqual([2560, 256, format]);
    expect(await sizeOf(small)).toEqual([480, 48, "webp"]);
  }
});

test("P38: a picture that is small anyway has no small one, and grows no larger", async () => {
  const { whole, small } = await made(await picture(40, 30));
  expect(await sizeOf(whole)).toEqual([40, 30, "jpeg"]);
  expect(small.length).toBe(0);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  "H25: a picture with the orientation %i is upright, and says nothing of it",
  async (orientation) => {
    const plain = await picture(64, 32);
    const bytes = withSegments(plain, exifSegment(orientation, "the secret place"));
    const { width, height, whole } = await made(bytes);
    // As a browser turns it.
    const right = await new Bun.Image(bytes, { autoOrient: true }).jpeg({ quality: 85 }).bytes();
    expect([width, height]).toEqual(orientation < 5 ? [64, 32] : [32, 64]);
    expect(Buffer.from(whole).includes("Exif")).toBeFalse();
    expect(Buffer.from(whole).equals(Buffer.from(right))).toBeTrue();
  },
);

test("a picture whose pixels are damaged is a file, without its metadata", async () => {
  const bytes = png(64, 32);
  bytes.fill(0xaa, 45, 60);
  const { width, whole } = await made(bytes);
  expect(width).toBeUndefined();
  expect(whole.length).toBeGreaterThan(0);
});

test("bytes that only begin as a picture are left as they are", async () => {
  expect(await made(Buffer.from("GIF89a=0;alert(1)//"))).toMatchObject({ width: undefined });
});

/** A script in place of the encoder's. */
async function script(text: string): Promise<string> {
  const path = `${tmpdir()}/chuan-encoder-${Bun.randomUUIDv7()}.ts`;
  await Bun.write(path, text);
  return path;
}

describe("H24: the process that decodes a picture", () => {
  test("is ended when it takes too long", async () => {
    const encoder = await script("for (;;);");
    const slow = createPictures({ encoder, patience: 300 });
    await using spool = await spoolOf(await picture(4, 4));
    const began = performance.now();
    expect(await rejection(slow.make(spool))).toBeInstanceOf(PictureRefused);
    expect(performance.now() - began).toBeLessThan(10_000);
    await Bun.file(encoder).delete();
  });

  test("ends itself when it takes too much memory, and the next picture is made", async () => {
    const small = createPictures({ encoder: ENCODER, memory: 70_000_000 });
    await using large = await spoolOf(await picture(4000, 3000, "png"));
    expect(await rejection(small.make(large))).toBeInstanceOf(PictureRefused);
    await using spool = await spoolOf(await picture(4, 4));
    const next = await small.make(spool);
    await next.spool[Symbol.asyncDispose]();
    expect(next).toMatchObject({ width: 4, height: 4 });
  });

  test("knows nothing of the server's settings", async () => {
    const encoder = await script(
      "process.stdout.write(JSON.stringify({ whole: 1 + Object.keys(process.env).filter((one) => one !== 'PWD').length }))",
    );
    process.env["DATABASE_URL_FOR_TEST"] = "postgres://secret";
    const curious = createPictures({ encoder });
    await using spool = await spoolOf(await picture(4, 4));
    const told = await curious.make(spool);
    await told.spool[Symbol.asyncDispose]();
    expect(told.whole).toBe(1);
    delete process.env["DATABASE_URL_FOR_TEST"];
    await Bun.file(encoder).delete();
  });

  test("has one picture at a time, and few wait for it", async () => {
    const one = createPictures({ encoder: ENCODER, waiting: 2 });
    await using spool = await spoolOf(await picture(4, 4));
    const under = [one.make(spool), one.make(spool)];
    expect(await rejection(one.make(spool))).toBeInstanceOf(PicturesBusy);
    for (const { spool: output } of await Promise.all(under)) await output[Symbol.asyncDispose]();
  });
});

test("H24: a spool has no name, so that nothing of it is left on disk", async () => {
  const before = await readdir(tmpdir());
  await using spool = await spoolOf(Buffer.alloc(1000));
  expect(spool.length).toBe(1000);
  const own = (await readdir(tmpdir())).filter((name) => !before.includes(name));
  expect(own.filter((name) => name.startsWith("chuan-spool-"))).toEqual([]);
});
