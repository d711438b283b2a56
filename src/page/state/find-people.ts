/** People of a room beyond the hundred that presence has, and its members who are not there. */
import { LOBBY } from "../../protocol";
import type { Connection } from "../../client/connection";
import type { Room } from "./room";

/** Asks the server for people whose names begin with `q`. The lobby has no members, so presence may name everybody. */
export async function findPeople(
  { name, people, found }: Room,
  q: string,
  connection: Pick<Connection, "people">,
): Promise<void> {
  const areAllThere = name === LOBBY && people.value.count <= people.value.people.length;
  if (q === "" || areAllThere) return;
  const more = await connection.people({ room: name, q }).catch(() => []);
  const all = new Map([...found.value, ...more].map((person) => [person.from, person]));
  found.value = [...all.values()];
}
