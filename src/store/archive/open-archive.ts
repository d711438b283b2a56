/** Opens the store at a location to export all of it, or to fill it by an import. */
import type { StoreLocation } from "../location";
import type { ArchiveSource, ArchiveTarget } from "./items";
import { openPostgresSource, openPostgresTarget } from "../postgres/postgres-archive";
import { openSqliteSource, openSqliteTarget } from "../sqlite/sqlite-archive";

/** Opens a store for reading. Rejects with one clear line when that cannot be. */
export async function openSource(store: StoreLocation): Promise<ArchiveSource> {
  return store.kind === "postgres" ? openPostgresSource(store.url) : openSqliteSource(store.path);
}

/** Opens an empty store for filling. Rejects with one clear line when that cannot be. */
export async function openTarget(store: StoreLocation): Promise<ArchiveTarget> {
  return store.kind === "postgres" ? openPostgresTarget(store.url) : openSqliteTarget(store.path);
}
