/** Pages of a room in the embedded store. */
import { messageOf } from "../columns";
import type { HistoryPage } from "../../protocol";
import type { Range, RoomStanding } from "../log";
import { isOfAnotherLog, pageSince, resetPage, type SinceRange } from "../since";
import { takeWithin } from "../within-bytes";
import type { Statements } from "./sqlite-statements";

/** Where a room is now. */
export function standingOf({ standing }: Statements, room: string): RoomStanding {
  return standing.get({ room }) ?? { head: 0, floor: 0, rev: 0 };
}

/** A page of a room, as `Log.read` promises it. */
export function readPage(statements: Statements, room: string, range: Range): HistoryPage {
  const { since } = range;
  if (since !== undefined) return readSince(statements, room, { ...range, since });
  const messages = rowsIn(statements, room, range).map((row) => messageOf(row, room));
  return { messages, ...standingOf(statements, room) };
}

function rowsIn(statements: Statements, room: string, { after, before, limit, bytes }: Range) {
  const below = before ?? Number.MAX_SAFE_INTEGER;
  return after === undefined
    ? takeWithin(statements.newest.iterate({ room, before: below, limit }), bytes).toReversed()
    : takeWithin(statements.after.iterate({ room, after, before: below, limit }), bytes);
}

function readSince(statements: Statements, room: string, range: SinceRange): HistoryPage {
  const { since, last, limit } = range;
  const standing = standingOf(statements, room);
  const there = last && statements.idOf.get({ room, seq: last.seq });
  if (isOfAnotherLog(range, standing, there?.id)) return resetPage(standing);
  return pageSince(
    room,
    range,
    standing,
    statements.since.iterate({ room, since, limit: limit + 1 }),
  );
}
