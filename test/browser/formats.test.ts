/** What becomes of pictures as telephones and programs make them, from the box to the message (P38). */
import { expect, setDefaultTimeout, test } from "bun:test";
import { difference, quartersOf, real, type RealPicture, SECRETS } from "../pictures/real";
import { Client } from "../support/client";
import { serve } from "../support/server";
import { Page } from "./page";

setDefaultTimeout(60_000);

const ALL = [
  "phone.avif",
  "phone.heic",
  "moving.avif",
  "moving.webp",
  "print.jpg",
  "phone.jpg",
] as const;
const AS_IS = ["phone.heic", "moving.avif"];

async function chooses(page: Page, names: readonly RealPicture[]): Promise<void> {
  const files = await Promise.all(names.map(async (name) => [name, (await real(name)).toBase64()]));
  await page.until("the button", "document.querySelector('button.attach') !== null");
  await page.get(`(() => {
    const data = new DataTransfer();
    for (const [name, bytes] of ${JSON.stringify(files)}) data.items.add(new File([Uint8Array.fromBase64(bytes)], name));
    const input = document.querySelector("input[type=file][multiple]");
    input.files = data.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  })()`);
  await page.until(
    "the files in the box",
    `document.querySelectorAll('.staged li:not([aria-busy=true])').length === ${names.length}`,
  );
}

test("P38: a picture that the server cannot encode is encoded by the browser if it can, and is else sent as it is, which the box says", async () => {
  await using server = await serve();
  await using lin = await Client.connect(server.url);
  using ada = await Page.open(server.url);
  await ada.introduce("ada");
  await chooses(ada, ALL);
  const noted = await ada.get<string[]>(`[...document.querySelectorAll(".staged li")]
    .filter((one) => one.querySelector("p.note")?.textContent.startsWith("Sent as it is"))
    .map((one) => one.querySelector("bdi").textContent)`);
  expect(noted).toEqual(AS_IS);
  await ada.say("look");
  await ada.until(
    "the message",
    "document.querySelector('.line[data-seq] .files') && !document.querySelector('.unsent')",
  );
  // Each fills its frame.
  const room = await ada.get<number[]>(`[...document.querySelectorAll(".files .picture")].map(
    (one) => one.getBoundingClientRect().width - one.querySelector("img").getBoundingClientRect().width)`);
  expect(room).toEqual([0, 0, 0, 0]);
  const [said] = await lin.log("lobby");
  const kept = await Promise.all(
    (said?.files ?? []).map(async ({ id, ...file }) => ({
      ...file,
      bytes: await (await fetch(`${server.url}/files/${id}/x`)).bytes(),
    })),
  );
  expect(kept.map(({ name, type, width, height }) => [name, type, width, height])).toEqual([
    ["phone.webp", "image/webp", 64, 96],
    ["phone.heic", "image/heic", undefined, undefined],
    ["moving.avif", "image/avif", undefined, undefined],
    ["moving.webp", "image/webp", 64, 48],
    ["print.jpg", "image/jpeg", 96, 64],
    ["phone.jpg", "image/jpeg", 64, 96],
  ]);
  const [avif, heic, moving, , , jpeg] = kept.map(({ bytes }) => bytes);
  if (!avif || !heic || !moving || !jpeg) throw new Error("a file is not there");
  expect(heic).toEqual(await real("phone.heic"));
  expect(moving).toEqual(await real("moving.avif"));
  for (const { name, bytes } of kept)
    if (!AS_IS.includes(name))
      for (const secret of SECRETS) expect(Buffer.from(bytes).includes(secret)).toBeFalse();
  // Both are the same picture, but that one was turned the other way round.
  const [topLeft = [], topRight = [], low = [], lowest = []] = await quartersOf(jpeg);
  expect(difference(await quartersOf(avif), [lowest, low, topRight, topLeft])).toBeLessThan(20);
});
