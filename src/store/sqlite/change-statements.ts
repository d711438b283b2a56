/** The embedded store's statements for what happens to messages after they were said. */
import type { Database } from "bun:sqlite";
import type { Person } from "../../protocol";
import { listOf, type MessageRow } from "../columns";
import type { OwnReaction } from "../log";
import { SQLITE_COLUMNS } from "./schema";
import { SELECTED } from "./sqlite-statements";

type Place = { place: number; seq: number };
type Reacted = Place & { emoji: string };

/** The columns of a message that a change writes. */
const { seq: _seq, id: _id, from: _from, name: _name, at: _at, ...CHANGED } = SQLITE_COLUMNS;
type ChangedRow = Place & Pick<MessageRow, keyof typeof CHANGED>;

export type ChangeStatements = ReturnType<typeof prepareChangeStatements>;

/** Prepares the statements of changes on a file of the current schema. */
export function prepareChangeStatements(database: Database) {
  const under = "WHERE room = $place AND seq = $seq";
  return {
    message: database.query<MessageRow, Place>(
      `SELECT ${SELECTED} FROM messages m WHERE m.room = $place AND m.seq = $seq`,
    ),
    isRepeated: database.query<object, Place & { by: string; id: string }>(
      `SELECT 1 FROM change_keys ${under} AND sender = $by AND id = $id`,
    ),
    keep: database.query<null, Place & { by: string; id: string }>(
      "INSERT INTO change_keys (room, seq, sender, id) VALUES ($place, $seq, $by, $id)",
    ),
    state: database.query<null, ChangedRow>(
      `UPDATE messages SET ${listOf(CHANGED, (field, { name }) => `${name} = $${field}`)} ${under}`,
    ),
    turn: database.query<null, { place: number; head: number; rev: number }>(
      `INSERT INTO turns (room, head, rev) VALUES ($place, $head, $rev)
       ON CONFLICT (room, head) DO UPDATE SET rev = excluded.rev`,
    ),
    has: database.query<{ number: number }, Reacted & { by: string }>(
      `SELECT number FROM reactions ${under} AND emoji = $emoji AND sender = $by`,
    ),
    reactors: database.query<Person, Reacted & { after: number; limit: number }>(
      `SELECT sender AS "from", name FROM reactions ${under} AND emoji = $emoji AND number > $after
       ORDER BY number LIMIT $limit`,
    ),
    react: database.query<null, Reacted & { by: string; name: string; number: number }>(
      `INSERT INTO reactions (room, seq, emoji, sender, name, number)
       VALUES ($place, $seq, $emoji, $by, $name, $number)`,
    ),
    unreact: database.query<null, Reacted & { by: string }>(
      `DELETE FROM reactions ${under} AND emoji = $emoji AND sender = $by`,
    ),
    clear: database.query<null, Place>(`DELETE FROM reactions ${under}`),
    own: database.query<OwnReaction, { room: string; asked: string; from: string }>(
      // CROSS: the few that are asked for are looked up, whatever the number of reactions.
      `SELECT r.seq, r.emoji FROM json_each($asked) a CROSS JOIN reactions r
       ON r.room = (SELECT id FROM rooms WHERE name = $room) AND r.seq = a.value ->> 'seq'
         AND r.emoji = a.value ->> 'emoji' AND r.sender = $from`,
    ),
    /** The last of a room's oldest messages that are removed in one step. Times rise with numbers. */
    lastOld: database.query<
      { seq: number | null },
      { place: number; before: number; most: number }
    >(
      `SELECT max(seq) AS seq FROM
         (SELECT seq, at FROM messages WHERE room = $place ORDER BY seq LIMIT $most) WHERE at < $before`,
    ),
    /** What is removed with a room's messages up to `$last`: all but the last turn, by which those above are numbered. */
    retire: [
      `INSERT OR REPLACE INTO retired_keys (room, sender, id, seq, at, until)
       SELECT room, sender, id, seq, at, $until FROM messages WHERE room = $place AND seq <= $last`,
      "DELETE FROM reactions WHERE room = $place AND seq <= $last",
      "DELETE FROM change_keys WHERE room = $place AND seq <= $last",
      "DELETE FROM acts WHERE room = $place AND seq <= $last",
      `DELETE FROM turns WHERE room = $place AND head < (SELECT max(head) FROM turns WHERE room = $place AND head <= $last)`,
      "UPDATE rooms SET keys_until = max(keys_until, $until) WHERE id = $place",
      "DELETE FROM messages WHERE room = $place AND seq <= $last",
    ].map((statement) =>
      database.query<null, { place: number; last: number; until: number }>(statement),
    ),
    forget: database.query<null, { now: number }>("DELETE FROM retired_keys WHERE until < $now"),
  };
}
