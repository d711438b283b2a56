/** The bytes of files that are to be sent, in a database of their own: they survive a reload. Fetched with the first file. */
import type { FileStore } from "../../client/outbox-store";
import { change, Database, done } from "./database";

const TABLE = "files";
/** Milliseconds after which bytes are removed that neither a message nor the box of a room names. */
const KEPT_FOR = 24 * 3600_000;

interface Row {
  key: string;
  /** Not a Blob: WebKit stores none in a private window. */
  bytes: ArrayBuffer;
  at: number;
}

export interface FileTable extends FileStore {
  /** Removes files that were left a day ago or earlier, except those that `isNamed` says are in use. */
  sweep: (isNamed: (key: string) => boolean) => Promise<void>;
}

/** In a browser that stores nothing, bytes stay in memory until the page is closed. One that is full refuses them. */
export function openFileTable(factory: () => IDBFactory): FileTable {
  const database = new Database({
    factory,
    name: "chuan-files",
    tables: { [TABLE]: "key" },
    onLateOpen() {},
  });
  const memory = new Map<string, Blob>();
  const read = <T>(ask: (table: IDBObjectStore) => IDBRequest<T>) =>
    database.use((open) => done(ask(open.transaction(TABLE).objectStore(TABLE))));

  return {
    async put(key, blob) {
      const bytes = await blob.arrayBuffer();
      const row: Row = { key, bytes, at: Date.now() };
      try {
        await change(database, TABLE, "strict", (table) => table.put(row));
      } catch (error) {
        if (error instanceof DOMException && error.name === "QuotaExceededError") throw error;
        memory.set(key, new Blob([bytes]));
      }
    },
    async get(key) {
      const row = await read<Row | undefined>((table) => table.get(key)).catch(() => undefined);
      return row ? new Blob([row.bytes]) : memory.get(key);
    },
    async remove(keys) {
      for (const key of keys) memory.delete(key);
      await change(database, TABLE, "relaxed", (table) => {
        for (const key of keys) table.delete(key);
      }).catch(() => {});
    },
    async sweep(isNamed) {
      const before = Date.now() - KEPT_FOR;
      const keys = await read((table) => table.getAllKeys());
      for (const key of keys.map(String).filter((one) => !isNamed(one))) {
        const row = await read<Row | undefined>((table) => table.get(key));
        if (row && row.at < before) await this.remove([key]);
      }
    },
  };
}
