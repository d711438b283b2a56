/** Giving the log of a store a new name, after it was restored from a snapshot or a copy (P26). */
import { existsSync } from "node:fs";
import type { StoreLocation } from "./location";
import { renewPostgresEpoch } from "./postgres/postgres-archive";
import { newSqliteEpoch } from "./sqlite/epoch";
import { openSqliteFile } from "./sqlite/sqlite-file";

/** Gives the log another epoch. Rejects with one clear line when the store is not there, or a server has it open. */
export async function renewEpoch(store: StoreLocation): Promise<void> {
  if (store.kind === "postgres") return renewPostgresEpoch(store.url);
  if (!existsSync(store.path))
    throw new Error(`${store.path} is not there: is DATABASE_URL right?`);
  const { database, close } = openSqliteFile(store.path);
  newSqliteEpoch(database);
  close();
}
