/** Keys, owned names, read marks, settings and blocks of people, and people who were erased (P30, P34 to P36). */
export const createSqlitePersons = `
  -- Keys that are not their person's first one, and those that are refused: they have no person. A key without a row is its own person's.
  CREATE TABLE keys (
    key     TEXT NOT NULL PRIMARY KEY,
    person  TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX keys_by_person ON keys (person) WHERE person IS NOT NULL;

  -- Tokens that give a person another key, once, until then.
  CREATE TABLE rekeys (
    id      TEXT NOT NULL PRIMARY KEY,
    hash    TEXT NOT NULL,
    person  TEXT NOT NULL,
    until   INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX rekeys_by_person ON rekeys (person);

  -- Names that somebody owns, one a person. All names that look like it have one of its looks: each look has a row.
  CREATE TABLE claims (
    look    TEXT NOT NULL PRIMARY KEY,
    name    TEXT NOT NULL,
    person  TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX claims_by_person ON claims (person);

  -- Who spoke under which names, and when last.
  CREATE TABLE spoken (
    sender  TEXT NOT NULL,
    look    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (sender, look)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX spoken_by_look ON spoken (look, at);
  CREATE INDEX spoken_by_time ON spoken (at);

  -- Has a row while the names of earlier messages are not all noted in "spoken": those of rooms up to this one are.
  CREATE TABLE unnoted (room TEXT NOT NULL) STRICT;
  INSERT INTO unnoted SELECT '' WHERE EXISTS (SELECT 1 FROM rooms);

  -- How far people have read, and what they want to hear of; NULL where they did not say.
  CREATE TABLE marks (
    sender  TEXT NOT NULL,
    room    TEXT NOT NULL,
    seen    INTEGER,
    level   TEXT,
    PRIMARY KEY (sender, room)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX marks_by_room ON marks (room);
  -- Who leaves a room leaves the mark there.
  CREATE TRIGGER marks_of_members AFTER DELETE ON members BEGIN
    DELETE FROM marks WHERE sender = old.sender AND room = old.room;
  END;

  -- Who may write to somebody, whether others see when they were here last, and when that was; NULL where they did not say.
  CREATE TABLE settings (
    sender     TEXT NOT NULL PRIMARY KEY,
    direct     TEXT,
    last_seen  INTEGER,
    here       INTEGER
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE blocks (
    sender   TEXT NOT NULL,
    blocked  TEXT NOT NULL,
    PRIMARY KEY (sender, blocked)
  ) STRICT, WITHOUT ROWID;

  -- People who were erased. Their messages are still to be removed in the rooms after this one; NULL where none are.
  CREATE TABLE erased (
    sender  TEXT NOT NULL PRIMARY KEY,
    room    TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX erased_unfinished ON erased (sender) WHERE room IS NOT NULL;
`;
