/** How smoothly 500 messages with pictures scroll in a real Chromium, up and down: each with a photo, of which the list shows the small form. */
import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { openStore, readLocation } from "../src/store";
import { Page } from "../test/browser/page";
import { sees } from "../test/browser/people";
import { serve } from "../test/support/server";
import { fileOf, receive } from "../test/store/files-parts";
import { printWays } from "./scroll";

const MESSAGES = 500;
/** Different photos, each with the two forms that the server makes. */
const PHOTOS = 40;
const SIZES = [
  [1600, 1200],
  [1200, 1600],
  [1920, 1080],
] as const;

/** Prints frames a second, and what a frame costs, up and down. */
export async function scrollPictures(): Promise<void> {
  const path = `${tmpdir()}/chuan-scroll-${Bun.randomUUIDv7()}`;
  await fillWithPhotos(path);
  await using server = await serve({ DATABASE_URL: `sqlite:${path}/chuan.db` });
  using page = await Page.open(server.url);
  await page.introduce("ada");
  await sees(page, MESSAGES);
  await printWays(page, MESSAGES);
  await rm(path, { recursive: true });
}

/** Stored as the server stores them, but not encoded by it: encoding five hundred photos would take minutes. */
async function fillWithPhotos(folder: string): Promise<void> {
  await mkdir(folder);
  const photos = await Promise.all(Array.from({ length: PHOTOS }, (_, n) => photo(n)));
  const store = await openStore(readLocation(`sqlite:${folder}/chuan.db`), {
    onFault: () => {},
    files: { place: "beside", bytes: 0 },
  });
  for (let n = 0; n < MESSAGES; n += 1) {
    const one = photos[n % PHOTOS];
    if (one) await send(store, one, n);
  }
  await store.close();
}

type Photo = Awaited<ReturnType<typeof photo>>;

async function send(
  { log, files }: Awaited<ReturnType<typeof openStore>>,
  { whole, small, ...size }: Photo,
  n: number,
) {
  if (!files) throw new Error("the store keeps files");
  const file = fileOf(whole, {
    name: `${n}.jpg`,
    type: "image/jpeg",
    small: small.length,
    ...size,
  });
  await receive(files, file.id, "whole", whole);
  await receive(files, file.id, "small", small);
  await files.add(file);
  const key = { room: "lobby", from: "ada", id: `m${n}` };
  await files.claim([file.id], key);
  const { id, name, type } = file;
  const named = [{ id, name, type, size: whole.length, ...size }];
  await log.append({ ...key, name: "ada", txt: `photo ${n}`, files: named });
}

/** A picture with as much in it as a photo has: waves of colour, and some noise. */
async function photo(n: number) {
  const [width, height] = SIZES[n % SIZES.length] ?? [1600, 1200];
  const bytes = Buffer.alloc(54 + 4 * width * height);
  bytes.write("BM", "latin1");
  for (const [at, value] of [
    [2, bytes.length],
    [10, 54],
    [14, 40],
    [18, width],
    [22, height],
    [26, 1 + (32 << 16)],
  ] as const)
    bytes.writeInt32LE(value, at);
  for (let y = 0, at = 54; y < height; y += 1)
    for (let x = 0; x < width; x += 1, at += 4)
      for (let c = 0; c < 4; c += 1)
        bytes[at + c] =
          128 +
          90 * Math.sin((x * (n + 3)) / 400 + c + (y * (c + 1)) / 150) +
          ((x * 7919 + y * 104729) % 37);
  const image = new Bun.Image(bytes);
  const small = image.resize(480, 480, { fit: "inside" });
  return {
    width,
    height,
    small: await small.webp({ quality: 76 }).bytes(),
    whole: await new Bun.Image(bytes).jpeg({ quality: 85 }).bytes(),
  };
}

if (import.meta.main) await scrollPictures();
