/** A Postgres database that a test has used, made again what it was: that costs a tenth of a new one. */
import { SQL } from "bun";

/** How many rows are deleted at most: what has more is slower than a new database from then on. */
const FEW = 5000;

/** Statistics and settings of a database, of which no trigger learns that somebody changes them. */
const ASIDE = `
  SELECT concat_ws(' ',
    (SELECT count(*) FROM pg_statistic),
    (SELECT count(*) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase
      WHERE d.datname = current_database()))`;

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
  await sql.unsafe("CREATE SCHEMA kept; CREATE TABLE kept.shape (is_changed boolean, aside text)");
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
  await sql.unsafe(`
    CREATE FUNCTION kept.clean(spared int[]) RETURNS text LANGUAGE plpgsql AS $clean$
    DECLARE deleted bigint; all_deleted bigint := 0;
    BEGIN
      PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_get_activity(NULL)
        WHERE datid = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND pid <> pg_backend_pid() AND client_port <> ALL (spared);
      IF (SELECT is_changed OR aside <> (${ASIDE}) FROM kept.shape) THEN RETURN 'changed'; END IF;
      ${tables.map(({ name }) => `DELETE FROM chuan.${name}; GET DIAGNOSTICS deleted = ROW_COUNT; all_deleted := all_deleted + deleted;`).join("\n")}
      IF all_deleted > ${FEW} THEN RETURN 'much'; END IF;
      ${kept.map((name) => `INSERT INTO chuan.${name} OVERRIDING SYSTEM VALUE TABLE kept.${name};`).join("\n")}
      ${numbers.join("\n")}
      UPDATE chuan.epoch SET id = left(replace(gen_random_uuid()::text, '-', ''), 16);
      RETURN 'clean';
    END $clean$`);
  await sql.unsafe(`
    INSERT INTO kept.shape SELECT false, (${ASIDE});
    CREATE FUNCTION kept.changed() RETURNS event_trigger LANGUAGE plpgsql AS
      'BEGIN UPDATE kept.shape SET is_changed = true; END';
    CREATE EVENT TRIGGER changed ON ddl_command_end EXECUTE FUNCTION kept.changed();
    ALTER EVENT TRIGGER changed ENABLE ALWAYS`);
}

/** A connection that can clean a copy: no trigger fires, and no reference is checked. */
export const openCleaner = (url: string) =>
  new SQL(url, { max: 1, connection: { session_replication_role: "replica" } });

/**
 * Ends all other connections to a copy, except those from the `spared` ports, and makes it what it was, with an epoch of its own (P26).
 * Resolves with whether that could be done.
 */
export async function clean(cleaner: SQL, spared: readonly number[] = []): Promise<boolean> {
  try {
    const [row] = await cleaner<{ said: string }[]>`
      SELECT kept.clean(${`{${spared.join()}}`}::int[]) AS said`;
    return row?.said === "clean";
  } catch (error) {
    if (error instanceof SQL.PostgresError) return false;
    throw error;
  }
}
