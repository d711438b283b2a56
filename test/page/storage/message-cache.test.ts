import { expect, test } from "bun:test";
import { IDBFactory } from "fake-indexeddb";
import { openMessageCache } from "../../../src/page/storage/message-cache";
import { openOutboxStore } from "../../../src/page/storage/outbox-table";
import { databaseIn } from "../forgetful";

const messages = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    room: "designers",
    seq: n + 1,
    rev: n + 1,
    id: `${n + 1}`,
    from: "lin",
    name: "林",
    txt: "你好",
    at: n,
  }));

const open = (factory: IDBFactory) => openMessageCache(databaseIn(factory));

test("the last messages of each room are there when the page opens again", async () => {
  const factory = new IDBFactory();
  const before = open(factory);
  await before.keep("designers", messages(3));
  await before.keep("kitchen", messages(1));
  const after = open(factory);
  expect(await after.load("designers")).toEqual(messages(3));
  expect(await after.load("kitchen")).toHaveLength(1);
});

test("the cache has the last hundred messages of a room", async () => {
  const cache = open(new IDBFactory());
  await cache.keep("designers", messages(5));
  await cache.keep("designers", messages(250));
  const kept = await cache.load("designers");
  expect([kept.length, kept[0]?.seq, kept.at(-1)?.seq]).toEqual([100, 151, 250]);
});

test("a room that was never read, or was removed, has nothing in the cache", async () => {
  const cache = open(new IDBFactory());
  await cache.keep("designers", messages(1));
  await cache.forget("designers");
  expect([await cache.load("designers"), await cache.load("kitchen")]).toEqual([[], []]);
});

test("a page of a later version does not wait for an open page of this one", async () => {
  const factory = new IDBFactory();
  const store = openOutboxStore(databaseIn(factory));
  await store.load();
  const later = Promise.withResolvers<void>();
  const opening = factory.open("chuan", 99);
  opening.addEventListener("success", () => later.resolve());
  opening.addEventListener("blocked", () => later.reject(new Error("it waits")));
  await later.promise;
  expect(await store.load().catch((error: Error) => error.name)).toBe("VersionError");
});
