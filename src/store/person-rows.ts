/** Who people are, as both stores keep it in rows. */
import { LEVELS, type Level, type Reach, REACHES } from "../protocol";
import type { PersonRecord } from "./community";
import { rankOf } from "./community-rows";
import type { KeptMark, KnownPerson, Mark, NewMark, SelfRecord } from "./persons";

export type ClaimRow = {
  look: string;
  name: string;
};

/** What somebody said about themselves, as it is read. `blocked` is a list as JSON. */
export interface PersonalRow {
  claimed: string | null;
  key: string | null;
  direct: string | null;
  lastSeen: number | null;
  blocked: string;
  erased: number;
}

export interface KnownRow {
  from: string;
  claimed: string | null;
  lastSeen: number | null;
  /** Places of ranks, of moderators and owners alone. */
  rank: number | null;
  onServer: number | null;
}

export type MarkRow = {
  seen: number | null;
  level: string | null;
};

/** A level or a reach that a newer version knows counts as not said. */
const levelOf = (said: string): Level | undefined => LEVELS.find((one) => one === said);
export const reachOf = (said: string | null): Reach | undefined =>
  REACHES.find((one) => one === said);

/** A mark as a row has it. */
export function markOf({ seen, level }: MarkRow): Mark {
  const said = level === null ? undefined : levelOf(level);
  return { ...(seen !== null && { seen }), ...(said && { level: said }) };
}

/** What `PersonRecord` has of a person's own row, with the mark in the lobby. */
export function personalOf(
  row: PersonalRow,
  lobby: Mark | undefined,
): Pick<PersonRecord, "self" | "key" | "isErased"> {
  const { claimed, key, lastSeen, erased } = row;
  const direct = reachOf(row.direct);
  const blocked: string[] = row.blocked === "[]" ? [] : JSON.parse(row.blocked);
  const self: SelfRecord = {
    ...(claimed !== null && { claimed }),
    ...(direct && { direct }),
    ...(lastSeen !== null && { lastSeen: lastSeen === 1 }),
    blocked,
    ...(lobby && { lobby }),
  };
  const hasSelf = Object.keys(self).length > 1 || blocked.length > 0;
  return {
    ...(hasSelf && { self }),
    ...(key !== null && { key }),
    ...(erased === 1 && { isErased: true }),
  };
}

/** What others may know of somebody; undefined where that is nothing. */
export function knownOf({ claimed, lastSeen, rank, onServer }: KnownRow): KnownPerson | undefined {
  const known: KnownPerson = {
    ...(claimed !== null && { claimed }),
    ...(lastSeen !== null && { lastSeen }),
    ...(rank !== null && { rank: rankOf(rank) }),
    ...(onServer !== null && { onServer: rankOf(onServer) }),
  };
  return Object.keys(known).length > 0 ? known : undefined;
}

/** One mark for two of the same person and room, one after the other. */
export function joined(one: NewMark, next: NewMark): NewMark {
  const level = next.level ?? one.level;
  const both = { from: one.from, room: one.room, ...(level !== undefined && { level }) };
  if (next.seen === undefined) return { ...one, ...both };
  if (next.unread || one.seen === undefined)
    return { ...both, seen: next.seen, ...(next.unread && { unread: true }) };
  const seen = Math.max(one.seen, next.seen);
  return { ...both, seen, ...(one.unread && { unread: true }) };
}

/** The person and the room of a mark as one text. */
export const keyOfMark = ({ from, room }: { from: string; room: string }) => `${from} ${room}`;

/** At most one mark for each person and room, in the order of people and rooms, in which all machines lock them. */
export function joinedMarks(marks: readonly NewMark[]): NewMark[] {
  const all = new Map<string, NewMark>();
  for (const mark of marks) {
    const before = all.get(keyOfMark(mark));
    all.set(keyOfMark(mark), before ? joined(before, mark) : mark);
  }
  return [...all.keys()].toSorted().flatMap((key) => all.get(key) ?? []);
}

/** Returns a function that finds what was kept for a mark. */
export function keptFor(kept: readonly KeptMark[]): (mark: NewMark) => KeptMark {
  const all = new Map(kept.map((one) => [keyOfMark(one), one]));
  return (mark) => all.get(keyOfMark(mark)) ?? { from: mark.from, room: mark.room };
}
