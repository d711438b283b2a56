/** The statements of the embedded store for what is known of files. */
import type { Database } from "bun:sqlite";
import { FILE, type FileRow, type KeptRow } from "../file-rows";

export const FILE_COLUMNS = FILE.join(", ");
/** The files of the JSON list of ids `$ids`. */
const LISTED = "id IN (SELECT value FROM json_each($ids))";

/** Whether a message names the file `f` that is claimed for it. */
const IS_NAMED = `EXISTS (
  SELECT 1 FROM messages m JOIN json_each(coalesce(m.more, '{}'), '$.files') j
  WHERE m.id = f.claimed AND m.room = (SELECT r.id FROM rooms r WHERE r.name = f.room) AND m.sender = f.sender
    AND j.value ->> 'id' = f.id)`;
const UNSETTLED = `
  SELECT f.id FROM files f WHERE f.claimed_at < $before AND f.gone = 0 ORDER BY f.claimed_at LIMIT $limit`;

export type FileStatements = ReturnType<typeof prepareFileStatements>;

export function prepareFileStatements(database: Database) {
  return {
    owner: database.query<{ id: string }, []>("SELECT id FROM store"),
    secret: database.query<{ secret: string }, []>("SELECT secret FROM store"),
    total: database.query<{ bytes: number }, []>(
      "SELECT coalesce(sum(size + coalesce(small, 0)), 0) AS bytes FROM files",
    ),
    add: database.query<null, FileRow>(
      `INSERT INTO files (${FILE_COLUMNS}) VALUES (${FILE.map((column) => `$${column}`).join(", ")})`,
    ),
    restore: database.query<null, KeptRow>(
      `INSERT INTO files (${FILE_COLUMNS}, claimed, claimed_at)
       VALUES (${FILE.map((column) => `$${column}`).join(", ")}, $claimed, $claimed_at)`,
    ),
    all: database.query<KeptRow, []>(
      `SELECT ${FILE_COLUMNS}, claimed, claimed_at FROM files WHERE gone = 0 ORDER BY id`,
    ),
    find: database.query<FileRow, { id: string }>(
      `SELECT ${FILE_COLUMNS} FROM files WHERE id = $id AND gone = 0`,
    ),
    claimable: database.query<
      FileRow,
      { ids: string; room: string; sender: string; message: string }
    >(
      `SELECT ${FILE_COLUMNS} FROM files WHERE ${LISTED} AND gone = 0 AND room = $room AND sender = $sender
         AND (claimed IS NULL OR claimed = $message)`,
    ),
    claim: database.query<null, { ids: string; message: string; now: number }>(
      `UPDATE files SET claimed = $message, claimed_at = $now WHERE ${LISTED}`,
    ),
    release: database.query<null, { ids: string }>(`UPDATE files SET gone = 1 WHERE ${LISTED}`),
    releaseUnclaimed: database.query<null, { before: number; limit: number }>(
      `UPDATE files SET gone = 1 WHERE id IN (
         SELECT id FROM files WHERE claimed IS NULL AND gone = 0 AND at < $before LIMIT $limit)`,
    ),
    unsettled: database.query<{ id: string; isNamed: number }, { before: number; limit: number }>(
      `SELECT f.id, ${IS_NAMED} AS isNamed FROM files f WHERE f.id IN (${UNSETTLED})`,
    ),
    settle: database.query<null, { ids: string }>(
      `UPDATE files SET claimed_at = NULL WHERE ${LISTED}`,
    ),
    gone: database.query<{ id: string }, { limit: number }>(
      "SELECT id FROM files WHERE gone = 1 LIMIT $limit",
    ),
    forget: database.query<{ bytes: number }, { ids: string }>(
      `DELETE FROM files WHERE ${LISTED} AND gone = 1 RETURNING size + coalesce(small, 0) AS bytes`,
    ),
    next: database.query<{ id: string }, { from: string }>(
      "SELECT id FROM files WHERE id >= $from ORDER BY id LIMIT 1",
    ),
    between: database.query<{ id: string; small: number | null }, { from: string; to: string }>(
      "SELECT id, small FROM files WHERE id >= $from AND id < $to AND gone = 0",
    ),
  };
}
