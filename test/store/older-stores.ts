/** Stores of earlier schemas, made by the numbered migrations alone. */
import { Database } from "bun:sqlite";
import { SQL, type TransactionSQL } from "bun";
import { POSTGRES_MIGRATIONS } from "../../src/store/postgres/schema";
import { SQLITE_MIGRATIONS } from "../../src/store/sqlite/schema";

/** Makes a SQLite file of schema `version`, with what `fill` writes into it. */
export function makeOlderSqlite(
  path: string,
  version: number,
  fill: (older: Database) => void,
): void {
  using older = new Database(path);
  for (const migration of SQLITE_MIGRATIONS.slice(0, version))
    if (typeof migration === "string") older.run(migration);
    else migration(older);
  older.run(`PRAGMA user_version = ${version}`);
  fill(older);
}

/** Brings a Postgres database of schema `from`, or an empty one, to schema `version`, with what `fill` writes into it. */
export async function makeOlderPostgres(
  url: string,
  version: number,
  fill: (older: TransactionSQL) => Promise<unknown>,
  from = 0,
): Promise<void> {
  const sql = new SQL(url, { max: 1 });
  await sql.begin(async (older) => {
    for (const migration of POSTGRES_MIGRATIONS.slice(from, version))
      await (typeof migration === "string" ? older.unsafe(migration) : migration(older));
    await older`UPDATE chuan.version SET number = ${version}`;
    await fill(older);
  });
  await sql.close();
}
