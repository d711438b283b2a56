/** The page's database in a browser that lets it wait, takes it away or refuses it. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { IDBFactory } from "fake-indexeddb";
import { openMessageCache } from "../../../src/page/storage/message-cache";
import { Database } from "../../../src/page/storage/database";
import { Outbox } from "../../../src/client/outbox";
import { tolerantStore } from "../../../src/client/outbox-store";
import { openOutboxStore } from "../../../src/page/storage/outbox-table";
import { until } from "../../support/until";
import { noFiles } from "../../client/no-files";

setDefaultTimeout(30_000);

const message = (txt: string) => ({
  order: 1,
  id: `id of ${txt}`,
  room: "lobby",
  name: "ada",
  txt,
});

/** A page with its database; `came` counts how often that came late. */
function page(factory: () => IDBFactory, patience = 20) {
  const told = { came: 0 };
  const database = new Database({ factory, patience, onLateOpen: () => (told.came += 1) });
  return { database, told, store: openOutboxStore(database), cache: openMessageCache(database) };
}

const failure = (work: Promise<unknown>) => work.then(String, (error: Error) => error.message);

/** A connection that holds the database, as a page does that was left and stands frozen. */
function frozen(factory: IDBFactory): Promise<IDBDatabase> {
  const { promise, resolve } = Promise.withResolvers<IDBDatabase>();
  const opening = factory.open("chuan", 1);
  opening.addEventListener("upgradeneeded", () => {
    opening.result.createObjectStore("outbox", { keyPath: "id" });
    opening.result.createObjectStore("rooms", { keyPath: "room" });
  });
  opening.addEventListener("success", () => resolve(opening.result));
  return promise;
}

/** A browser in which opening the database is not answered until the returned function is called. */
async function blocked() {
  const factory = new IDBFactory();
  const other = await frozen(factory);
  // It waits for the other one to be closed, and all that is asked later waits for it.
  factory.deleteDatabase("chuan");
  return { factory, release: () => other.close() };
}

test("the page goes on without a database that does not open in time, and uses it once it opens", async () => {
  const { factory, release } = await blocked();
  const { store, cache, told } = page(() => factory);
  expect(await failure(store.load())).toContain("did not open in time");
  // Nobody waits a second time.
  expect(await failure(store.put(message("one")))).toContain("is not open yet");
  expect(await failure(cache.load("lobby"))).toContain("is not open yet");
  expect(told.came).toBe(0);
  release();
  await until("the database being taken up", () => told.came === 1);
  await store.put(message("two"));
  expect(await store.load()).toEqual([message("two")]);
});

test("messages typed while the database did not open are stored once it opens", async () => {
  const { factory, release } = await blocked();
  const { database, told, store } = page(() => factory);
  const outbox = new Outbox({
    store: tolerantStore(store, () => {}),
    openFiles: noFiles,
    owner: 1,
    nextOrder: () => 1,
    send: () => Promise.reject(new Error("offline")),
    sendWish: () => Promise.reject(new Error("offline")),
    onBarred() {},
    onAcknowledged() {},
    onChange() {},
    wait: () => Promise.resolve(),
  });
  await outbox.add({ room: "lobby", name: "ada", txt: "typed early" });
  release();
  await until("the database being taken up", () => told.came === 1);
  await outbox.restore();
  database.leave();
  const reloaded = page(() => factory);
  expect((await reloaded.store.load()).map((one) => ("txt" in one ? one.txt : ""))).toEqual([
    "typed early",
  ]);
});

test("a page that is left closes the database, and opens it again on coming back", async () => {
  const factory = new IDBFactory();
  const left = page(() => factory);
  await left.store.put(message("one"));
  left.database.leave();
  const deleting = factory.deleteDatabase("chuan");
  const { promise: isDeleted, resolve, reject } = Promise.withResolvers<void>();
  deleting.addEventListener("blocked", () => reject(new Error("the left page holds it")));
  deleting.addEventListener("success", () => resolve());
  await isDeleted;
  left.database.comeBack();
  await left.store.put(message("two"));
  expect(await left.store.load()).toEqual([message("two")]);
});

test("a page that is left while it opens the database does not hold it", async () => {
  const factory = new IDBFactory();
  const left = page(() => factory);
  const loading = left.store.load().catch(() => []);
  left.database.leave();
  await loading;
  const next = page(() => factory, 5000);
  expect(await next.store.load()).toEqual([]);
  const deleting = factory.deleteDatabase("chuan");
  next.database.leave();
  const { promise: isDeleted, resolve } = Promise.withResolvers<void>();
  deleting.addEventListener("success", () => resolve());
  await isDeleted;
});

test("a database that was closed is opened again, and later messages are stored", async () => {
  const factory = new IDBFactory();
  const { store, database } = page(() => factory);
  await store.put(message("before"));
  // The browser closes it, and nobody is told.
  await database.use((open) => Promise.resolve(open.close()));
  await store.put(message("after"));
  const reloaded = page(() => factory);
  const kept = await reloaded.store.load();
  expect(kept.map((one) => ("txt" in one ? one.txt : "")).toSorted()).toEqual(["after", "before"]);
});

test("a database that was refused is opened again with the next message", async () => {
  const factory = new IDBFactory();
  let isRefused = true;
  const { store } = page(() => {
    if (isRefused) throw new DOMException("not here", "SecurityError");
    return factory;
  });
  expect(await store.load().catch((error: Error) => error.name)).toBe("SecurityError");
  isRefused = false;
  await store.put(message("one"));
  expect(await store.load()).toEqual([message("one")]);
});
