/** The ranks and rooms of the people who are on this machine, shared by all callers of a person, and loaded again when they change. */
import { LOBBY } from "../../protocol";
import type { Community, Mark, PersonRecord, Persons, Profile } from "../../store";
import type { Caller } from "../caller";
import { Refusal } from "../refusal";
import {
  type Before,
  beforeOf,
  isReplaced,
  NO_ROOMS,
  roomsOf,
  selfIn,
  type Standing,
} from "./standing";

export interface Standings {
  /**
   * Gives a caller with a key its person and their standing, as it is now. Rejects with `Refusal` where the key was replaced, and with
   * `LogUnavailable`.
   */
  arrive(caller: Caller): Promise<PersonRecord>;
  /** Forgets a caller, and the standing with the person's last one. */
  depart(caller: Caller): void;
  /** Loads the standings of these people again, of those who are here. Resolves when that was done or has failed. */
  reload(people: Iterable<string>): Promise<void>;
  /** Gives everybody here who belongs to a room its profile as it is now, or takes a dissolved room away. */
  setProfile(room: string, profile: Profile | undefined): void;
  /** All callers here whose people belong to a room. */
  callersOf(room: string): Caller[];
  /** The callers here of a person with a key. */
  callersWith(from: string): Caller[];
  /** Notes a person's mark in a room, or in the lobby. Returns whether that is new. */
  setMark(from: string, room: string, mark: Mark): boolean;
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
  /** Marks that were noted while a read was under way, with its number: reads up to this one do not undo them. */
  noted: Map<string, { mark: Mark; number: number }>;
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
  /** Callers whose key is refused from now on. */
  replaced: (callers: readonly Caller[]) => void;
  /** A standing that changed could not be read for five seconds (P31). */
  lost: (callers: ReadonlySet<Caller>) => void;
}

const replaced = () =>
  new Refusal("forbidden", "this key is no longer valid: its person has another one, or has left");

/** `again` is the number of milliseconds until a standing is read again that could not be read. */
export function createStandings(
  {
    community,
    persons,
  }: { community: Pick<Community, "person">; persons: Pick<Persons, "holder"> },
  { changed, replaced: refuse, lost }: StandingListener,
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
      noted: new Map<string, { mark: Mark; number: number }>(),
      unsureFor: 0,
      retry: undefined,
    };
    entries.set(from, entry);
    return entry;
  }

  async function load(from: string, entry: Entry): Promise<PersonRecord> {
    const number = (entry.begun += 1);
    const record = await community.person(from);
    if (number > entry.known) apply(from, entry, record, number);
    return record;
  }

  function apply(from: string, entry: Entry, record: PersonRecord, number: number): void {
    const { rank, restrictions, key = from, isErased } = record;
    const { standing, callers, known, noted } = entry;
    const before = beforeOf(standing);
    for (const [room, { number: last }] of noted) if (last < number) noted.delete(room);
    const marks = new Map([
      ...Array.from(noted, ([room, { mark }]) => [room, mark] as const),
      ...(standing.marking ?? []),
    ]);
    entry.known = number;
    standing.rank = rank;
    standing.rooms = roomsOf(record, marks);
    standing.restrictions = restrictions;
    standing.self = selfIn(record, marks);
    standing.keyId = isErased ? undefined : key;
    standing.isOwedNews = record.isOwedNews;
    standing.isSure = true;
    entry.unsureFor = 0;
    if (known === 0) return;
    const ended = [...callers].filter((caller) => isReplaced(caller) && !caller.isErasing);
    if (ended.length > 0) refuse(ended);
    changed(callers, before);
  }

  function enter(caller: Caller): Entry {
    const entry = entryOf(caller.person.from);
    entry.callers.add(caller);
    caller.standing = entry.standing;
    return entry;
  }

  /** The person of the caller's key: one read, except for those who were given another key. */
  async function find(caller: Caller): Promise<PersonRecord> {
    const { from: own } = caller.person;
    const entry = enter(caller);
    const number = (entry.begun += 1);
    const record = await persons.holder(own);
    if (!record) throw replaced();
    const { from } = record;
    if (from !== own) {
      depart(caller);
      caller.person = { ...caller.person, from };
      // It may have changed before the caller was among theirs.
      return load(from, enter(caller));
    }
    if (number > entry.known) apply(own, entry, record, number);
    return record;
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
    async arrive(caller) {
      try {
        const record = await find(caller);
        if (isReplaced(caller)) throw replaced();
        return record;
      } catch (error) {
        depart(caller);
        throw error;
      }
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

    setMark(from, room, mark) {
      const entry = entries.get(from);
      if (!entry) return false;
      const { standing, noted } = entry;
      if (entry.begun > entry.known) noted.set(room, { mark, number: entry.begun });
      const now = room === LOBBY ? standing.self?.lobby : standing.rooms.get(room);
      if ((room !== LOBBY && !now) || (now?.seen === mark.seen && now?.level === mark.level))
        return false;
      if (room === LOBBY) standing.self = { blocked: [], ...standing.self, lobby: mark };
      else if (now) Object.assign(now, mark);
      return true;
    },

    people: () => entries.keys(),

    callers: () => Iterator.from(entries.values()).map(({ callers }) => callers),
  };
}
