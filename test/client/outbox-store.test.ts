import { expect, setDefaultTimeout, test } from "bun:test";
import { IDBFactory } from "fake-indexeddb";
import { outboxStore, tolerant, type OutboxStore } from "../../src/client/outbox-store";
import { databaseIn } from "./forgetful";

setDefaultTimeout(60_000);

const open = (factory: IDBFactory) => outboxStore(databaseIn(factory));

const full = () => Promise.reject(new DOMException("full", "QuotaExceededError"));

const message = (order: number, txt: string) => ({
  order,
  id: `id of ${txt}`,
  room: "designers",
  name: "ada",
  txt,
});

test("what was put is there when the store is opened again, in the order typed", async () => {
  const factory = new IDBFactory();
  const before = open(factory);
  for (const unsent of [message(2, "second"), message(10, "third"), message(1, "first")])
    await before.put(unsent);
  const after = open(factory);
  expect((await after.load()).map(({ txt }) => txt)).toEqual(["first", "second", "third"]);
});

test("what was removed is gone, and removing it twice is no error", async () => {
  const store = open(new IDBFactory());
  await store.put(message(1, "hello"));
  await store.remove("id of hello");
  await store.remove("id of hello");
  expect(await store.load()).toEqual([]);
});

test("putting the same message twice keeps it once", async () => {
  const store = open(new IDBFactory());
  await store.put(message(1, "hello"));
  await store.put(message(1, "hello"));
  expect(await store.load()).toHaveLength(1);
});

test("a store that fails is gone on without, and that is told each time", async () => {
  const broken: OutboxStore = { load: full, put: full, remove: full };
  const told: unknown[] = [];
  const store = tolerant(broken, (error) => told.push(error));
  expect(await store.load()).toEqual([]);
  await store.put(message(1, "hello"));
  await store.remove("id of hello");
  expect(told).toHaveLength(3);
});
