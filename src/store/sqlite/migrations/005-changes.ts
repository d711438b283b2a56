import type { Database } from "bun:sqlite";

/** What happens to messages after they were said (P20 to P26). It rewrites no row, so that a large file is ready at once. */
export function createSqliteChanges(database: Database): void {
  addColumn(database, "messages", "rev", "INTEGER");
  addColumn(database, "messages", "changer", "TEXT");
  addColumn(database, "messages", "more", "TEXT");
  addColumn(database, "rooms", "changes", "INTEGER NOT NULL DEFAULT 0");
  addColumn(database, "rooms", "keys_until", "INTEGER NOT NULL DEFAULT 0");
  database.run(TABLES);
}

function addColumn(database: Database, table: string, name: string, type: string): void {
  const known = database.query("SELECT 1 FROM pragma_table_info(?) WHERE name = ?");
  if (!known.get(table, name)) database.run(`ALTER TABLE ${table} ADD COLUMN ${name} ${type}`);
}

const TABLES = `
  CREATE INDEX IF NOT EXISTS messages_by_change ON messages (room, rev) WHERE rev IS NOT NULL;

  -- The last change of a room while its head was the same: rev - head is how many changes there were until then.
  CREATE TABLE IF NOT EXISTS turns (
    room  INTEGER NOT NULL,
    head  INTEGER NOT NULL,
    rev   INTEGER NOT NULL,
    PRIMARY KEY (room, head)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS turns_by_rev ON turns (room, rev);

  -- The send keys of changes, kept as long as their message.
  CREATE TABLE IF NOT EXISTS change_keys (
    room    INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    sender  TEXT NOT NULL,
    id      TEXT NOT NULL,
    PRIMARY KEY (room, seq, sender, id)
  ) STRICT, WITHOUT ROWID;

  -- Everybody who has reacted. The number of each is above those of all who reacted before.
  CREATE TABLE IF NOT EXISTS reactions (
    room    INTEGER NOT NULL,
    seq     INTEGER NOT NULL,
    emoji   TEXT NOT NULL,
    sender  TEXT NOT NULL,
    name    TEXT NOT NULL,
    number  INTEGER NOT NULL,
    PRIMARY KEY (room, seq, emoji, sender)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX IF NOT EXISTS reactions_in_order ON reactions (room, seq, emoji, number);

  -- The send keys of messages that were removed for their age, until then in milliseconds since 1970.
  CREATE TABLE IF NOT EXISTS retired_keys (
    room    INTEGER NOT NULL,
    sender  TEXT NOT NULL,
    id      TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (room, sender, id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS retired_keys_by_end ON retired_keys (until);

  -- Has a row while something that was removed may still be in unused bytes of the file.
  CREATE TABLE IF NOT EXISTS erasing (is_due INTEGER NOT NULL) STRICT;

  CREATE TABLE IF NOT EXISTS epoch (id TEXT NOT NULL) STRICT;
  INSERT INTO epoch SELECT lower(hex(randomblob(8))) WHERE NOT EXISTS (SELECT 1 FROM epoch);
`;
