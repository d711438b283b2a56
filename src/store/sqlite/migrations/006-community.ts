/** Who belongs to the chat and to its rooms, which rooms were founded, and who is invited (P27 to P31). */
export const createSqliteCommunity = `
  -- Rooms that were founded, and the server itself. "words" is what a search looks into. "access" is of the server alone: that of its last boot.
  CREATE TABLE profiles (
    room       TEXT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    title      TEXT,
    topic      TEXT,
    locked     INTEGER NOT NULL,
    listed     INTEGER NOT NULL,
    days       INTEGER NOT NULL,
    founder    TEXT,
    at         INTEGER NOT NULL,
    dissolved  INTEGER NOT NULL,
    words      TEXT NOT NULL,
    access     TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX profiles_listed ON profiles (room) WHERE listed = 1;
  CREATE INDEX profiles_dissolved ON profiles (room) WHERE dissolved = 1;
  CREATE INDEX profiles_with_days ON profiles (room) WHERE days > 0;

  -- A rank is its place among the ranks: 0 is the lowest.
  CREATE TABLE members (
    room    TEXT NOT NULL,
    sender  TEXT NOT NULL,
    rank    INTEGER NOT NULL,
    PRIMARY KEY (room, sender)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX members_by_person ON members (sender, room);
  CREATE INDEX members_by_rank ON members (room, rank DESC, sender);

  -- The last name of everybody who is a member of something, and the form in which names are compared.
  CREATE TABLE names (
    sender  TEXT NOT NULL PRIMARY KEY,
    name    TEXT NOT NULL,
    folded  TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX names_folded ON names (folded);

  CREATE TABLE invitations (
    id       TEXT NOT NULL PRIMARY KEY,
    hash     TEXT NOT NULL,
    room     TEXT NOT NULL,
    rank     INTEGER NOT NULL,
    maker    TEXT,
    at       INTEGER NOT NULL,
    until    INTEGER NOT NULL,
    uses     INTEGER NOT NULL,
    used     INTEGER NOT NULL,
    revoked  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX invitations_by_room ON invitations (room);
  CREATE INDEX invitations_usable ON invitations (room, at DESC, id) WHERE used < uses AND revoked = 0;
  CREATE INDEX invitations_by_maker ON invitations (room, maker, until) WHERE used < uses AND revoked = 0;

  -- Who founded a room and when, for a day, also where the room is dissolved by then.
  CREATE TABLE foundings (
    sender  TEXT NOT NULL,
    at      INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX foundings_by_person ON foundings (sender, at);
`;
