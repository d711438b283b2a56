import type { SQL } from "bun";
import { createNamer, isOutdated } from "../room-names";

const PAGE = 1000;

/**
 * Gives the rooms of a Postgres store valid names, and removes rooms without a message ever. Call it in a
 * transaction. It locks the table of rooms, so that no other connection makes a room before that ends.
 */
export async function settlePostgresRooms(sql: SQL): Promise<void> {
  await sql`LOCK TABLE chuan.rooms IN SHARE ROW EXCLUSIVE MODE`;
  await sql`DELETE FROM chuan.rooms WHERE head = 0`;
  const nextName = createNamer();
  for (const name of await outdatedNames(sql)) {
    let next = nextName(name);
    while (await isTaken(sql, next)) next = nextName(name);
    await sql`UPDATE chuan.rooms SET name = ${next} WHERE name = ${name}`;
  }
}

async function outdatedNames(sql: SQL): Promise<string[]> {
  const outdated: string[] = [];
  for (let last = ""; ;) {
    const rows = await sql<{ name: string }[]>`
      SELECT name FROM chuan.rooms WHERE name > ${last} ORDER BY name LIMIT ${PAGE}`;
    const page = rows.map(({ name }) => name);
    outdated.push(...page.filter(isOutdated));
    last = page.at(-1) ?? "";
    if (page.length < PAGE) return outdated;
  }
}

async function isTaken(sql: SQL, name: string): Promise<boolean> {
  const [row] = await sql`SELECT 1 FROM chuan.rooms WHERE name = ${name}`;
  return row !== undefined;
}
