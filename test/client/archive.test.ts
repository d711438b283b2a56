import { expect, test } from "bun:test";
import { IDBFactory } from "fake-indexeddb";
import { openArchive } from "../../src/client/archive";
import { openDatabase } from "../../src/client/database";
import { outboxStore } from "../../src/client/outbox-store";

const messages = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    room: "designers",
    seq: n + 1,
    id: `${n + 1}`,
    from: "lin",
    name: "林",
    txt: "你好",
    at: n,
  }));

const open = async (factory: IDBFactory) => openArchive(await openDatabase(factory));

test("the last messages of each room are there when the page opens again", async () => {
  const factory = new IDBFactory();
  const before = await open(factory);
  await before.keep("designers", messages(3));
  await before.keep("kitchen", messages(1));
  const after = await open(factory);
  expect(await after.load("designers")).toEqual(messages(3));
  expect(await after.load("kitchen")).toHaveLength(1);
});

test("only the last hundred are kept, in place of those before", async () => {
  const archive = await open(new IDBFactory());
  await archive.keep("designers", messages(5));
  await archive.keep("designers", messages(250));
  const kept = await archive.load("designers");
  expect([kept.length, kept[0]?.seq, kept.at(-1)?.seq]).toEqual([100, 151, 250]);
});

test("of a room that was never read, or is forgotten, nothing is there", async () => {
  const archive = await open(new IDBFactory());
  await archive.keep("designers", messages(1));
  await archive.forget("designers");
  expect([await archive.load("designers"), await archive.load("kitchen")]).toEqual([[], []]);
});

test("a page of a later version does not wait for one that is open", async () => {
  const factory = new IDBFactory();
  const store = outboxStore(await openDatabase(factory));
  const later = Promise.withResolvers<void>();
  const opening = factory.open("chuan", 99);
  opening.addEventListener("success", () => later.resolve());
  opening.addEventListener("blocked", () => later.reject(new Error("it waits")));
  await later.promise;
  expect(await store.load().catch((error: Error) => error.name)).toBe("InvalidStateError");
});
