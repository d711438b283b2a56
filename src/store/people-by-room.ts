/** The people of each room, where a person with several connections counts once (P15). */
import type { Person } from "../protocol";

interface Attendee {
  name: string;
  connections: number;
}

export class PeopleByRoom {
  /** The people of each room, by `from`, in the order in which they came. */
  readonly #rooms = new Map<string, Map<string, Attendee>>();

  /** Counts a connection in. The person gets the name that it comes with. */
  enter(room: string, { from, name }: Person): void {
    const people = this.#rooms.get(room) ?? new Map();
    const connections = (people.get(from)?.connections ?? 0) + 1;
    this.#rooms.set(room, people.set(from, { name, connections }));
  }

  /** Counts a connection out, and returns whether it was the person's last. */
  leave(room: string, { from }: Person): boolean {
    const people = this.#rooms.get(room);
    const person = people?.get(from);
    if (!people || !person) return false;
    person.connections -= 1;
    if (person.connections > 0) return false;
    people.delete(from);
    if (people.size === 0) this.#rooms.delete(room);
    return true;
  }

  /** Gives a person in the room another name, and returns whether the name changed. */
  rename(room: string, { from, name }: Person): boolean {
    const person = this.#rooms.get(room)?.get(from);
    if (!person || person.name === name) return false;
    person.name = name;
    return true;
  }

  /** The name of a person in the room. */
  nameOf(room: string, from: string): string | undefined {
    return this.#rooms.get(room)?.get(from)?.name;
  }

  has(room: string): boolean {
    return this.#rooms.has(room);
  }

  count(room: string): number {
    return this.#rooms.get(room)?.size ?? 0;
  }

  /** The people of a room, in the order in which they came. */
  *people(room: string): Iterable<Person> {
    for (const [from, { name }] of this.#rooms.get(room) ?? []) yield { from, name };
  }

  rooms(): Iterable<string> {
    return this.#rooms.keys();
  }
}
