/** What somebody did who keeps order, who may not write or come in, and what was reported (P31, P32). */
export const createSqliteActs = `
  -- The number of the last act in the room, 0 before the first.
  ALTER TABLE rooms ADD COLUMN acts INTEGER NOT NULL DEFAULT 0;

  -- The messages that are notices of acts.
  CREATE TABLE acts (
    room  INTEGER NOT NULL,
    seq   INTEGER NOT NULL,
    PRIMARY KEY (room, seq)
  ) STRICT, WITHOUT ROWID;

  -- Who may not write ('mute') or not come in ('ban'), until then; for good where "until" is NULL. "address": and
  -- strangers of the person's addresses with them.
  CREATE TABLE restrictions (
    room    TEXT NOT NULL,
    sender  TEXT NOT NULL,
    kind    TEXT NOT NULL,
    until   INTEGER,
    reason  TEXT NOT NULL,
    maker   TEXT NOT NULL,
    at      INTEGER NOT NULL,
    address INTEGER NOT NULL,
    PRIMARY KEY (room, sender, kind)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX restrictions_by_person ON restrictions (sender, room);
  CREATE INDEX restrictions_by_end ON restrictions (until) WHERE until IS NOT NULL;
  CREATE INDEX invitations_made_by ON invitations (maker, room) WHERE maker IS NOT NULL;

  -- Networks from which strangers are kept out until then.
  CREATE TABLE networks (
    network  TEXT NOT NULL PRIMARY KEY,
    until    INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- "told": whether the person who reported knows of the outcome.
  CREATE TABLE reports (
    id        TEXT NOT NULL PRIMARY KEY,
    room      TEXT NOT NULL,
    seq       INTEGER NOT NULL,
    sender    TEXT NOT NULL,
    reporter  TEXT NOT NULL,
    at        INTEGER NOT NULL,
    reason    TEXT NOT NULL,
    outcome   TEXT,
    decider   TEXT,
    told      INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX reports_by_message ON reports (room, seq, reporter);
  CREATE INDEX reports_undecided ON reports (room) WHERE outcome IS NULL;
  CREATE INDEX reports_untold ON reports (reporter) WHERE outcome IS NOT NULL AND told = 0;
`;
