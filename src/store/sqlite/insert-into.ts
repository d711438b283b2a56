/** How rows come into an empty file of the embedded store. */
import type { Database } from "bun:sqlite";

/** An INSERT of rows by the names of their columns. It throws for a row whose key is there already. */
export function insertInto<Row extends Record<string, string | number | null>>(
  database: Database,
  table: string,
  ...columns: string[]
) {
  return database.query<null, Row>(
    `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map((name) => `$${name}`).join(", ")})`,
  );
}
