import type { Database } from "bun:sqlite";
import { createNamer, isOutdated } from "../room-names";

/** Gives the rooms of a SQLite store valid names, and removes rooms without a message ever. Call it in a transaction. */
export function settleSqliteRooms(database: Database): void {
  database.run("DELETE FROM rooms WHERE head = 0");
  const all = database.query<{ name: string }, []>("SELECT name FROM rooms ORDER BY name");
  const outdated: string[] = [];
  for (const { name } of all.iterate()) if (isOutdated(name)) outdated.push(name);
  const taken = database.query<object, [string]>("SELECT 1 FROM rooms WHERE name = ?");
  const rename = database.query("UPDATE rooms SET name = ? WHERE name = ?");
  const nextName = createNamer();
  for (const name of outdated) {
    let next = nextName(name);
    while (taken.get(next)) next = nextName(name);
    rename.run(next, name);
  }
}
