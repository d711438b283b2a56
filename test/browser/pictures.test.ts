/** A person's own picture and the server's icon, in the page (P38). */
import { expect, test } from "bun:test";
import { keyOf, serveOwned } from "../chat/access/people";
import { Client } from "../support/client";
import { picture, uploaded } from "../support/files";
import type { Page } from "./page";
import { samePlace } from "./same-place";

const place = samePlace();

/** Opens a page as somebody whose key is known here. */
async function openAs(name: string, url: string): Promise<Page> {
  const page = await place.open(url, {
    stored: { "chuan.name": name, "chuan.key": keyOf(name) },
  });
  await page.online();
  return page;
}

/** Chooses a file in the dialog that is open. */
async function choose(page: Page, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  await page.until("the field", "document.querySelector('.picture input[type=file]') !== null");
  await page.get(`(() => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.fromBase64(${JSON.stringify(bytes.toBase64())})], "me.png"));
    const input = document.querySelector(".picture input[type=file]");
    input.files = data.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  })()`);
}

const REMOVE = "Remove the picture";
const LINE = "document.querySelector('.line[data-seq=\"1\"]')";
const fetched = (page: Page) =>
  page.get<number>(
    `new Set(performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.includes("/files/"))).size`,
  );

test("a person chooses a picture, which others see beside what they said without that anything moves, and takes it away", async () => {
  await using server = await serveOwned({ PORT: place.port });
  await server.ada.client.say("hello", { name: "ada" });
  const { port } = new URL(server.url);
  const lin = await openAs("lin", `http://localhost:${port}`);
  await lin.until("the drawn portrait", `${LINE}?.querySelector("svg.portrait") != null`);
  const boxes = `JSON.stringify([${LINE}, ${LINE}.querySelector(".portrait")].map((one) => one.getBoundingClientRect()))`;
  const before = await lin.get(boxes);

  const ada = await openAs("ada", server.url);
  await ada.press("Settings");
  await choose(ada, await picture(600, 300, "png"));
  await ada.until("ada's own picture", "document.querySelector('.me img.portrait') !== null");
  const measure =
    "[...document.querySelectorAll('.picture img')].map((one) => [one.naturalWidth, one.naturalHeight, one.alt])";
  expect(await ada.get<unknown>(measure)).toEqual([[256, 256, ""]]);

  // Without a reload: the list of people asks again when it is opened.
  await lin.press("2 people here");
  await lin.until(
    "the picture, in the list",
    "document.querySelector('dialog img.portrait') !== null",
  );
  await lin.view.navigate(`http://localhost:${port}/`);
  await lin.until("the picture", `${LINE}?.querySelector("img.portrait")?.complete === true`);
  expect(await lin.get(boxes)).toEqual(before);
  // Of the two who are shown, one has a picture.
  expect(await fetched(lin)).toBe(1);

  await ada.press(REMOVE);
  await ada.until("the drawn portrait", "document.querySelector('.me svg.portrait') !== null");
  expect(
    await ada.get<boolean>(`document.body.innerText.includes(${JSON.stringify(REMOVE)})`),
  ).toBe(false);
  await lin.view.navigate(`http://localhost:${port}/`);
  await lin.until("the drawn portrait", `${LINE}?.querySelector("svg.portrait") != null`);
});

/** The colours of an icon, above on the left and below on the right. */
const cornersOf = (address: string) => `(async () => {
  const image = new Image();
  image.src = ${address};
  await image.decode();
  const pen = new OffscreenCanvas(64, 64).getContext("2d");
  pen.drawImage(image, 0, 0);
  return [[8, 8], [30, 44]].map(([x, y]) => [...pen.getImageData(x, y, 1, 1).data]);
})()`;

test("an owner chooses the server's icon, which is the page's, and gets the built-in one back", async () => {
  await using server = await serveOwned({ PORT: place.port });
  await server.ada.client.ask("settle", { room: "~server", title: "Tea house" });
  const ada = await openAs("ada", server.url);
  const type = async () => (await fetch(`${server.url}/icon.svg`)).headers.get("Content-Type");
  expect(await type()).toContain("svg");
  await ada.press("Server settings");
  await choose(ada, await picture(900, 600));
  await ada.shows(REMOVE);
  expect(await type()).toBe("image/png");
  const shown = "document.querySelector('.picture > img')";
  await ada.until("the icon", `${shown}.naturalWidth === 512 && ${shown}.naturalHeight === 512`);
  expect(await ada.get<string>("document.querySelector('link[rel=icon]').href")).toContain("?");
  const icon = "document.querySelector('link[rel=icon]').href";
  const [plain, plainBelow] = await ada.get<number[][]>(cornersOf(icon));
  await using lin = await Client.connect(server.url);
  await ada.look(false);
  await lin.say("tea?", { name: "lin" });
  await ada.until("the icon with a number", `${icon}.startsWith('data:image/png')`);
  const numbered = await ada.get<number[][]>(cornersOf(icon));
  expect(numbered).toEqual([plain ?? [], [179, 54, 31, 255]]);
  expect(plainBelow).not.toEqual(numbered[1]);
  await ada.look(true);
  await ada.until("the icon without a number", `${icon}.includes('/icon.svg?')`);
  await ada.press(REMOVE);
  await ada.until(
    "the built-in icon",
    `!document.body.innerText.includes(${JSON.stringify(REMOVE)})`,
  );
  expect(await type()).toContain("svg");
});

test("what the browser cannot read is said to be no picture, and nothing is uploaded", async () => {
  await using server = await serveOwned({ PORT: place.port });
  const ada = await openAs("ada", server.url);
  await ada.press("Settings");
  await choose(ada, new Uint8Array([1, 2, 3]));
  await ada.shows("can't be read");
  expect(await fetched(ada)).toBe(0);
});

test("P38: on a server by invitation a browser without a cookie gets one, and shows the picture", async () => {
  await using server = await serveOwned({ PORT: place.port, ACCESS: "invited" });
  const asked = { key: keyOf("ada"), room: "~faces" };
  const { id } = await uploaded(server.url, await picture(60, 60), asked);
  await server.ada.client.ask("picture", { file: id });
  expect((await fetch(`${server.url}/files/${id}/face`)).status).toBe(404);
  const ada = await openAs("ada", server.url);
  await ada.until("ada's own picture", "document.querySelector('.me img.portrait') !== null");
});
