/** The shared store's statements for files. */
import { FILE, type FileRow } from "../file-rows";
import type { Connections } from "./connections";

/** What selects a file from `chuan.files f`. */
const NUMBERS = new Set(["size", "at", "small"]);
export const SELECTED_FILE = FILE.map((column) =>
  NUMBERS.has(column) ? `f.${column}::float8 AS ${column}` : `f.${column}`,
).join(", ");
/** What selects a file with its claim. */
export const KEPT_FILE = `${SELECTED_FILE}, f.claimed, f.claimed_at::float8 AS claimed_at`;
/** The ids of the JSON list `$1`. */
const LISTED = "f.id IN (SELECT json_array_elements_text($1::text::json))";

const IS_NAMED = `EXISTS (
  SELECT FROM chuan.rooms r JOIN chuan.messages m ON m.room = r.id
    CROSS JOIN json_array_elements(m.more::json->'files') o
  WHERE r.name = f.room AND m.sender = f.sender AND m.id = f.claimed AND o->>'id' = f.id)`;

/** Forms of files as they are written. */
export const VARIANT_NUMBER = { whole: 0, small: 1 } as const;

const ADD = "SELECT chuan.add_file($1::text::json) AS done";
const CLAIM = `SELECT ${SELECTED_FILE} FROM chuan.claim_files($1::text::json, $2, $3, $4) f`;
const FIND = `SELECT ${SELECTED_FILE} FROM chuan.files f WHERE f.id = $1 AND f.gone = 0`;
const RELEASE = `UPDATE chuan.files f SET gone = 1 WHERE ${LISTED} AND f.gone = 0`;
const RELEASE_UNCLAIMED = `
  UPDATE chuan.files f SET gone = 1 WHERE f.claimed IS NULL AND f.gone = 0 AND f.id IN (
    SELECT id FROM chuan.files WHERE claimed IS NULL AND gone = 0 AND at < $1::float8 LIMIT $2) RETURNING f.id`;
/** Without "materialized" the database asks for the names once more for each file, until it knows how many files there are: seconds. */
const SETTLE = `
  WITH first AS MATERIALIZED (
    SELECT f.id, ${IS_NAMED} AS named FROM chuan.files f
    WHERE f.claimed_at < $1::float8 AND f.gone = 0 ORDER BY f.claimed_at LIMIT $2)
  UPDATE chuan.files f
    SET claimed_at = CASE WHEN s.named THEN NULL ELSE f.claimed_at END, gone = CASE WHEN s.named THEN 0 ELSE 1 END
    FROM first s WHERE f.id = s.id AND f.claimed_at < $1::float8 AND f.gone = 0 RETURNING f.id`;
const GONE = "SELECT id FROM chuan.files WHERE gone = 1 LIMIT $1";
const FORGET = "DELETE FROM chuan.files WHERE id = $1 AND gone = 1 RETURNING id";
const TOTAL = "SELECT bytes::float8 AS bytes FROM chuan.file_bytes";
const SECRET = "SELECT secret FROM chuan.file_secret";
const CHUNK = `
  SELECT substring(c.bytes FROM $4::int + 1 FOR $5::int) AS bytes FROM chuan.file_chunks c
  WHERE c.file = $1 AND c.variant = $2::int AND c.number = $3::int`;
const DROP = "SELECT chuan.drop_chunks($1, $2::int, $3::int) AS count";
const SILENT = `
  UPDATE chuan.files_under_way w SET dead = 1
  WHERE (w.file, w.variant) IN (
    SELECT file, variant FROM chuan.files_under_way
    WHERE dead = 1 OR at <= chuan.now() - $1::float8 LIMIT $2)
  RETURNING w.file, w.variant`;

/** Chunks in one statement at most. */
const CHUNKS = 32;

/** Where statements run: on connections, or in a transaction. */
type Runner = Pick<Connections, "run">;

/** Makes a file known whose bytes were kept. Resolves with false where they are not all there. */
export async function addFile(database: Runner, row: FileRow): Promise<boolean> {
  const [answer] = await database.run<{ done: boolean }>(ADD, [JSON.stringify(row)]);
  return answer?.done === true;
}

export const claimFiles = (
  database: Runner,
  ids: readonly string[],
  { room, from, id }: { room: string; from: string; id: string },
) => database.run<FileRow>(CLAIM, [JSON.stringify(ids), room, from, id]);

export async function findFile(database: Runner, id: string): Promise<FileRow | undefined> {
  return (await database.run<FileRow>(FIND, [id]))[0];
}

export async function releaseFiles(database: Runner, ids: readonly string[]): Promise<void> {
  await database.run(RELEASE, [JSON.stringify(ids)]);
}

/** Marks as gone some files that were not claimed since `before`. Resolves with how many. */
export async function releaseUnclaimed(
  database: Runner,
  before: number,
  limit: number,
): Promise<number> {
  return (await database.run(RELEASE_UNCLAIMED, [before, limit])).length;
}

/** Settles some claims from before a time: files that their message names are its own for good, others gone. Resolves with how many. */
export async function settleClaims(
  database: Runner,
  before: number,
  limit: number,
): Promise<number> {
  return (await database.run(SETTLE, [before, limit])).length;
}

export async function goneFiles(database: Runner, limit: number): Promise<string[]> {
  return (await database.run<{ id: string }>(GONE, [limit])).map(({ id }) => id);
}

/** Removes a file that is gone, its bytes first. Resolves with whether it was there. */
export async function forgetFile(database: Runner, id: string): Promise<boolean> {
  await dropChunks(database, id);
  return (await database.run(FORGET, [id])).length > 0;
}

export async function totalBytes(database: Runner): Promise<number> {
  return (await database.run<{ bytes: number }>(TOTAL, []))[0]?.bytes ?? 0;
}

export async function readSecret(database: Connections): Promise<string> {
  const [row] = await database.run<{ secret: string }>(SECRET, []);
  if (!row) throw new Error("the database has no secret for files");
  return row.secret;
}

export async function readChunk(
  database: Runner,
  place: { id: string; variant: number; number: number; start: number; length: number },
): Promise<Uint8Array | undefined> {
  const { id, variant, number, start, length } = place;
  const asked = [id, variant, number, start, length];
  return (await database.run<{ bytes: Uint8Array }>(CHUNK, asked))[0]?.bytes;
}

/** Removes the chunks of a file, or of one of its forms. */
export async function dropChunks(database: Runner, id: string, variant?: number): Promise<void> {
  for (let count = CHUNKS; count === CHUNKS;) {
    const [answer] = await database.run<{ count: number }>(DROP, [id, variant ?? null, CHUNKS]);
    count = answer?.count ?? 0;
  }
}

/** Ends some of what got no bytes for so many milliseconds. Resolves with what that is; it is to be dropped. */
export const endSilent = (database: Runner, silence: number, limit: number) =>
  database.run<{ file: string; variant: number }>(SILENT, [silence, limit]);
