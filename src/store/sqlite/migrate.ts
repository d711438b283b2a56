/** Brings an older file of the embedded store to the current schema. */
import type { Database } from "bun:sqlite";
import { SQLITE_MIGRATIONS, SQLITE_SCHEMA } from "./schema";

/** Brings the file to the current version in one transaction. Throws, changing nothing, for a newer one. */
export function migrateSqlite(database: Database, path: string): void {
  const version = sqliteSchemaOf(database);
  if (version > SQLITE_SCHEMA)
    throw new Error(
      `${path} was written by a newer chuan (schema ${version}, this one knows ${SQLITE_SCHEMA}): run that one, or set DATABASE_URL to another file`,
    );
  if (version === SQLITE_SCHEMA) return;
  database.transaction(() => {
    for (const migration of SQLITE_MIGRATIONS.slice(version))
      if (typeof migration === "string") database.run(migration);
      else migration(database);
    database.run(`PRAGMA user_version = ${SQLITE_SCHEMA}`);
  })();
}

/** The version of a file: 0 when it has no schema yet. */
export function sqliteSchemaOf(database: Database): number {
  const row = database.query<{ user_version: number }, []>("PRAGMA user_version").get();
  return row?.user_version ?? 0;
}
