/** Opens the store at a location to export all of it, or to fill it by an import. */
import { type FilesPlace, filesFolder } from "../files/options";
import type { StoreLocation } from "../location";
import type { ArchiveSource, ArchiveTarget } from "./items";
import { openPostgresSource, openPostgresTarget } from "../postgres/postgres-archive";
import { openSqliteSource, openSqliteTarget } from "../sqlite/sqlite-archive";

/** Opens a store for reading, with its files. Rejects with one clear line when that cannot be. */
export async function openSource(
  store: StoreLocation,
  place: FilesPlace = "beside",
): Promise<ArchiveSource> {
  const folder = filesFolder(store, place);
  return store.kind === "postgres"
    ? openPostgresSource(store.url)
    : openSqliteSource(store.path, folder);
}

/** Opens an empty store for filling. Rejects with one clear line when that cannot be. */
export async function openTarget(
  store: StoreLocation,
  place: FilesPlace = "beside",
): Promise<ArchiveTarget> {
  const folder = filesFolder(store, place);
  return store.kind === "postgres"
    ? openPostgresTarget(store.url)
    : openSqliteTarget(store.path, folder);
}
