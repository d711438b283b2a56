/** How far people have read, and what they want to hear of, on every device (P36). */
import { LOBBY, MARK_PACE, type Marked, type RequestOf } from "../../protocol";
import { joinedMarks, type KeptMark, type Mark, type NewMark, type Persons } from "../../store";
import { type Access, requireKey } from "../access/access";
import { marked } from "../access/own-room";
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

  /** Marks that this machine writes are known when they are written. */
  persons.onMarks((marks) => {
    for (const mark of marks)
      if (!standings.callersWith(mark.from)[0]?.standing.marking?.has(mark.room)) learn(mark);
  });

  return async (caller, { room, seq, level, unread }) => {
    requireKey(caller);
    access.require(caller, "read", room);
    const { standing, person } = caller;
    const { from } = person;
    const before = markIn(caller, room);
    const now = further(before, { seen: seq, level, unread });
    if (!standing.marking?.has(room) && isSame(before, now)) return marked(room, now);
    if (standings.setMark(from, room, now)) tell(from, room, now, caller);
    standing.marking = new Map([...(standing.marking ?? []), [room, now]]);
    try {
      const kept = await add({ from, room, seen: seq, level, unread });
      const mark = kept.find((one) => one.room === room) ?? { from, room };
      settle(from, room);
      learn(mark);
      return marked(room, mark);
    } catch (error) {
      settle(from, room);
      await standings.reload([from]);
      throw error;
    }

    /** The room's mark is the store's again, unless a later one of this person waits. */
    function settle(whose: string, where: string): void {
      if (waiting.get(whose)?.marks.some((one) => one.room === where)) return;
      const marking = new Map(standing.marking);
      marking.delete(where);
      standing.marking = marking.size > 0 ? marking : undefined;
    }
  };
}

/** The caller's mark in a room. Throws `Refusal` where the person does not belong to it. */
function markIn({ standing }: Caller, room: string): Mark {
  const place = room === LOBBY ? (standing.self?.lobby ?? {}) : standing.rooms.get(room);
  if (!place) throw new Refusal("not_in_room", "you do not belong to this room: join it first");
  return { seen: place.seen, level: place.level };
}

/** The further mark counts, unless it is set back on purpose. */
function further(before: Mark, { seen, level, unread }: Omit<NewMark, "from" | "room">): Mark {
  const isBefore = seen === undefined || (!unread && seen < (before.seen ?? 0));
  return { seen: isBefore ? before.seen : seen, level: level ?? before.level };
}

const isSame = (one: Mark, other: Mark) => one.seen === other.seen && one.level === other.level;
