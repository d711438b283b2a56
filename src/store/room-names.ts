/** New names for rooms that were named when other names were allowed (P4): what was said there is kept, and can be reached. */
import type { Database } from "bun:sqlite";
import { ROOM_LENGTH, roomNamed } from "../protocol/protocol";

/** Room for `-` and a number behind a name. */
const NUMBER = 8;

/**
 * Returns what gives a room the next name to try: its own in NFC, or `room` where that cannot be one, and then the
 * same with `-2`, `-3` … behind it.
 */
export function createNamer(): (old: string) => string {
  const tried = new Map<string, number>();
  return (old) => {
    const wanted = roomNamed(old) ?? "room";
    const number = (tried.get(wanted) ?? 0) + 1;
    tried.set(wanted, number);
    if (number === 1) return wanted;
    const start = Array.from(wanted)
      .slice(0, ROOM_LENGTH - NUMBER)
      .join("");
    // A joiner can only stand before a letter.
    return `${start.replace(/[\u200c\u200d]$/u, "")}-${number}`;
  };
}

/** Whether a room that is stored under this name has to have another one. */
export function isOutdated(name: string): boolean {
  return roomNamed(name) !== name;
}

/** Names the rooms of a SQLite store as they have to be named now, and removes those in which nothing was ever said. */
export function settleRooms(database: Database): void {
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
