import { SQL } from "bun";
import { expect, setDefaultTimeout, test } from "bun:test";
import { preparedDatabase } from "./postgres";
import { rejection } from "./rejection";
import { until } from "./until";

setDefaultTimeout(60_000);

const pidOf = async (sql: SQL): Promise<number> =>
  (await sql`SELECT pg_backend_pid() AS pid`)[0].pid;

test("the next client of the pooler has the connection of the one before, and finds nothing that it left", async () => {
  await using database = await preparedDatabase();
  const first = new SQL(database.url, { max: 1 });
  const pid = await pidOf(first);
  await first.unsafe(`
    SET work_mem = 1000; SET search_path = chuan; LISTEN lobby; PREPARE kept AS SELECT 1;
    CREATE TEMP TABLE rooms_of_ada (room text); SELECT pg_advisory_lock(7); SELECT nextval('chuan.decisions')`);
  await first.close({ timeout: 0 });
  const next = new SQL(database.url, { max: 1 });
  expect(await pidOf(next)).toBe(pid);
  const [left] = await next`
    SELECT (SELECT count(*)::int FROM pg_listening_channels()) AS channels,
      (SELECT count(*)::int FROM pg_prepared_statements WHERE name = 'kept') AS statements,
      (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory') AS locks,
      to_regclass('rooms_of_ada') AS temporary,
      current_setting('search_path') AS path, current_setting('work_mem') AS memory`;
  expect(left).toEqual({
    channels: 0,
    statements: 0,
    locks: 0,
    temporary: null,
    path: '"$user", public',
    memory: "4MB",
  });
  expect(String(await rejection(next`SELECT lastval()`.execute()))).toContain("lastval is not yet");
  await next.close({ timeout: 0 });
});

test.each([
  ["in a transaction", "BEGIN; SELECT FROM chuan.version FOR UPDATE"],
  ["while a statement runs", "SELECT pg_sleep(600)"],
])("the connection of a client that ends %s ends with it", async (_, left) => {
  await using database = await preparedDatabase();
  const first = new SQL(database.url, { max: 1 });
  const pid = await pidOf(first);
  const running = rejection(first.unsafe(left).simple().execute());
  const isThere = async (state: string) => {
    const rows = await database.sql`
      SELECT FROM pg_stat_activity WHERE pid = ${pid} AND query = ${left} AND state = ${state}`;
    return rows.length > 0;
  };
  await until("the statement to be under way", async () => {
    return (await isThere("active")) || (await isThere("idle in transaction"));
  });
  await first.close({ timeout: 0 });
  await running.catch(() => {});
  const next = new SQL(database.url, { max: 1 });
  expect(await pidOf(next)).not.toBe(pid);
  if (left.startsWith("BEGIN")) await next`SELECT FROM chuan.version FOR UPDATE`;
  else await database.sql`SELECT pg_terminate_backend(${pid})`;
  await next.close({ timeout: 0 });
});

test("what is longer than a socket takes at once passes the pooler both ways", async () => {
  await using database = await preparedDatabase();
  const text = "长".repeat(4_000_000);
  const [row] = await database.sql`SELECT ${text}::text AS text, length(${text}::text) AS length`;
  expect(row.length).toBe(4_000_000);
  expect(row.text === text).toBeTrue();
});
