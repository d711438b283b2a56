/** Where unsent messages wait: IndexedDB, so that they survive a reload, a crash and a closed lid. */

/** A message that has not been acknowledged. `order` is the order in which it was typed. */
export interface Unsent {
  order: number;
  id: string;
  room: string;
  name: string;
  txt: string;
}

export interface OutboxStore {
  /** All that is kept, in the order typed. */
  load: () => Promise<Unsent[]>;
  put: (unsent: Unsent) => Promise<void>;
  remove: (id: string) => Promise<void>;
}

const DATABASE = "chuan";
const TABLE = "outbox";

/** The store in this browser's IndexedDB. Rejects where the browser has none or refuses it. */
export async function openOutboxStore(factory: IDBFactory): Promise<OutboxStore> {
  const opening = factory.open(DATABASE, 1);
  opening.addEventListener("upgradeneeded", () =>
    opening.result.createObjectStore(TABLE, { keyPath: "id" }),
  );
  const database = await done(opening);
  const table = (mode: IDBTransactionMode) =>
    database.transaction(TABLE, mode, { durability: "strict" }).objectStore(TABLE);
  return {
    async load() {
      const all: Unsent[] = await done(table("readonly").getAll());
      return all.toSorted((one, other) => one.order - other.order);
    },
    put: (unsent) => committed(table("readwrite"), (it) => it.put(unsent)),
    remove: (id) => committed(table("readwrite"), (it) => it.delete(id)),
  };
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("IndexedDB failed")));
  });
}

function committed(
  table: IDBObjectStore,
  change: (table: IDBObjectStore) => IDBRequest,
): Promise<void> {
  const { transaction } = table;
  change(table);
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    const fail = () => reject(transaction.error ?? new Error("IndexedDB failed"));
    transaction.addEventListener("abort", fail);
    transaction.addEventListener("error", fail);
  });
}

/** `store`, going on without it when it fails; `failed` is told, since a reload would then lose what is unsent. */
export function tolerant(store: OutboxStore, failed: (error: unknown) => void): OutboxStore {
  return {
    load: () =>
      store.load().catch((error: unknown) => {
        failed(error);
        return [];
      }),
    put: (unsent) => store.put(unsent).catch(failed),
    remove: (id) => store.remove(id).catch(failed),
  };
}
