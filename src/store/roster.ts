/** Who is in which room: people, not connections (P15). */
import type { Person, Presence } from "../protocol";
import { PeopleByRoom } from "./people-by-room";

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
  /** The people in the room, with everybody who entered on this machine before the call. */
  present(room: string): Promise<Presence>;
  /** All people in the room, however many. */
  everybody(room: string): Promise<Person[]>;
  /** Calls `listener` with every room in which the people or their names have changed. */
  onChange(listener: (room: string) => void): void;
}

/** A roster of this machine alone. */
export function createLocalRoster(): Roster {
  const attendance = new PeopleByRoom();
  const listeners = new Set<(room: string) => void>();
  const changed = (room: string) => listeners.forEach((listener) => listener(room));

  return {
    enter(room, person) {
      attendance.enter(room, person);
      changed(room);
    },

    leave(room, person) {
      if (attendance.leave(room, person)) changed(room);
    },

    rename(room, person) {
      if (attendance.rename(room, person)) changed(room);
    },

    present(room) {
      const people = Iterator.from(attendance.people(room)).take(NAMED);
      return Promise.resolve({ room, count: attendance.count(room), people: [...people] });
    },

    everybody: (room) => Promise.resolve([...attendance.people(room)]),

    onChange: (listener) => void listeners.add(listener),
  };
}
