/** Finding people of a room, those who are there and its members, by the beginning of their name (P25). */
import { foldName, isAtLeast, LOBBY, type Person, SERVER_ROOM } from "../../protocol";
import { isHidden } from "../access/rules";
import { NAMELESS } from "./identity";
import { byReading } from "./readings";
import { type Community, NAMED, type Roster, type Wanted } from "../../store";

export interface Directory {
  /** Up to a hundred people in the room, or of its members, whose names begin with `q`, in the order of their names. */
  find(room: string, q: string): Promise<Person[]>;
  /** Those of the people in the room, and of its members, who have these ids. */
  withIds(room: string, ids: readonly string[]): Promise<Person[]>;
  /** Up to a hundred of the people in the room, or of its members, who moderate there: the highest ranks first. */
  moderators(room: string): Promise<Person[]>;
  /** Everybody in the room by the ways in which their name is called. */
  byName(room: string): Promise<ReadonlyMap<string, readonly Person[]>>;
}

interface Entry extends Person {
  folded: string;
}

/** Everybody in a room, sorted by folded name. */
interface Sorted {
  entries: Promise<readonly Entry[]>;
  /** The same by how they are called, once it was asked for. */
  byName?: Promise<ReadonlyMap<string, readonly Person[]>>;
  /** Whether a person has come, left or changed their name since. */
  isStale: boolean;
  /** When it may be made again, by `performance.now()`. */
  until: number;
}

/** A room of more people is sorted again only after fifty times as long as it took. */
const [SMALL, REST] = [100, 50];
/** Milliseconds after which the sorted people of a room are forgotten. */
const KEPT = 10_000;

/** A directory of everybody on `roster`, on every machine, and of the members in `community`. */
export function createDirectory(
  roster: Roster,
  community: Pick<Community, "find" | "members">,
): Directory {
  const rooms = new Map<string, Sorted>();

  function sort(room: string): Sorted {
    const reading = roster.everybody(room);
    const sorted: Sorted = { entries: reading.then(sortIn), isStale: false, until: Infinity };
    function sortIn(everybody: readonly Person[]): readonly Entry[] {
      const began = performance.now();
      const entries = entriesOf(everybody);
      const took = everybody.length > SMALL ? performance.now() - began : 0;
      sorted.until = performance.now() + REST * Math.floor(took);
      return entries;
    }
    sorted.entries.catch(() => forget(room, sorted));
    setTimeout(() => forget(room, sorted), KEPT).unref();
    rooms.set(room, sorted);
    return sorted;
  }

  function forget(room: string, sorted: Sorted): void {
    if (rooms.get(room) === sorted) rooms.delete(room);
  }

  roster.onChange((room) => {
    const sorted = rooms.get(room);
    if (sorted) sorted.isStale = true;
  });

  function sortedIn(room: string): Sorted {
    const kept = rooms.get(room);
    return kept && !(kept.isStale && performance.now() >= kept.until) ? kept : sort(room);
  }

  async function membersOf(room: string, wanted: Wanted): Promise<Person[]> {
    // The lobby has no members: it is everybody's.
    if (room === LOBBY || ("people" in wanted && wanted.people.length === 0)) return [];
    return community.find(room, wanted, NAMED);
  }

  async function withIds(room: string, ids: readonly string[]): Promise<Person[]> {
    const asked = new Set(ids);
    const entries = await sortedIn(room).entries;
    const here = entries.filter(({ from }) => asked.has(from));
    for (const { from } of here) asked.delete(from);
    return [...here.map(personOf), ...(await membersOf(room, { people: [...asked] }))];
  }

  return {
    byName(room) {
      const people = sortedIn(room);
      return (people.byName ??= people.entries.then(byReading));
    },

    withIds,

    async moderators(room) {
      // The server's moderate its open rooms.
      const places = isHidden(room) ? [room] : [SERVER_ROOM, room];
      const first = await Promise.all(
        places.map((one) => community.members(one, undefined, NAMED)),
      );
      const ids = first.flat().filter(({ rank }) => isAtLeast(rank, "moderator"));
      const order = ids.map(({ from }) => from);
      const found = await withIds(room, order);
      return found
        .toSorted((one, other) => order.indexOf(one.from) - order.indexOf(other.from))
        .slice(0, NAMED);
    },

    async find(room, q) {
      const begun = foldName(q);
      const [entries, members] = await Promise.all([
        sortedIn(room).entries,
        membersOf(room, { beginning: begun }),
      ]);
      const first = firstFrom(entries, begun);
      const next = entries.slice(first, first + NAMED);
      const here = next.filter((entry) => entry.folded.startsWith(begun));
      return merged(entries, here, members).slice(0, NAMED).map(personOf);
    },
  };
}

/** Those who are here and the members, in the order of their names. Somebody who is here has no other name as a member. */
function merged(
  entries: readonly Entry[],
  here: readonly Entry[],
  members: readonly Person[],
): readonly Entry[] {
  if (members.length === 0) return here;
  const present = new Set(entries.map(({ from }) => from));
  const away = members.filter(({ from }) => !present.has(from));
  return inOrder([...here, ...entriesOf(away)]);
}

const personOf = ({ from, name }: Person): Person => ({ from, name });

function entriesOf(everybody: readonly Person[]): readonly Entry[] {
  const named = everybody.filter(({ name }) => name !== NAMELESS);
  const entries = named.map((person) => ({ ...person, folded: foldName(person.name) }));
  return inOrder(entries);
}

function inOrder(entries: readonly Entry[]): readonly Entry[] {
  return entries.toSorted((one, other) => (isBefore(one.folded, other.folded) ? -1 : 1));
}

/** The index of the first entry that is not before `begun`. */
function firstFrom(entries: readonly Entry[], begun: string): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry && isBefore(entry.folded, begun)) low = middle + 1;
    else high = middle;
  }
  return low;
}

const isBefore = (one: string, other: string): boolean => one < other;
