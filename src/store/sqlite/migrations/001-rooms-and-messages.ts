/** The rooms and their messages. */
export const createSqliteMessages = `
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
  `;
