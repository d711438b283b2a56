import { expect, setDefaultTimeout, test } from "bun:test";
import { IDBFactory } from "fake-indexeddb";
import { type OutboxStore, tolerantStore } from "../../src/client/outbox-store";
import { persistenceAfter, openOutboxStore } from "../../src/page/storage/outbox-table";
import { databaseIn } from "../page/forgetful";

setDefaultTimeout(60_000);

const full = () => Promise.reject(new DOMException("full", "QuotaExceededError"));

const message = (order: number, txt: string) => ({
  order,
  id: `id of ${txt}`,
  room: "designers",
  name: "ada",
  txt,
});

test("the outbox goes on without a store that fails, and reports each failure", async () => {
  const broken: OutboxStore = { load: full, put: full, remove: full };
  const told: unknown[] = [];
  const store = tolerantStore(broken, (error) => told.push(error));
  expect(await store.load()).toEqual([]);
  await store.put(message(1, "hello"));
  await store.remove("id of hello");
  expect(told).toHaveLength(3);
});

test("messages that a failing store refused are put as soon as it works again", async () => {
  const working = openOutboxStore(databaseIn(new IDBFactory()));
  let isFull = true;
  const told: unknown[] = [];
  const store = tolerantStore(
    { ...working, put: (unsent) => (isFull ? full() : working.put(unsent)) },
    (error) => told.push(error),
  );
  for (const unsent of [message(1, "first"), message(2, "second"), message(3, "third")])
    await store.put(unsent);
  await store.remove("id of second");
  expect(told.map((error) => persistenceAfter(error))).toEqual(["full", "full", "full", "full"]);
  isFull = false;
  await store.put(message(4, "fourth"));
  expect(persistenceAfter(told.at(-1))).toBe("all");
  expect((await working.load()).map((one) => ("txt" in one ? one.txt : ""))).toEqual([
    "first",
    "third",
    "fourth",
  ]);
});
