/** Files on their way: over a reload, from two pages, and stopped by the person. */
import { expect, test } from "bun:test";
import { Client } from "../support/client";
import { keyOf, picture, uploaded } from "../support/files";
import { Page } from "./page";
import { FULL_SPEED } from "./new-page";
import { samePlace } from "./same-place";

const place = samePlace();

/** Bytes that no compression makes fewer. */
const BYTES = 400_000;
const SLOW = 80_000;

/** Chooses a file of so many bytes. */
async function chooses(page: Page, bytes = BYTES): Promise<void> {
  await page.until("the button", "document.querySelector('button.attach') !== null");
  await page.get(`(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(${bytes}).fill(7)], "notes.bin"));
    const input = document.querySelector("input[type=file][multiple]");
    input.files = data.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  })()`);
  await page.until(
    "the file in the box",
    "document.querySelector('.staged li:not([aria-busy=true])')",
  );
}

const upload = (page: Page, bytesPerSecond: number) =>
  page.network("emulateNetworkConditions", {
    ...FULL_SPEED,
    offline: false,
    uploadThroughput: bytesPerSecond,
  });

const isUnderWay = "document.querySelector('.upload progress')?.value > 0";
const isSent =
  "document.querySelector('.line[data-seq] .files') && !document.querySelector('.unsent')";
const uploads = (page: Page) =>
  page.get<number>(
    "performance.getEntriesByType('resource').filter(({ name }) => name.includes('/files?')).length",
  );

test("a file that is on its way can be stopped and tried again, and goes on after a reload: it is sent once", async () => {
  await using server = await place.serve();
  await using lin = await Client.connect(server.url);
  const ada = await place.open(server.url);
  await ada.introduce("ada");
  await chooses(ada);
  await upload(ada, SLOW);
  await ada.say("my notes");
  await ada.until("the upload", isUnderWay);
  await ada.press("Cancel upload");
  await ada.shows("not sent");
  await ada.press("Try again");
  await ada.until("the upload again", isUnderWay);
  await ada.view.navigate(server.url);
  await upload(ada, -1);
  await ada.until("the message sent", isSent);
  const [said, ...more] = await lin.log("lobby");
  expect(more).toEqual([]);
  expect(said).toMatchObject({ txt: "my notes", files: [{ name: "notes.bin", size: BYTES }] });
});

test("two pages of one browser upload a file once", async () => {
  await using server = await place.serve();
  await using lin = await Client.connect(server.url);
  const ada = await place.open(server.url);
  await ada.introduce("ada");
  await chooses(ada);
  await upload(ada, SLOW);
  await ada.say("my notes");
  await ada.until("the upload", isUnderWay);
  using second = await Page.open(server.url);
  await second.online();
  await second.until("the message on the second page", "document.querySelector('.unsent .files')");
  await upload(ada, -1);
  for (const page of [ada, second]) await page.until("the message sent", isSent);
  expect([await uploads(ada), await uploads(second)]).toEqual([1, 0]);
  expect(await lin.log("lobby")).toHaveLength(1);
});

test("a picture has its place in a message before it is there", async () => {
  await using server = await place.serve();
  const key = keyOf("lin");
  await using lin = await Client.connect(server.url, "websocket", { key });
  const { id } = await uploaded(server.url, await picture(160, 80, "png"), {
    key,
    name: "bamboo.png",
  });
  expect(await lin.ask("chuan", { name: "lin", txt: "" }, { files: [id] })).toMatchObject({
    ok: true,
  });
  const ada = await place.open(`${server.url}/healthz`);
  await ada.network("setBlockedURLs", { urls: ["*/files/*", "*/parts/files-*"] });
  await ada.view.navigate(server.url);
  await ada.introduce("ada");
  await ada.until("the frame", "document.querySelector('.files .picture') !== null");
  const [width = 0, height = 0] = await ada.get<number[]>(`(() => {
    const { width, height } = document.querySelector(".files .picture").getBoundingClientRect();
    return [width, height];
  })()`);
  expect([Math.round(width), Math.round(height)]).toEqual([160, 80]);
});

test("P38: a file of a kind that the server forbids is not sent, and the page says why", async () => {
  await using server = await place.serve({ FORBIDDEN_FILES: "application/octet-stream" });
  const ada = await place.open(server.url);
  await ada.introduce("ada");
  await chooses(ada, 10);
  await ada.say("my notes");
  await ada.shows("This server doesn't accept files of this kind.");
  expect(await ada.get<string>("document.querySelector('.unsent').innerText")).toContain(
    "not sent",
  );
});
