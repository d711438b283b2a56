/** Inserts items of an archive into an empty database. */
import { SQL } from "bun";
import type { ArchiveItem } from "../archive/items";
import { RefusedItem } from "../archive/refused-item";

/** What Postgres says of a second row with one key. */
const DUPLICATE = "23505";

/** Runs a statement on the rows of all items. Rejects with `RefusedItem` for the first that the database refuses. */
export type Insert = <Item extends ArchiveItem>(
  statement: string,
  items: readonly Item[],
  rowOf: (item: Item) => object,
) => Promise<void>;

/** Inserts in a transaction that is open on the one connection of `sql`. */
export function createInsert(sql: SQL): Insert {
  const run = (statement: string, rows: readonly object[]) =>
    sql.unsafe(statement, [JSON.stringify(rows)]);

  async function insertAll(statement: string, rows: readonly object[]): Promise<boolean> {
    try {
      await run(statement, rows);
      return true;
    } catch (error) {
      if (!isSaid(error)) throw error;
      return false;
    }
  }

  return async (statement, items, rowOf) => {
    if (items.length === 0) return;
    const all = items.map((item) => ({ item, row: rowOf(item) }));
    await sql.unsafe("SAVEPOINT items");
    const rows = all.map(({ row }) => row);
    if (!(await insertAll(statement, rows))) {
      await sql.unsafe("ROLLBACK TO SAVEPOINT items");
      // Postgres does not say which of the rows it refuses.
      for (const { item, row } of all)
        await run(statement, [row]).catch((error: unknown) => {
          throw isSaid(error) ? new RefusedItem(item, error.errno === DUPLICATE, error) : error;
        });
    }
    await sql.unsafe("RELEASE SAVEPOINT items");
  };
}

/** Whether Postgres itself has said it, and the connection is there. */
function isSaid(error: unknown): error is InstanceType<typeof SQL.PostgresError> {
  return error instanceof SQL.PostgresError && error.errno !== undefined;
}
