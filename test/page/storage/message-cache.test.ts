import { expect, test } from "bun:test";
import { IDBFactory } from "fake-indexeddb";
import { openMessageCache } from "../../../src/page/storage/message-cache";
import { openOutboxStore } from "../../../src/page/storage/outbox-table";
import { change, done, ROOMS } from "../../../src/page/storage/database";
import { message } from "../../client/room-log";
import { databaseIn } from "../forgetful";

const room = (count: number) => ({
  messages: Array.from({ length: count }, (_, n) => message(n + 1)),
  rev: count,
  epoch: "one",
});

const open = (factory: IDBFactory) => openMessageCache(databaseIn(factory));

test("the last messages of each room are there when the page opens again", async () => {
  const factory = new IDBFactory();
  const before = open(factory);
  await before.keep("designers", room(3));
  await before.keep("kitchen", room(1));
  const after = open(factory);
  expect(await after.load("designers")).toEqual(room(3));
  expect((await after.load("kitchen"))?.messages).toHaveLength(1);
});

test("the cache has the last hundred messages of a room", async () => {
  const cache = open(new IDBFactory());
  await cache.keep("designers", room(5));
  await cache.keep("designers", room(250));
  const { messages = [] } = (await cache.load("designers")) ?? {};
  expect([messages.length, messages[0]?.seq, messages.at(-1)?.seq]).toEqual([100, 151, 250]);
});

test("a room that was never read, or was removed, has nothing in the cache", async () => {
  const cache = open(new IDBFactory());
  await cache.keep("designers", room(1));
  await cache.forget("designers");
  expect([await cache.load("designers"), await cache.load("kitchen")]).toEqual([
    undefined,
    undefined,
  ]);
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

test("P23: what an earlier version of the page stored without a cursor is removed, since it cannot be brought up to date", async () => {
  const database = databaseIn(new IDBFactory());
  await change(database, ROOMS, "strict", (table) =>
    table.put({ room: "designers", messages: [message(1)] }),
  );
  expect(await openMessageCache(database).load("designers")).toBeUndefined();
  const left = database.use((opened) =>
    done(opened.transaction(ROOMS).objectStore(ROOMS).getAll()),
  );
  expect(await left).toEqual([]);
});
