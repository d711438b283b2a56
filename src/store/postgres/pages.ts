/** Reading rooms of the shared store. Each read is one statement, so that all of its answer is of one moment. */
import type { Connections } from "./connections";
import { SELECTED, SELECTED_AS_BORN } from "./selected";
import { messageOf, type MessageRow } from "../columns";
import type { HistoryPage } from "../../protocol";
import type { Range, RoomStanding } from "../log";
import { isOfAnotherLog, pageSince, resetPage, type SinceRange } from "../since";
import { takeWithin } from "../within-bytes";

const STANDING = `
  r.head::float8 AS head, (r.head + r.changes)::float8 AS rev,
  (SELECT coalesce(min(seq), r.head + 1) FROM chuan.messages WHERE room = r.id)::float8 AS floor`;

/** One row with what `rows` selects, by `order`, or none for a room that is not there. */
const page = (rows: string, order: string, more = "") => `
  SELECT ${STANDING}, ${more}
    (SELECT coalesce(json_agg(page ORDER BY page.${order}), '[]') FROM (${rows}) page) AS messages
  FROM chuan.rooms r WHERE r.name = $1`;

const OF_ROOM = "FROM chuan.messages m WHERE m.room = r.id AND";
const AFTER = page(
  `SELECT ${SELECTED} ${OF_ROOM} m.seq < $2 AND m.seq > $4 ORDER BY m.seq LIMIT $3`,
  "seq",
);
const NEWEST = page(`SELECT ${SELECTED} ${OF_ROOM} m.seq < $2 ORDER BY m.seq DESC LIMIT $3`, "seq");

/**
 * The last `seq` that was given up to the `rev` `$2`: as many less than that as there were changes, and none that was
 * given after the next change, because of changes while the head was the same only the last is kept.
 */
const BORN_BY = `least(
  $2 - coalesce((SELECT t.rev - t.head FROM chuan.turns t
    WHERE t.room = r.id AND t.rev <= $2 ORDER BY t.rev DESC LIMIT 1), 0),
  coalesce((SELECT t.head FROM chuan.turns t WHERE t.room = r.id AND t.rev > $2 ORDER BY t.rev LIMIT 1), $2))`;

/** What was born and what was changed above the `rev` `$2`, at most `$3`, in rising `rev`. */
const above = (born: string) => `
  SELECT * FROM (
    (${born} ORDER BY m.seq LIMIT $3)
    UNION ALL
    (SELECT ${SELECTED} ${OF_ROOM} m.rev > $2 ORDER BY m.rev LIMIT $3)
  ) both_kinds ORDER BY both_kinds.rev LIMIT $3`;

const SINCE = page(
  above(`SELECT ${SELECTED} ${OF_ROOM} m.seq > ${BORN_BY} AND m.rev IS NULL`),
  "rev",
  `(SELECT m.id ${OF_ROOM} m.seq = $4) AS "idThere",`,
);
const EVENTS = page(above(`SELECT ${SELECTED_AS_BORN} ${OF_ROOM} m.seq > ${BORN_BY}`), "rev");

type PageRow = RoomStanding & { messages: MessageRow[]; idThere: string | null };

/** A page of a room, as `Log.read` promises it. */
export async function readPage(
  database: Connections,
  room: string,
  range: Range,
): Promise<HistoryPage> {
  const { since, after, before = Number.MAX_SAFE_INTEGER, limit, bytes } = range;
  if (since !== undefined) return readSince(database, room, { ...range, since });
  const bounds = [room, before, limit];
  const [row] =
    after === undefined
      ? await database.run<PageRow>(NEWEST, bounds)
      : await database.run<PageRow>(AFTER, [...bounds, after]);
  if (!row) return { messages: [], ...NOWHERE };
  const rows =
    after === undefined
      ? takeWithin(row.messages.toReversed(), bytes).toReversed()
      : takeWithin(row.messages, bytes);
  return { ...standingIn(row), messages: rows.map((one) => messageOf(one, room)) };
}

const NOWHERE: RoomStanding = { head: 0, floor: 0, rev: 0 };
const standingIn = ({ head, floor, rev }: PageRow): RoomStanding => ({ head, floor, rev });

async function readSince(
  database: Connections,
  room: string,
  range: SinceRange,
): Promise<HistoryPage> {
  const { since, last, limit } = range;
  const asked = [room, since, limit + 1, last?.seq ?? null];
  const [row] = await database.run<PageRow>(SINCE, asked);
  const standing = row ? standingIn(row) : NOWHERE;
  if (isOfAnotherLog(range, standing, row?.idThere ?? undefined)) return resetPage(standing);
  return pageSince(room, range, standing, row?.messages ?? []);
}

/** What happened in a room: messages as they are now, at the `rev` at which they were born or changed. */
export interface Events {
  /** A row without a changer is of a birth. */
  rows: MessageRow[];
  /** The room's `rev`, if these are all. */
  upto: number | undefined;
}

/** Reads at most `limit` things that happened in a room above the `rev` `since`, in rising `rev`. */
export async function readEvents(
  database: Connections,
  room: string,
  since: number,
  limit: number,
): Promise<Events> {
  const [row] = await database.run<PageRow>(EVENTS, [room, since, limit]);
  const rows = row?.messages ?? [];
  return { rows, upto: rows.length < limit ? (row?.rev ?? 0) : undefined };
}
