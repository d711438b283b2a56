import type { Database } from "bun:sqlite";

/** Gives the log in a file another name, so that readers of the one before begin again (P26). */
export function newSqliteEpoch(database: Database): void {
  database.run("UPDATE epoch SET id = lower(hex(randomblob(8)))");
}
