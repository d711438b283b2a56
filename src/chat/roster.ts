/** Who is in which room: people, not connections (P15). */
import type { Person, Presence } from "../protocol";

/** How many people a `presence` names; `count` has them all. */
export const NAMED = 100;

/**
 * Who is in which room on every machine that shares the chat. A person may be in a room by several
 * connections: each enters and leaves for itself, and the last name said is the one shown.
 */
export interface Roster {
  enter(room: string, person: Person): void;
  leave(room: string, person: Person): void;
  /** The person's name from now on, in every room it is in. */
  rename(room: string, person: Person): void;
  present(room: string): Promise<Presence>;
  /** Tells `listener` of every room in which the people or their names have changed. */
  onChange(listener: (room: string) => void): void;
}

interface Presentee {
  name: string;
  connections: number;
}

/** The people of one room, by `from`, in the order in which they came. */
type People = Map<string, Presentee>;

/** A roster of this machine alone. */
export function createLocalRoster(): Roster {
  const rooms = new Map<string, People>();
  const listeners = new Set<(room: string) => void>();
  const changed = (room: string) => listeners.forEach((listener) => listener(room));

  return {
    enter(room, { from, name }) {
      const people = rooms.get(room) ?? new Map();
      const connections = (people.get(from)?.connections ?? 0) + 1;
      rooms.set(room, people.set(from, { name, connections }));
      changed(room);
    },

    leave(room, { from }) {
      const people = rooms.get(room);
      const person = people?.get(from);
      if (!people || !person) return;
      person.connections -= 1;
      if (person.connections > 0) return;
      people.delete(from);
      if (people.size === 0) rooms.delete(room);
      changed(room);
    },

    rename(room, { from, name }) {
      const person = rooms.get(room)?.get(from);
      if (!person || person.name === name) return;
      person.name = name;
      changed(room);
    },

    present: (room) => Promise.resolve(presenceOf(room, rooms.get(room) ?? new Map())),

    onChange(listener) {
      listeners.add(listener);
    },
  };
}

function presenceOf(room: string, people: People): Presence {
  const named = people.entries().take(NAMED);
  return {
    room,
    count: people.size,
    people: [...named].map(([from, { name }]) => ({ from, name })),
  };
}
