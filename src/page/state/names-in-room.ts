/** Names in a room: those that are longer than the person's own, and those beyond the hundred that presence has. */
import { rivalsOf } from "../../client/mentions";
import type { Connection } from "../../client/connection";
import type { Room } from "./room";

/** Names longer than `name` that begin with it, of others who are in the room or have written there. */
export function rivalsIn({ people, found, messages }: Room, name: string, me?: string): string[] {
  if (name === "") return [];
  const all = [...people.value.people, ...found.value, ...messages.value];
  const others = all.filter(({ from }) => from !== me);
  return rivalsOf(
    name,
    others.map((one) => one.name),
  );
}

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
