/**
 * What somebody did who keeps order, who may not write or come in, and what was reported (P31, P32). Machines of the version
 * before go on calling chuan.store, chuan.change and chuan.decide as they did.
 */
export const createPostgresActs = `
LOCK TABLE chuan.rooms IN ACCESS EXCLUSIVE MODE;

-- The number of the last act in the room, 0 before the first.
ALTER TABLE chuan.rooms ADD COLUMN acts bigint NOT NULL DEFAULT 0;

-- The messages that are notices of acts.
CREATE TABLE chuan.acts (
  room  bigint NOT NULL,
  seq   bigint NOT NULL,
  PRIMARY KEY (room, seq)
);

-- Who may not write ('mute') or not come in ('ban'), until then; for good where "until" is NULL. "address": and
-- strangers of the person's addresses with them.
CREATE TABLE chuan.restrictions (
  room    text COLLATE "C" NOT NULL,
  sender  text COLLATE "C" NOT NULL,
  kind    text NOT NULL,
  until   bigint,
  reason  text NOT NULL,
  maker   text COLLATE "C" NOT NULL,
  at      bigint NOT NULL,
  address int NOT NULL,
  PRIMARY KEY (room, sender, kind)
);
CREATE INDEX restrictions_by_person ON chuan.restrictions (sender, room);
CREATE INDEX restrictions_by_end ON chuan.restrictions (until) WHERE until IS NOT NULL;
CREATE INDEX invitations_made_by ON chuan.invitations (maker, room) WHERE maker IS NOT NULL;

-- Networks from which strangers are kept out until then.
CREATE TABLE chuan.networks (
  network  text COLLATE "C" PRIMARY KEY,
  until    bigint NOT NULL
);

-- "told": whether the person who reported knows of the outcome.
CREATE TABLE chuan.reports (
  id        text COLLATE "C" PRIMARY KEY,
  room      text COLLATE "C" NOT NULL,
  seq       bigint NOT NULL,
  sender    text COLLATE "C" NOT NULL,
  reporter  text COLLATE "C" NOT NULL,
  at        bigint NOT NULL,
  reason    text NOT NULL,
  outcome   text,
  decider   text COLLATE "C",
  told      int NOT NULL
);
CREATE UNIQUE INDEX reports_by_message ON chuan.reports (room, seq, reporter);
CREATE INDEX reports_undecided ON chuan.reports (room) WHERE outcome IS NULL;
CREATE INDEX reports_untold ON chuan.reports (reporter) WHERE outcome IS NOT NULL AND told = 0;
`;
