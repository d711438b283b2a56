/** This browser's IndexedDB: what is unsent, and the last messages of each room. */

export const OUTBOX = "outbox";
export const ROOMS = "rooms";

const NAME = "chuan";
const VERSION = 1;

/** Opens the database, and makes it where there is none. Rejects where the browser refuses it. */
export async function openDatabase(factory: IDBFactory): Promise<IDBDatabase> {
  const opening = factory.open(NAME, VERSION);
  opening.addEventListener("upgradeneeded", () => {
    opening.result.createObjectStore(OUTBOX, { keyPath: "id" });
    opening.result.createObjectStore(ROOMS, { keyPath: "room" });
  });
  const database = await done(opening);
  // A page of a later version must not wait for this one to be closed.
  database.addEventListener("versionchange", () => database.close());
  return database;
}

/** The result of a request, once it has one. */
export function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("IndexedDB failed")));
  });
}

/** Makes a change to a table; resolves when it is on disk as surely as `durability` says, rejects when it cannot be. */
export async function change(
  database: IDBDatabase,
  table: string,
  durability: IDBTransactionDurability,
  make: (table: IDBObjectStore) => void,
): Promise<void> {
  // Throws when the browser has closed the database under the page, as it may at any time.
  const transaction = database.transaction(table, "readwrite", { durability });
  make(transaction.objectStore(table));
  await new Promise<void>((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    const fail = () => reject(transaction.error ?? new Error("IndexedDB failed"));
    transaction.addEventListener("abort", fail);
    transaction.addEventListener("error", fail);
  });
}
