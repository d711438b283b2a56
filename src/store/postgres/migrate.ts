/** What chuan keeps in Postgres, in a schema of its own, and how an older one becomes a current one. */
import type { SQL } from "bun";
import { settleRooms } from "./room-names";
import { MESSAGES } from "./schema/messages";
import { PEOPLE } from "./schema/people";

const BEGINNING = `
CREATE SCHEMA chuan;
CREATE TABLE chuan.version (number int NOT NULL);
INSERT INTO chuan.version VALUES (0);
`;

/** Written to find out whether anything can be written. Not compressed, so that it needs as much room as messages do. */
const TRIAL = `
CREATE TABLE IF NOT EXISTS chuan.trial (bytes bytea NOT NULL);
ALTER TABLE chuan.trial ALTER COLUMN bytes SET STORAGE EXTERNAL;
INSERT INTO chuan.trial SELECT '' WHERE NOT EXISTS (SELECT FROM chuan.trial);
`;

/** Each step brings a database from the version of its index to the next. Steps are only ever added. */
const STEPS: readonly (string | ((sql: SQL) => Promise<void>))[] = [
  BEGINNING + MESSAGES,
  PEOPLE,
  // Names in NFC, with something that can be seen.
  settleRooms,
  TRIAL,
];

export const SCHEMA_VERSION = STEPS.length;

/** Any number on which no other program takes a lock: "chuan" in ASCII. */
const LOCK = 0x63_68_75_61_6e;

/**
 * Brings the database to the current version in one transaction; machines that boot at the same
 * moment take turns. Rejects, having changed nothing, when a newer chuan has been there.
 */
export async function migrate(sql: SQL): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`SELECT pg_advisory_xact_lock(${LOCK})`;
    const version = await versionOf(transaction);
    if (version > SCHEMA_VERSION)
      throw new Error(
        `the database was written by a newer chuan (schema ${version}, this one knows ${SCHEMA_VERSION}): run that one, or set DATABASE_URL to another database`,
      );
    if (version === SCHEMA_VERSION) return;
    for (const step of STEPS.slice(version))
      await (typeof step === "string" ? transaction.unsafe(step) : step(transaction));
    await transaction`UPDATE chuan.version SET number = ${SCHEMA_VERSION}`;
  });
}

/** The version of a database: 0 when it has no schema yet. */
export async function versionOf(sql: SQL): Promise<number> {
  const [table] = await sql<{ exists: boolean }[]>`
    SELECT to_regclass('chuan.version') IS NOT NULL AS exists`;
  if (!table?.exists) return 0;
  const [version] = await sql<{ number: number }[]>`SELECT number FROM chuan.version`;
  return version?.number ?? 0;
}
