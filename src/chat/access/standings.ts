/** The ranks and rooms of the people who are on this machine, shared by all callers of a person, and loaded anew when they change. */
import { isAtLeast, type Rank, SERVER_ROOM } from "../../protocol";
import type { Belonging, Community, PersonRecord, Profile, Restriction } from "../../store";
import type { Caller } from "../caller";
import { isHidden } from "./rules";

/** What a person is on the server and in rooms. The object stays the same for as long as a caller of the person is here. */
export interface Standing {
  /** The rank on the server. */
  rank: Rank | undefined;
  /** Every room that the person belongs to, by name. */
  rooms: ReadonlyMap<string, Belonging>;
  /** What the person may not do, wherever; undefined for nearly everybody. Some may be over. */
  restrictions: readonly Restriction[] | undefined;
  /** Whether something was decided about a report of the person's that they were not told of when this was read. */
  isOwedNews?: boolean | undefined;
  /** False while it is not known whether this still holds. */
  isSure: boolean;
}

/** What a standing was before it changed. */
export type Before = Pick<Standing, "rank" | "rooms" | "restrictions">;

const NO_ROOMS: ReadonlyMap<string, Belonging> = new Map();

/** The standing of everybody without a key, and of those who are nobody here yet. */
export const STRANGER: Standing = Object.freeze({
  rank: undefined,
  rooms: NO_ROOMS,
  restrictions: undefined,
  isSure: true,
});

/** Whether a person is known to the server: by an invitation, a rank, or a closed room (P27). */
export function isKnown({ rank, rooms }: Pick<Standing, "rank" | "rooms">): boolean {
  return (
    rank !== undefined ||
    [...rooms.values()].some((one) => isHidden(one.room) || isAtLeast(one.rank, "moderator"))
  );
}

const beforeOf = ({ rank, rooms, restrictions }: Standing): Before => ({
  rank,
  rooms,
  restrictions,
});

/** The person's restrictions in a room and on the server. */
export function restrictionsIn(
  { restrictions }: Pick<Standing, "restrictions">,
  room: string,
): readonly Restriction[] | undefined {
  return restrictions?.filter((one) => one.room === room || one.room === SERVER_ROOM);
}

export interface Standings {
  /** Gives a caller with a key the standing of its person, as it is now. Rejects with `LogUnavailable`. */
  arrive(caller: Caller): Promise<PersonRecord>;
  /** Forgets a caller, and the standing with the person's last one. */
  depart(caller: Caller): void;
  /** Loads the standings of these people anew, of those who are here. Resolves when that was done or has failed. */
  reload(people: Iterable<string>): Promise<void>;
  /** Gives everybody here who belongs to a room its profile as it is now, or takes a dissolved room away. */
  setProfile(room: string, profile: Profile | undefined): void;
  /** All callers here whose people belong to a room. */
  callersOf(room: string): Caller[];
  /** The callers here of a person with a key. */
  callersWith(from: string): Caller[];
  /** Everybody who is here. */
  people(): Iterable<string>;
  /** All callers with a key, each with those of the same person. */
  callers(): Iterable<ReadonlySet<Caller>>;
}

interface Entry {
  standing: Standing;
  callers: Set<Caller>;
  /** Numbers of the last read that was begun, and of the one from which the standing is. 0 before the first. */
  begun: number;
  known: number;
  /** Reads in a row that failed. */
  unsureFor: number;
  /** What reads it again after a read that failed. */
  retry: Timer | undefined;
}

/** Milliseconds until a standing is read again that could not be read. */
const AGAIN = 500;
/** Reads in a row after which a standing counts as lost: those of five seconds. */
const LOST = 10;
/** Standings that are read together. Between two such groups, everything else that has come in is done. */
const AT_ONCE = 100;

export interface StandingListener {
  /** The standing of a person with callers was replaced. */
  changed: (callers: ReadonlySet<Caller>, before: Before) => void;
  /** A standing that changed could not be read for five seconds (P31). */
  lost: (callers: ReadonlySet<Caller>) => void;
}

/** `again` is the number of milliseconds until a standing is read again that could not be read. */
export function createStandings(
  community: Pick<Community, "person">,
  { changed, lost }: StandingListener,
  again = AGAIN,
): Standings {
  const entries = new Map<string, Entry>();

  function entryOf(from: string): Entry {
    const kept = entries.get(from);
    if (kept) return kept;
    const entry = {
      standing: { rank: undefined, rooms: NO_ROOMS, restrictions: undefined, isSure: true },
      callers: new Set<Caller>(),
      begun: 0,
      known: 0,
      unsureFor: 0,
      retry: undefined,
    };
    entries.set(from, entry);
    return entry;
  }

  async function load(from: string, entry: Entry): Promise<PersonRecord> {
    const number = (entry.begun += 1);
    const record = await community.person(from);
    if (number > entry.known) apply(entry, record, number);
    return record;
  }

  function apply(entry: Entry, record: PersonRecord, number: number): void {
    const { rank, rooms, restrictions } = record;
    const { standing, callers, known } = entry;
    const before = beforeOf(standing);
    entry.known = number;
    const there = rooms.filter(({ profile }) => !profile?.isDissolved);
    standing.rank = rank;
    standing.rooms = there.length > 0 ? new Map(there.map((one) => [one.room, one])) : NO_ROOMS;
    standing.restrictions = restrictions;
    standing.isOwedNews = record.isOwedNews;
    standing.isSure = true;
    entry.unsureFor = 0;
    if (known > 0) changed(callers, before);
  }

  async function reloadOne(from: string): Promise<void> {
    const entry = entries.get(from);
    if (!entry) return;
    try {
      await load(from, entry);
    } catch {
      entry.standing.isSure = false;
      entry.unsureFor += 1;
      if (entry.unsureFor === LOST) lost(entry.callers);
      entry.retry ??= setTimeout(() => {
        entry.retry = undefined;
        void reloadOne(from);
      }, again).unref();
    }
  }

  function depart(caller: Caller): void {
    const { from } = caller.person;
    const entry = entries.get(from);
    entry?.callers.delete(caller);
    if (entry?.callers.size === 0) entries.delete(from);
  }

  return {
    arrive(caller) {
      const { from } = caller.person;
      const entry = entryOf(from);
      entry.callers.add(caller);
      caller.standing = entry.standing;
      return load(from, entry).catch((error: unknown) => {
        depart(caller);
        throw error;
      });
    },

    depart,

    async reload(people) {
      const here = Iterator.from(people)
        .filter((from) => entries.has(from))
        .toArray();
      for (let n = 0; n < here.length; n += AT_ONCE)
        await Promise.all(here.slice(n, n + AT_ONCE).map(reloadOne));
    },

    setProfile(room, profile) {
      for (const { standing, callers } of entries.values()) {
        const belonging = standing.rooms.get(room);
        if (!belonging) continue;
        const before = beforeOf(standing);
        const rooms = new Map(standing.rooms);
        standing.rooms = rooms;
        if (profile?.isDissolved) {
          rooms.delete(room);
          changed(callers, before);
        } else rooms.set(room, { ...belonging, profile });
      }
    },

    callersOf: (room) =>
      [...entries.values()].flatMap(({ standing, callers }) =>
        standing.rooms.has(room) ? [...callers] : [],
      ),

    callersWith: (from) => [...(entries.get(from)?.callers ?? [])],

    people: () => entries.keys(),

    callers: () => Iterator.from(entries.values()).map(({ callers }) => callers),
  };
}
