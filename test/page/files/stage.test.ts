/** Taking chosen files into the box of a room. */
import { expect, test } from "bun:test";
import { signal } from "@preact/signals";
import type { FileStore } from "../../../src/client/outbox-store";
import { stage } from "../../../src/page/files/stage";
import type { StagedFile } from "../../../src/page/state/room";
import { memory } from "../../client/outbox-at-hand";

const MOST = 100;
const text = (name: string, length = 10) => new File(["x".repeat(length)], name);

const full = () => Promise.reject(new DOMException("full", "QuotaExceededError"));

/** A box, and what takes files into it. */
function box(store: FileStore = memory().files) {
  const room = { staged: signal<readonly StagedFile[]>([]) };
  return {
    room,
    take: (...files: File[]) => stage(files, room, store, MOST),
    names: () => room.staged.value.map(({ name }) => name),
  };
}

test("files are in the box in the order chosen, and their bytes are kept", async () => {
  const { files, bytes } = memory();
  const { room, take, names } = box(files);
  const taking = take(text("a.txt"), text("b.txt"));
  expect(room.staged.value.map(({ name, isBusy }) => [name, isBusy])).toEqual([
    ["a.txt", true],
    ["b.txt", true],
  ]);
  expect(await taking).toEqual([]);
  expect(names()).toEqual(["a.txt", "b.txt"]);
  expect(
    room.staged.value.map(({ key, size, isBusy }) => [bytes.get(key)?.size, size, isBusy]),
  ).toEqual([
    [10, 10, undefined],
    [10, 10, undefined],
  ]);
});

test("what is too large, empty or too much is refused in words, and the rest is taken", async () => {
  const { take, names } = box();
  expect(await take(text("large.txt", MOST + 1), text("none.txt", 0), text("a.txt"))).toEqual([
    { key: "fileTooLarge", values: { name: "large.txt" }, size: MOST },
    { key: "fileUnreadable", values: { name: "none.txt" } },
  ]);
  const more = Array.from({ length: 12 }, (_, n) => text(`${n}.txt`));
  expect(await take(...more)).toEqual([{ key: "filesTooMany", values: { count: 10 } }]);
  expect(names()).toEqual(["a.txt", ...more.slice(0, 9).map(({ name }) => name)]);
});

test("a file that this device has no space for is refused in words, before it is in the box for good", async () => {
  const { take, names } = box({ ...memory().files, put: full });
  expect(await take(text("a.txt"))).toEqual([{ key: "fileNoSpace", values: { name: "a.txt" } }]);
  expect(names()).toEqual([]);
});

test("a file that is taken out while it is read leaves no bytes", async () => {
  const { files, bytes } = memory();
  const { room, take } = box(files);
  const taking = take(text("a.txt"));
  room.staged.value = [];
  await taking;
  expect([room.staged.value.length, bytes.size]).toEqual([0, 0]);
});

test("a picture that neither the server nor the browser can read is sent as it is, and the box says so; so is a video", async () => {
  const { room, take } = box();
  await take(
    new File(["ftypheic"], "IMG_1.HEIC"),
    new File(["x"], "a.mp4", { type: "video/mp4" }),
    text("a.txt"),
  );
  expect(room.staged.value.map(({ name, isAsIs }) => [name, isAsIs])).toEqual([
    ["IMG_1.HEIC", true],
    ["a.mp4", true],
    ["a.txt", undefined],
  ]);
});

test("P38: a name keeps its ending when it is longer than a name may be", async () => {
  const { names, take } = box();
  await take(text(`${"字".repeat(200)}.txt`));
  const [name = ""] = names();
  expect([Array.from(name).length, name.endsWith("字.txt")]).toEqual([120, true]);
});
