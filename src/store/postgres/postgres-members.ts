/** Members of a room in the shared store, by their rank and by their names. */
import type { Person } from "../../protocol";
import type { Wanted } from "../community";
import * as statements from "./community-statements";
import type { Connections } from "./connections";
import { namedAs, type Rows } from "./decisions";

/** The place of a person's rank among the ranks, 0 for who has none. */
export async function rankIn(rows: Rows, room: string, from: string): Promise<number> {
  const [row] = await rows<{ rank: number }>(statements.RANK, room, from);
  return row?.rank ?? 0;
}

/** Members as `Community.find` promises them. */
export function findMembers(
  rows: Rows,
  room: string,
  wanted: Wanted,
  limit: number,
): Promise<Person[]> {
  const { people, names, beginning: begins } = statements.FIND_MEMBERS;
  if ("people" in wanted) return rows(people, room, limit, JSON.stringify(wanted.people));
  if ("names" in wanted) return rows(names, room, limit, JSON.stringify(wanted.names));
  const { beginning } = wanted;
  return rows(begins, room, limit, beginning, `${beginning}\u{10ffff}`);
}

/** Keeps the names of people. Of several names of one person the last one counts. */
export async function renameAll(database: Connections, people: readonly Person[]): Promise<void> {
  if (people.length === 0) return;
  const last = new Map(people.map((person) => [person.from, namedAs(person)]));
  await database.run(statements.RENAME, [JSON.stringify([...last.values()])]);
}
