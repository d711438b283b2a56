/** The SQLite store's tables, and how an older file becomes a current one. */
import type { Database } from "bun:sqlite";
import { settleRooms } from "../room-names";

/** Each step brings a file from the version of its index to the next. Steps are only ever added. */
const STEPS: readonly (string | ((database: Database) => void))[] = [
  `
  CREATE TABLE rooms (
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL UNIQUE,
    head  INTEGER NOT NULL,
    at    INTEGER NOT NULL
  ) STRICT;

  -- Clustered by room and number, so that a page is one stretch of the file wherever it begins.
  CREATE TABLE messages (
    room    INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    sender  TEXT NOT NULL,
    id      TEXT NOT NULL,
    name    TEXT NOT NULL,
    txt     TEXT NOT NULL,
    PRIMARY KEY (room, seq)
  ) STRICT, WITHOUT ROWID;

  -- By id before sender: ids that begin with the time, as this project's own do, keep new entries together.
  CREATE UNIQUE INDEX messages_by_send_key ON messages (room, id, sender);
  `,
  `
  -- By id before room: what all rooms store together then stands together, and a commit writes a third less.
  DROP INDEX messages_by_send_key;
  CREATE UNIQUE INDEX messages_by_send_key ON messages (id, room, sender);
  `,
  // Names in NFC, with something that can be seen.
  settleRooms,
  // Written to find out whether anything can be written.
  "CREATE TABLE IF NOT EXISTS trial (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
];

export const SCHEMA_VERSION = STEPS.length;

/** Brings the file to the current version in one transaction. Throws, changing nothing, for a newer one. */
export function migrate(database: Database, path: string): void {
  const version = versionOf(database);
  if (version > SCHEMA_VERSION)
    throw new Error(
      `${path} was written by a newer chuan (schema ${version}, this one knows ${SCHEMA_VERSION}): run that one, or set DATABASE_URL to another file`,
    );
  if (version === SCHEMA_VERSION) return;
  database.transaction(() => {
    for (const step of STEPS.slice(version))
      if (typeof step === "string") database.run(step);
      else step(database);
    database.run(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  })();
}

/** The version of a file: 0 when it has no schema yet. */
export function versionOf(database: Database): number {
  const row = database.query<{ user_version: number }, []>("PRAGMA user_version").get();
  return row?.user_version ?? 0;
}
