/** The table of unsent messages and wishes in IndexedDB: they survive a reload, a crash and a closed lid. */
import { change, type Database, done, OUTBOX } from "./database";
import type { OutboxStore, Unsent } from "../../client/outbox-store";

/** A page of the version before takes a wish for a message: as an empty one it is refused, and harms nobody. */
const BLANK = { name: "", txt: "" };

/** The outbox's store in `database`. Its methods reject when the database does. */
export function openOutboxStore(database: Database): OutboxStore {
  return {
    async load() {
      const all = await database.use<Unsent[]>((open) =>
        done(open.transaction(OUTBOX).objectStore(OUTBOX).getAll()),
      );
      return all.toSorted((one, other) => one.order - other.order);
    },
    put: (unsent) =>
      change(database, OUTBOX, "strict", (table) => table.put({ ...BLANK, ...unsent })),
    remove: (id) => change(database, OUTBOX, "strict", (table) => table.delete(id)),
  };
}

/** Which unsent messages survive a reload. "full": no new ones, since there is no space left. */
export type Persistence = "all" | "nothing" | "full";

/** What an argument of `onFailure` of `tolerantStore` means. */
export function persistenceAfter(error: unknown): Persistence {
  if (error === undefined) return "all";
  return error instanceof DOMException && error.name === "QuotaExceededError" ? "full" : "nothing";
}
