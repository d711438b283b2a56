/** The shared store's statements, and the messages in their answers and in announcements. */
import type { Connections } from "./connections";
import { POSTGRES_COLUMNS } from "./schema";
import { type Columns, listOf } from "../columns";
import type { News } from "./notifications";
import type { HistoryPage, Message } from "../../protocol";
import { takeWithin } from "../within-bytes";
import type { Draft, Range } from "../log";

type MessageRow = Omit<Message, "room">;
type AnsweredRow = Omit<MessageRow, "id" | "from">;

/** What selects a message, without its room, from the columns of `alias`. JavaScript has no bigint in a message. */
export function selectedFrom(alias: string, columns: Partial<Columns> = POSTGRES_COLUMNS): string {
  return listOf(columns, (field, { name, type }) => {
    const value = type === "bigint" ? `${alias}.${name}::float8` : `${alias}.${name}`;
    return `${value} AS "${field}"`;
  });
}

/** The columns that `chuan.append` answers with: all but the send key, which the draft has. */
const { id: _id, from: _from, ...ANSWERED } = POSTGRES_COLUMNS;

const APPEND = `
  SELECT ${selectedFrom("stored", ANSWERED)}
  FROM json_array_elements($1::text::json) WITH ORDINALITY AS given (part, place),
    chuan.append(part->>'room', part->'drafts') WITH ORDINALITY AS stored
  ORDER BY place, stored.ordinality`;

/** Stores drafts in one transaction, and resolves with what is stored under their send keys, in their order. */
export async function store(database: Connections, drafts: readonly Draft[]): Promise<Message[]> {
  // The rooms are in one order on every machine, so that no two machines wait for each other's.
  const byRoom = [...Map.groupBy(drafts, ({ room }) => room)].toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const given = byRoom.map(([room, ofRoom]) => ({ room, drafts: ofRoom }));
  const rows = await database.run<AnsweredRow>(APPEND, [JSON.stringify(given)]);
  const answered = byRoom.flatMap(([, ofRoom]) => ofRoom);
  const stored = new Map(answered.map((draft, n) => [draft, messageOf(draft, rows[n])]));
  return drafts.map((draft) => stored.get(draft) ?? messageOf(draft, undefined));
}

function messageOf(draft: Draft, row: AnsweredRow | undefined): Message {
  if (!row) throw new Error("the database did not answer for every message");
  return { ...draft, ...row };
}

const FLOOR = `(SELECT coalesce(min(seq), r.head + 1) FROM chuan.messages WHERE room = r.id)`;

/** One row with the page and the extent at the same moment, or none for a room that is not there. */
const page = (bounds: string) => `
  SELECT r.head::float8 AS head, ${FLOOR}::float8 AS floor,
    (SELECT coalesce(json_agg(page ORDER BY page.seq), '[]') FROM (
      SELECT ${selectedFrom("m")} FROM chuan.messages m WHERE m.room = r.id AND ${bounds}
    ) page) AS messages
  FROM chuan.rooms r WHERE r.name = $1`;

const AFTER = page("m.seq < $2 AND m.seq > $4 ORDER BY m.seq LIMIT $3");
const NEWEST = page("m.seq < $2 ORDER BY m.seq DESC LIMIT $3");

type PageRow = { head: number; floor: number; messages: MessageRow[] };

/** A page of a room, as `Log.read` promises it. */
export async function readPage(
  database: Connections,
  room: string,
  { after, before = Number.MAX_SAFE_INTEGER, limit, bytes }: Range,
): Promise<HistoryPage> {
  const bounds = [room, before, limit];
  const [row] =
    after === undefined
      ? await database.run<PageRow>(NEWEST, bounds)
      : await database.run<PageRow>(AFTER, [...bounds, after]);
  if (!row) return { messages: [], head: 0, floor: 0 };
  const messages =
    after === undefined
      ? takeWithin(row.messages.toReversed(), bytes).toReversed()
      : takeWithin(row.messages, bytes);
  return { ...row, messages: messages.map((message) => ({ ...message, room })) };
}

/** The names of rooms, as `Log.rooms` promises them. */
export async function roomsAfter(
  database: Connections,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await database.run<{ name: string }>(
    "SELECT name FROM chuan.rooms WHERE name > $1 ORDER BY name LIMIT $2",
    [after, limit],
  );
  return rows.map(({ name }) => name);
}

// Times rise with numbers, so the old messages are the first of a room.
const REMOVE = `
  WITH place AS (SELECT id FROM chuan.rooms WHERE name = $1),
    oldest AS (
      SELECT m.room, m.seq, m.at FROM chuan.messages m
      WHERE m.room = (SELECT id FROM place) ORDER BY m.seq LIMIT $3),
    removed AS (
      DELETE FROM chuan.messages m USING oldest o
      WHERE m.room = o.room AND m.seq = o.seq AND o.at < $2 RETURNING 1)
  SELECT count(*)::float8 AS count FROM removed`;

/** Removes a room's oldest messages, as `Log.remove` promises it. */
export async function removeOldest(
  database: Connections,
  room: string,
  before: number,
  most: number,
): Promise<number> {
  const [row] = await database.run<{ count: number }>(REMOVE, [room, before, most]);
  return row?.count ?? 0;
}

/** Makes a write that needs as much room as messages do. */
export async function writeTrial(database: Connections): Promise<void> {
  await database.run("UPDATE chuan.trial SET bytes = repeat('x', 32768)::bytea", []);
}

/** A message as it is announced: whole, or where to find it when it is too long for that. */
export type Announced = Message | Pick<Message, "room" | "seq">;

/** The messages that a notification announces, in rising `seq`. An entry without a number is ignored. */
export function announcedIn({ room, messages }: News): Announced[] {
  if (!Array.isArray(messages)) return [];
  return messages.filter(isNumbered).map((message) => ({ ...message, room }));
}

// By hand: a schema would take as long as parsing the message, and every message of another machine comes by here.
function isNumbered(message: unknown): message is Omit<Announced, "room"> {
  return (
    typeof message === "object" &&
    message !== null &&
    "seq" in message &&
    Number.isSafeInteger(message.seq)
  );
}
