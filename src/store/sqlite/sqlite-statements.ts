/** The statements of the embedded store. Those that name a message's columns are made from the list of them. */
import type { Database } from "bun:sqlite";
import type { Extent, Message } from "../../protocol";
import { listOf, namesOf } from "../columns";
import { SQLITE_COLUMNS } from "./schema";

/** What a row of the table `messages` says of a message. */
export type MessageRow = Omit<Message, "room">;

/** What is inserted: a message, and the number of its room. */
export type InsertedRow = MessageRow & { place: number };

/** A room's row: its number, its last `seq`, and when that was given. */
export interface RoomRow {
  id: number;
  head: number;
  at: number;
}

/** What selects a message from `messages m`, without its room. */
export const SELECTED = listOf(SQLITE_COLUMNS, (field, { name }) => `m.${name} AS "${field}"`);

/** Inserts a message. `$place` is the number of its room. */
export const INSERT_MESSAGE = `
  INSERT INTO messages (room, ${namesOf(SQLITE_COLUMNS)})
  VALUES ($place, ${listOf(SQLITE_COLUMNS, (field) => `$${field}`)})`;

export type Statements = ReturnType<typeof prepareStatements>;

/** Prepares the statements of the log on a file of the current schema. */
export function prepareStatements(database: Database) {
  // Not a join: SQLite would build a Bloom filter for each message, at many times the cost of the lookup.
  const page = "FROM messages m WHERE m.room = (SELECT id FROM rooms WHERE name = $room)";
  return {
    place: database.query<RoomRow, { room: string }>(
      "SELECT id, head, at FROM rooms WHERE name = $room",
    ),
    found: database.query<RoomRow, { room: string }>(
      "INSERT INTO rooms (name, head, at) VALUES ($room, 0, 0) RETURNING id, head, at",
    ),
    advance: database.query<null, { id: number; head: number; at: number }>(
      "UPDATE rooms SET head = $head, at = $at WHERE id = $id",
    ),
    known: database.query<MessageRow, { room: number; from: string; id: string }>(
      `SELECT ${SELECTED} FROM messages m WHERE m.id = $id AND m.room = $room AND m.sender = $from`,
    ),
    insert: database.query<null, InsertedRow>(
      `${INSERT_MESSAGE} ON CONFLICT (id, room, sender) DO NOTHING`,
    ),
    extent: database.query<Extent, { room: string }>(
      `SELECT r.head, coalesce((SELECT min(m.seq) FROM messages m WHERE m.room = r.id), r.head + 1) AS floor
       FROM rooms r WHERE r.name = $room`,
    ),
    rooms: database.query<{ name: string }, { after: string; limit: number }>(
      "SELECT name FROM rooms WHERE name > $after ORDER BY name LIMIT $limit",
    ),
    remove: database.query<null, { room: string; before: number; most: number }>(
      // Times rise with numbers, so a room whose first message is young has none that is old.
      `WITH place AS (SELECT id FROM rooms WHERE name = $room),
         oldest AS (SELECT seq, at FROM messages WHERE room = (SELECT id FROM place) ORDER BY seq)
       DELETE FROM messages WHERE room = (SELECT id FROM place)
         AND (SELECT at FROM oldest LIMIT 1) < $before
         AND seq IN (SELECT seq FROM (SELECT seq, at FROM oldest LIMIT $most) WHERE at < $before)`,
    ),
    trial: database.query("INSERT OR REPLACE INTO trial VALUES (1, zeroblob(32768))"),
    after: database.query<
      MessageRow,
      { room: string; after: number; before: number; limit: number }
    >(
      `SELECT ${SELECTED} ${page} AND m.seq > $after AND m.seq < $before ORDER BY m.seq LIMIT $limit`,
    ),
    newest: database.query<MessageRow, { room: string; before: number; limit: number }>(
      `SELECT ${SELECTED} ${page} AND m.seq < $before ORDER BY m.seq DESC LIMIT $limit`,
    ),
  };
}
