import type { SQL } from "bun";
import { createNamer, isOutdated } from "../room-names";

const PAGE = 1000;

/**
 * Names the rooms of a Postgres store as they have to be named now, and removes those in which nothing was ever said.
 * Has to be in a transaction; nobody else makes a room before that ends.
 */
export async function settleRooms(sql: SQL): Promise<void> {
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
