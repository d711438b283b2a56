import { expect, setDefaultTimeout, test } from "bun:test";
import { IDBFactory } from "fake-indexeddb";
import { persistenceAfter, openOutboxStore } from "../../../src/page/storage/outbox-table";
import { databaseIn } from "../forgetful";

setDefaultTimeout(60_000);

const open = (factory: IDBFactory) => openOutboxStore(databaseIn(factory));

const message = (order: number, txt: string) => ({
  order,
  id: `id of ${txt}`,
  room: "designers",
  name: "ada",
  txt,
});

test("stored messages are there when the store is opened again, in the order typed", async () => {
  const factory = new IDBFactory();
  const before = open(factory);
  for (const unsent of [message(2, "second"), message(10, "third"), message(1, "first")])
    await before.put(unsent);
  const after = open(factory);
  expect((await after.load()).map((one) => ("txt" in one ? one.txt : ""))).toEqual([
    "first",
    "second",
    "third",
  ]);
});

test("a removed message is gone, and removing it twice is no error", async () => {
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

test("a store without space is distinguished from one that has failed", () => {
  const errors = ["QuotaExceededError", "InvalidStateError"].map(
    (name) => new DOMException("", name),
  );
  expect(errors.map((error) => persistenceAfter(error))).toEqual(["full", "nothing"]);
});
