/** Files of messages (P38): what is known of them. Their bytes are in a folder. */
export const createSqliteFiles = `
  -- "small" is the bytes of the small form, "claimed" the id of the message that the file is for, and "claimed_at" when it was claimed,
  -- NULL once that message was seen to name it. "gone": its bytes are to be removed, and then the row.
  CREATE TABLE files (
    id          TEXT NOT NULL PRIMARY KEY,
    room        TEXT NOT NULL,
    sender      TEXT NOT NULL,
    name        TEXT NOT NULL,
    type        TEXT NOT NULL,
    size        INTEGER NOT NULL,
    width       INTEGER,
    height      INTEGER,
    at          INTEGER NOT NULL,
    hash        TEXT NOT NULL,
    small       INTEGER,
    safe        INTEGER NOT NULL,
    claimed     TEXT,
    claimed_at  INTEGER,
    gone        INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX files_unclaimed ON files (at) WHERE claimed IS NULL AND gone = 0;
  CREATE INDEX files_unsettled ON files (claimed_at) WHERE claimed_at IS NOT NULL AND gone = 0;
  CREATE INDEX files_gone ON files (id) WHERE gone = 1;

  -- A file goes with its message, in the same transaction, however that goes. Only messages with files pay for this.
  CREATE TRIGGER files_of_removed AFTER DELETE ON messages WHEN instr(old.more, '"files":') > 0
  BEGIN
    UPDATE files SET gone = 1
      WHERE id IN (SELECT value ->> 'id' FROM json_each(old.more, '$.files')) AND claimed = old.id;
  END;
  CREATE TRIGGER files_of_changed AFTER UPDATE OF more ON messages WHEN instr(old.more, '"files":') > 0
  BEGIN
    UPDATE files SET gone = 1
      WHERE id IN (SELECT value ->> 'id' FROM json_each(old.more, '$.files')) AND claimed = old.id
        AND id NOT IN (SELECT value ->> 'id' FROM json_each(coalesce(new.more, '{}'), '$.files'));
  END;

  -- "id" names the store, so that no other one takes its folder of files for its own. "secret" signs the cookies for reading files.
  CREATE TABLE store (id TEXT NOT NULL, secret TEXT NOT NULL) STRICT;
  INSERT INTO store VALUES (lower(hex(randomblob(16))), lower(hex(randomblob(32))));
`;
