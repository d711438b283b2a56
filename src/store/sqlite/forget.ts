/** Forgetting a room in the embedded store: its numbers too are gone. */
import type { Database } from "bun:sqlite";

const BELONGING = ["reactions", "change_keys", "turns", "retired_keys", "acts"];

/** Forgets a room that has no messages, as `Log.forget` promises it. Call it in a transaction. */
export function forgetRoom(database: Database, room: string): void {
  const place = database
    .query<{ id: number }, { room: string }>(
      `SELECT id FROM rooms WHERE name = $room
       AND NOT EXISTS (SELECT 1 FROM messages WHERE room = rooms.id)`,
    )
    .get({ room });
  if (!place) return;
  for (const table of BELONGING)
    database.query<null, { id: number }>(`DELETE FROM ${table} WHERE room = $id`).run(place);
  database.query<null, { id: number }>("DELETE FROM rooms WHERE id = $id").run(place);
}
