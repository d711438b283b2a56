/** People in a room beyond the hundred that presence has. */
import type { Connection } from "../../client/connection";
import type { Room } from "./room";

/** Asks the server for people in the room whose names begin with `q`, if presence does not name everybody. */
export async function findPeople(
  { name, people, found }: Room,
  q: string,
  connection: Pick<Connection, "people">,
): Promise<void> {
  if (q === "" || people.value.count <= people.value.people.length) return;
  const more = await connection.people(name, q);
  const all = new Map([...found.value, ...more].map((person) => [person.from, person]));
  found.value = [...all.values()];
}
