import type { SQL } from "bun";

/** All rows of all tables of the chat, as text. */
export async function tableRows(sql: SQL): Promise<string> {
  const tables = await sql<{ name: string }[]>`
    SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'chuan'`;
  const rows: string[] = [];
  for (const { name } of tables)
    for (const { row } of await sql.unsafe(`SELECT t::text AS row FROM chuan.${name} t`))
      rows.push(String(row));
  return rows.join("\n");
}
