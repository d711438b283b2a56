/** The statements of the embedded store. Those that name a message's columns are made from the list of them. */
import type { Database } from "bun:sqlite";
import type { Extent } from "../../protocol";
import { listOf, type MessageRow, namesOf, type StoredRow } from "../columns";
import { SQLITE_COLUMNS } from "./schema";

/** What is inserted: a message's row, and the number of its room. */
export type InsertedRow = StoredRow & { place: number };

/** A room's row: its number, its last `seq` and when that was given, its changes, and until when it has keys of retired messages. */
export interface RoomRow {
  id: number;
  head: number;
  at: number;
  changes: number;
  keysUntil: number;
  /** The number of its last act. */
  acts: number;
}

/** How many changes there were in the room of `m` before it: what was never changed has that in no column. */
const CHANGES_BEFORE = `coalesce(
  (SELECT t.rev - t.head FROM turns t WHERE t.room = m.room AND t.head < m.seq ORDER BY t.head DESC LIMIT 1), 0)`;

/** What selects a message from `messages m`, without its room. */
export const SELECTED = listOf(SQLITE_COLUMNS, (field, { name }) =>
  field === "rev" ? `coalesce(m.rev, m.seq + ${CHANGES_BEFORE}) AS rev` : `m.${name} AS "${field}"`,
);

/** Inserts a message. `$place` is the number of its room. */
export const INSERT_MESSAGE = `
  INSERT INTO messages (room, ${namesOf(SQLITE_COLUMNS)})
  VALUES ($place, ${listOf(SQLITE_COLUMNS, (field) => `$${field}`)})`;

/** The columns of a message that is new. */
const { rev: _rev, changer: _changer, ...NEW } = SQLITE_COLUMNS;
type NewRow = Omit<InsertedRow, "rev" | "changer">;

const ROOM = "id, head, at, changes, keys_until AS keysUntil, acts";

export type Statements = ReturnType<typeof prepareStatements>;

/** Prepares the statements of messages on a file of the current schema. */
export function prepareStatements(database: Database) {
  // Not a join: SQLite would build a Bloom filter for each message, at many times the cost of the lookup.
  const page = "FROM messages m WHERE m.room = (SELECT id FROM rooms WHERE name = $room)";
  return {
    place: database.query<RoomRow, { room: string }>(
      `SELECT ${ROOM} FROM rooms WHERE name = $room`,
    ),
    found: database.query<RoomRow, { room: string }>(
      `INSERT INTO rooms (name, head, at) VALUES ($room, 0, 0) RETURNING ${ROOM}`,
    ),
    advance: database.query<null, Omit<RoomRow, "keysUntil" | "acts">>(
      "UPDATE rooms SET head = $head, at = $at, changes = $changes WHERE id = $id",
    ),
    act: database.query<null, { place: number; seq: number }>(
      "UPDATE rooms SET acts = $seq WHERE id = $place",
    ),
    noteAct: database.query<null, { place: number; seq: number }>(
      "INSERT INTO acts (room, seq) VALUES ($place, $seq)",
    ),
    saidBy: database.query<
      MessageRow,
      { room: string; from: string; before: number; above: number; since: number; limit: number }
    >(
      `SELECT ${SELECTED} ${page} AND m.seq < $before AND m.seq > $above AND m.sender = $from AND m.at >= $since
       ORDER BY m.seq DESC LIMIT $limit`,
    ),
    timeOf: database.query<{ at: number }, { room: string; seq: number }>(
      `SELECT m.at ${page} AND m.seq <= $seq ORDER BY m.seq DESC LIMIT 1`,
    ),
    known: database.query<MessageRow, { room: number; from: string; id: string }>(
      `SELECT ${SELECTED} FROM messages m WHERE m.id = $id AND m.room = $room AND m.sender = $from`,
    ),
    retired: database.query<
      { seq: number; at: number },
      { room: number; from: string; id: string; now: number }
    >(
      `SELECT seq, at FROM retired_keys
       WHERE room = $room AND sender = $from AND id = $id AND until > $now`,
    ),
    insert: database.query<null, NewRow>(
      `INSERT INTO messages (room, ${namesOf(NEW)}) VALUES ($place, ${listOf(NEW, (field) => `$${field}`)})
       ON CONFLICT (id, room, sender) DO NOTHING`,
    ),
    standing: database.query<Extent & { rev: number }, { room: string }>(
      `SELECT r.head, r.head + r.changes AS rev,
         coalesce((SELECT min(m.seq) FROM messages m WHERE m.room = r.id), r.head + 1) AS floor
       FROM rooms r WHERE r.name = $room`,
    ),
    isDissolved: database.query<object, { room: string }>(
      "SELECT 1 FROM profiles WHERE room = $room AND dissolved = 1",
    ),
    rooms: database.query<{ name: string }, { after: string; limit: number }>(
      "SELECT name FROM rooms WHERE name > $after ORDER BY name LIMIT $limit",
    ),
    trial: database.query("INSERT OR REPLACE INTO trial VALUES (1, zeroblob(32768))"),
    epoch: database.query<{ id: string }, []>("SELECT id FROM epoch"),
    after: database.query<
      MessageRow,
      { room: string; after: number; before: number; limit: number }
    >(
      `SELECT ${SELECTED} ${page} AND m.seq > $after AND m.seq < $before ORDER BY m.seq LIMIT $limit`,
    ),
    newest: database.query<MessageRow, { room: string; before: number; limit: number }>(
      `SELECT ${SELECTED} ${page} AND m.seq < $before ORDER BY m.seq DESC LIMIT $limit`,
    ),
    idOf: database.query<{ id: string }, { room: string; seq: number }>(
      `SELECT m.id ${page} AND m.seq = $seq`,
    ),
    since: database.query<MessageRow, { room: string; since: number; limit: number }>(
      `WITH place AS (SELECT id FROM rooms WHERE name = $room)
       SELECT * FROM (SELECT ${SELECTED} FROM messages m
         WHERE m.room = (SELECT id FROM place) AND m.seq > ${BORN_BY} AND m.rev IS NULL
         ORDER BY m.seq LIMIT $limit)
       UNION ALL
       SELECT * FROM (SELECT ${SELECTED} FROM messages m INDEXED BY messages_by_change
         WHERE m.room = (SELECT id FROM place) AND m.rev > $since AND m.rev IS NOT NULL
         ORDER BY m.rev LIMIT $limit)
       ORDER BY rev LIMIT $limit`,
    ),
  };
}

/**
 * The last `seq` that was given up to the `rev` `$since`: as many less than that as there were changes, and none that was
 * given after the next change, because of changes while the head was the same only the last is kept.
 */
const BORN_BY = `min(
  $since - coalesce((SELECT t.rev - t.head FROM turns t
    WHERE t.room = (SELECT id FROM place) AND t.rev <= $since ORDER BY t.rev DESC LIMIT 1), 0),
  coalesce((SELECT t.head FROM turns t
    WHERE t.room = (SELECT id FROM place) AND t.rev > $since ORDER BY t.rev LIMIT 1), $since))`;
