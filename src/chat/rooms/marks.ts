/** How far people have read, and what they want to hear of, on every device (P36). */
import { LOBBY, MARK_PACE, type Marked, type RequestOf } from "../../protocol";
import {
  joinedMarks,
  keyOfMark,
  type KeptMark,
  type Mark,
  type NewMark,
  type Persons,
} from "../../store";
import { type Access, requireKey } from "../access/access";
import { marked } from "../access/own-room";
import type { Standing } from "../access/standing";
import type { Standings } from "../access/standings";
import type { Audience } from "../audience";
import type { Caller, UseCase } from "../caller";
import { Refusal } from "../refusal";

export interface MarksParts {
  access: Pick<Access, "require">;
  audience: Pick<Audience, "tellOne">;
  persons: Pick<Persons, "mark" | "onMarks">;
  standings: Pick<Standings, "callersWith" | "setMark" | "reload">;
}

/** Marks of one person that are written together. */
interface Batch {
  marks: NewMark[];
  kept: Promise<readonly KeptMark[]>;
}

/** `mark({ room, seq?, level?, unread? })`: acknowledged when it is durable, and told to the person's other connections. */
export type MarkUseCase = UseCase<RequestOf<"mark">, Marked>;

/** `pace` is the number of milliseconds in which a person's marks are written once at most. */
export function createMarks(parts: MarksParts, pace = MARK_PACE): MarkUseCase {
  const { access, audience, persons, standings } = parts;
  const waiting = new Map<string, Batch>();
  /** When each person's marks may be written again, by `performance.now()`. */
  const rested = new Map<string, number>();

  /** How many marks of each person and room are being written here, and which of those another machine wrote meanwhile. */
  const writing = new Map<string, number>();
  const overtaken = new Set<string>();

  function tell(from: string, room: string, mark: Mark, except?: Caller): void {
    for (const caller of standings.callersWith(from))
      if (caller !== except) audience.tellOne(caller, "marked", marked(room, mark));
  }

  /** What the store has now: another machine may have known of a further mark. */
  function learn({ from, room, ...mark }: KeptMark): void {
    if (standings.setMark(from, room, mark)) tell(from, room, mark);
  }

  async function write(from: string): Promise<readonly KeptMark[]> {
    const wait = (rested.get(from) ?? 0) - performance.now();
    if (wait > 0) await Bun.sleep(wait);
    const batch = waiting.get(from);
    waiting.delete(from);
    rested.set(from, performance.now() + pace);
    setTimeout(() => forget(from), pace).unref();
    return persons.mark(joinedMarks(batch?.marks ?? []));
  }

  function forget(from: string): void {
    if ((rested.get(from) ?? 0) <= performance.now()) rested.delete(from);
  }

  function add(mark: NewMark): Promise<readonly KeptMark[]> {
    const { from } = mark;
    const batch = waiting.get(from);
    if (batch) {
      batch.marks.push(mark);
      return batch.kept;
    }
    const { promise, resolve } = Promise.withResolvers<readonly KeptMark[]>();
    waiting.set(from, { marks: [mark], kept: promise });
    resolve(write(from));
    return promise;
  }

  /** Reads the people anew: what another machine tells may come after what was written later. */
  persons.onMarks((marks) => {
    for (const mark of marks) if (writing.has(keyOfMark(mark))) overtaken.add(keyOfMark(mark));
    void standings.reload(new Set(marks.map(({ from }) => from)));
  });

  /** Keeps a mark. Until then it holds for this machine, whatever is read of the person. */
  async function keep(standing: Standing, mark: NewMark, now: Mark): Promise<void> {
    const { from, room } = mark;
    const place = keyOfMark(mark);
    writing.set(place, (writing.get(place) ?? 0) + 1);
    standing.marking = new Map([...(standing.marking ?? []), [room, now]]);
    try {
      const kept = await add(mark);
      if (settle(standing, mark)) learn(kept.find((one) => one.room === room) ?? mark);
      if (overtaken.delete(place)) await standings.reload([from]);
    } catch (error) {
      // Until the person is read, nobody is answered that the mark is kept.
      standing.marking = new Map([...(standing.marking ?? []), [room, undefined]]);
      overtaken.delete(place);
      await standings.reload([from]);
      settle(standing, mark);
      throw error;
    }
  }

  /** Returns whether no other mark of the person is being written in this room: then it is the store's again. */
  function settle(standing: Standing, mark: NewMark): boolean {
    const more = (writing.get(keyOfMark(mark)) ?? 1) - 1;
    if (more > 0) {
      writing.set(keyOfMark(mark), more);
      return false;
    }
    writing.delete(keyOfMark(mark));
    const marking = new Map(standing.marking);
    marking.delete(mark.room);
    standing.marking = marking.size > 0 ? marking : undefined;
    return true;
  }

  return async (caller, { room, seq, level, unread }) => {
    requireKey(caller);
    access.require(caller, "read", room);
    const { standing, person } = caller;
    const { from } = person;
    const before = markIn(standing, room);
    if (!before) throw new Refusal("not_in_room", "you do not belong to this room: join it first");
    const now = further(before, { seen: seq, level, unread });
    if (standing.isSure && !standing.marking?.has(room) && isSame(before, now))
      return marked(room, now);
    if (standings.setMark(from, room, now)) tell(from, room, now, caller);
    await keep(standing, { from, room, seen: seq, level, unread }, now);
    return marked(room, markIn(standing, room) ?? now);
  };
}

/** The person's mark in a room; undefined where they do not belong to it. */
function markIn({ self, rooms }: Standing, room: string): Mark | undefined {
  const place = room === LOBBY ? (self?.lobby ?? {}) : rooms.get(room);
  return place && { seen: place.seen, level: place.level };
}

/** The further mark counts, unless it is set back on purpose. */
function further(before: Mark, { seen, level, unread }: Omit<NewMark, "from" | "room">): Mark {
  const isBefore = seen === undefined || (!unread && seen < (before.seen ?? 0));
  return { seen: isBefore ? before.seen : seen, level: level ?? before.level };
}

const isSame = (one: Mark, other: Mark) => one.seen === other.seen && one.level === other.level;
