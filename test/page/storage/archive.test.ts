import { expect, test } from "bun:test";
import { IDBFactory } from "fake-indexeddb";
import { openArchive } from "../../../src/page/storage/archive";
import { outboxStore } from "../../../src/page/storage/outbox-table";
import { databaseIn } from "../forgetful";

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

const open = (factory: IDBFactory) => openArchive(databaseIn(factory));

test("the last messages of each room are there when the page opens again", async () => {
  const factory = new IDBFactory();
  const before = open(factory);
  await before.keep("designers", messages(3));
  await before.keep("kitchen", messages(1));
  const after = open(factory);
  expect(await after.load("designers")).toEqual(messages(3));
  expect(await after.load("kitchen")).toHaveLength(1);
});

test("only the last hundred are kept, in place of those before", async () => {
  const archive = open(new IDBFactory());
  await archive.keep("designers", messages(5));
  await archive.keep("designers", messages(250));
  const kept = await archive.load("designers");
  expect([kept.length, kept[0]?.seq, kept.at(-1)?.seq]).toEqual([100, 151, 250]);
});

test("of a room that was never read, or is forgotten, nothing is there", async () => {
  const archive = open(new IDBFactory());
  await archive.keep("designers", messages(1));
  await archive.forget("designers");
  expect([await archive.load("designers"), await archive.load("kitchen")]).toEqual([[], []]);
});

test("a page of a later version does not wait for one that is open", async () => {
  const factory = new IDBFactory();
  const store = outboxStore(databaseIn(factory));
  await store.load();
  const later = Promise.withResolvers<void>();
  const opening = factory.open("chuan", 99);
  opening.addEventListener("success", () => later.resolve());
  opening.addEventListener("blocked", () => later.reject(new Error("it waits")));
  await later.promise;
  expect(await store.load().catch((error: Error) => error.name)).toBe("VersionError");
});
