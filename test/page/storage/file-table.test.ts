/** The bytes of files that wait to be sent, in a browser's database. */
import { expect, setSystemTime, spyOn, test } from "bun:test";
import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { openFileTable } from "../../../src/page/storage/file-table";

const text = async (blob: Blob | undefined) => blob?.text();

test("bytes are there after a reload, until they are removed", async () => {
  const factory = new IDBFactory();
  await openFileTable(() => factory).put("one", new Blob(["the bytes"]));
  const reloaded = openFileTable(() => factory);
  expect(await text(await reloaded.get("one"))).toBe("the bytes");
  await reloaded.remove(["one"]);
  expect(await reloaded.get("one")).toBeUndefined();
});

test("a browser without space refuses bytes, and one that stores nothing keeps them as long as the page is open", async () => {
  const putting = spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  const full = openFileTable(() => new IDBFactory());
  const failure = full.put("one", new Blob(["the bytes"])).catch((error: Error) => error.name);
  expect(await failure.finally(() => putting.mockRestore())).toBe("QuotaExceededError");

  const table = openFileTable(() => {
    throw new DOMException("not here", "SecurityError");
  });
  await table.put("one", new Blob(["the bytes"]));
  expect(await text(await table.get("one"))).toBe("the bytes");
});

test("bytes that nothing names any more are removed a day later, and no others", async () => {
  const factory = new IDBFactory();
  const table = openFileTable(() => factory);
  for (const key of ["left", "named"]) await table.put(key, new Blob([key]));
  try {
    setSystemTime(Date.now() + 25 * 3600_000);
    await table.put("new", new Blob(["new"]));
    await table.sweep((key) => key === "named");
  } finally {
    setSystemTime();
  }
  const left = await Promise.all(
    ["left", "named", "new"].map(async (key) => text(await table.get(key))),
  );
  expect(left).toEqual([undefined, "named", "new"]);
});
