/** Where unsent messages wait: IndexedDB, so that they survive a reload, a crash and a closed lid. */
import { change, type Database, done, OUTBOX } from "./database";

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

/** The store in a database. Rejects where that does. */
export function outboxStore(database: Database): OutboxStore {
  return {
    async load() {
      const all = await database.use<Unsent[]>((open) =>
        done(open.transaction(OUTBOX).objectStore(OUTBOX).getAll()),
      );
      return all.toSorted((one, other) => one.order - other.order);
    },
    put: (unsent) => change(database, OUTBOX, "strict", (table) => table.put(unsent)),
    remove: (id) => change(database, OUTBOX, "strict", (table) => table.delete(id)),
  };
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
