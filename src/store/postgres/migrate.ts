/** Brings an older database of the shared store to the current schema. All of chuan's tables are in the schema `chuan`. */
import type { SQL } from "bun";
import { POSTGRES_MIGRATIONS, POSTGRES_SCHEMA } from "./schema";

/** A number on which no other program takes an advisory lock: "chuan" in ASCII. */
const LOCK = 0x63_68_75_61_6e;

/**
 * Brings the database to the current version in one transaction. Machines that boot at the same moment
 * take turns. Rejects, having changed nothing, when the database was written by a newer chuan.
 */
export async function migratePostgres(sql: SQL): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`SELECT pg_advisory_xact_lock(${LOCK})`;
    const version = await postgresSchemaOf(transaction);
    if (version > POSTGRES_SCHEMA)
      throw new Error(
        `the database was written by a newer chuan (schema ${version}, this one knows ${POSTGRES_SCHEMA}): run that one, or set DATABASE_URL to another database`,
      );
    if (version === POSTGRES_SCHEMA) return;
    for (const migration of POSTGRES_MIGRATIONS.slice(version))
      await (typeof migration === "string"
        ? transaction.unsafe(migration)
        : migration(transaction));
    await transaction`UPDATE chuan.version SET number = ${POSTGRES_SCHEMA}`;
  });
}

/** The version of a database: 0 when it has no schema yet. */
export async function postgresSchemaOf(sql: SQL): Promise<number> {
  const [table] = await sql<{ exists: boolean }[]>`
    SELECT to_regclass('chuan.version') IS NOT NULL AS exists`;
  if (!table?.exists) return 0;
  const [version] = await sql<{ number: number }[]>`SELECT number FROM chuan.version`;
  return version?.number ?? 0;
}
