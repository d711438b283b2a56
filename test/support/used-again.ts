/** A Postgres database that a test has used, made again what it was: that costs a tenth of a new one. */
import { SQL } from "bun";

/** How many rows are deleted at most: what has more is slower than a new database from then on. */
const FEW = 5000;

/** What of a database nobody may have changed: its tables, functions, triggers, statistics and settings. */
const SHAPE = `
  SELECT concat_ws(' ', now.*) FROM (SELECT
    (SELECT count(*) || ' ' || max(xmin::text::bigint) FROM pg_class) AS classes,
    (SELECT count(*) || ' ' || max(xmin::text::bigint) FROM pg_attribute) AS attributes,
    (SELECT count(*) || ' ' || max(xmin::text::bigint) FROM pg_proc) AS procedures,
    (SELECT count(*) || ' ' || max(xmin::text::bigint) FROM pg_trigger) AS triggers,
    (SELECT count(*) FROM pg_statistic) AS statistics,
    (SELECT count(*) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
      WHERE d.datname = current_database()) AS settings) now`;

interface Row {
  name: string;
}

/**
 * Makes a database ready to be copied: each copy can be cleaned. All rows that it has now are kept in the schema `kept`,
 * and the function `kept.clean` brings them back.
 */
export async function rememberRows(sql: SQL): Promise<void> {
  const tables = await sql<Row[]>`
    SELECT relname AS name FROM pg_class
    WHERE relnamespace = 'chuan'::regnamespace AND relkind = 'r' ORDER BY relname`;
  const sequences = await sql<Row[]>`
    SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'chuan'`;
  await sql.unsafe("CREATE SCHEMA kept; CREATE TABLE kept.shape (said text)");
  const kept: string[] = [];
  for (const { name } of tables) {
    const [row] = await sql.unsafe(`SELECT FROM chuan.${name} LIMIT 1`);
    if (!row) continue;
    await sql.unsafe(`CREATE TABLE kept.${name} AS TABLE chuan.${name}`);
    kept.push(name);
  }
  const numbers = await Promise.all(
    sequences.map(async ({ name }) => {
      const [at] = await sql.unsafe(
        `SELECT last_value AS value, is_called AS called FROM chuan.${name}`,
      );
      return `PERFORM setval('chuan.${name}', ${at.value}, ${at.called});`;
    }),
  );
  // No trigger fires, and no reference is checked.
  await sql.unsafe(`
    CREATE FUNCTION kept.clean() RETURNS text LANGUAGE plpgsql SET session_replication_role = replica AS $clean$
    DECLARE deleted bigint; all_deleted bigint := 0;
    BEGIN
      PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
      IF (SELECT said FROM kept.shape) <> (${SHAPE}) THEN RETURN 'changed'; END IF;
      ${tables.map(({ name }) => `DELETE FROM chuan.${name}; GET DIAGNOSTICS deleted = ROW_COUNT; all_deleted := all_deleted + deleted;`).join("\n")}
      IF all_deleted > ${FEW} THEN RETURN 'much'; END IF;
      ${kept.map((name) => `INSERT INTO chuan.${name} OVERRIDING SYSTEM VALUE TABLE kept.${name};`).join("\n")}
      ${numbers.join("\n")}
      UPDATE chuan.epoch SET id = left(replace(gen_random_uuid()::text, '-', ''), 16);
      RETURN 'clean';
    END $clean$`);
  await sql.unsafe(`INSERT INTO kept.shape ${SHAPE}`);
}

/**
 * Ends all other connections to a copy and makes it what it was, with an epoch of its own (P26). Resolves with whether
 * that could be done.
 */
export async function clean(sql: SQL): Promise<boolean> {
  try {
    const [row] = await sql<{ said: string }[]>`SELECT kept.clean() AS said`;
    return row?.said === "clean";
  } catch (error) {
    if (error instanceof SQL.PostgresError) return false;
    throw error;
  }
}
