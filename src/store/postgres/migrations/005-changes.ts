/**
 * What happens to messages after they were said (P20 to P26). It rewrites no row, so that a large database is ready at
 * once. Machines of the version before go on appending by chuan.append, and removing by DELETE: the function and a
 * trigger do for them what they know nothing of.
 */
export const createPostgresChanges = `
LOCK TABLE chuan.rooms, chuan.messages IN ACCESS EXCLUSIVE MODE;

ALTER TABLE chuan.rooms
  ADD COLUMN IF NOT EXISTS changes bigint NOT NULL DEFAULT 0,
  ADD COLUMN IF NOT EXISTS keys_until bigint NOT NULL DEFAULT 0;
ALTER TABLE chuan.messages
  ADD COLUMN IF NOT EXISTS rev bigint,
  ADD COLUMN IF NOT EXISTS changer text COLLATE "C",
  ADD COLUMN IF NOT EXISTS more text;
CREATE INDEX IF NOT EXISTS messages_by_change ON chuan.messages (room, rev) WHERE rev IS NOT NULL;

-- A removed text stays in a dead row until a vacuum, which is soon due.
ALTER TABLE chuan.messages SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1,
  toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 1);

-- The last change of a room while its head was the same: rev - head is how many changes there were until then.
CREATE TABLE IF NOT EXISTS chuan.turns (
  room  bigint NOT NULL,
  head  bigint NOT NULL,
  rev   bigint NOT NULL,
  PRIMARY KEY (room, head)
);
CREATE UNIQUE INDEX IF NOT EXISTS turns_by_rev ON chuan.turns (room, rev);

-- The send keys of changes, kept as long as their message.
CREATE TABLE IF NOT EXISTS chuan.change_keys (
  room    bigint NOT NULL,
  seq     bigint NOT NULL,
  sender  text COLLATE "C" NOT NULL,
  id      text COLLATE "C" NOT NULL,
  PRIMARY KEY (room, seq, sender, id)
);

-- Everybody who has reacted. The number of each is above those of all who reacted before.
CREATE TABLE IF NOT EXISTS chuan.reactions (
  room    bigint NOT NULL,
  seq     bigint NOT NULL,
  emoji   text COLLATE "C" NOT NULL,
  sender  text COLLATE "C" NOT NULL,
  name    text NOT NULL,
  number  bigint NOT NULL,
  PRIMARY KEY (room, seq, emoji, sender)
);
CREATE UNIQUE INDEX IF NOT EXISTS reactions_in_order ON chuan.reactions (room, seq, emoji, number);

-- The send keys of messages that were removed for their age, until then in milliseconds since 1970.
CREATE TABLE IF NOT EXISTS chuan.retired_keys (
  room    bigint NOT NULL,
  sender  text COLLATE "C" NOT NULL,
  id      text COLLATE "C" NOT NULL,
  seq     bigint NOT NULL,
  at      bigint NOT NULL,
  until   bigint NOT NULL,
  PRIMARY KEY (room, sender, id)
);
CREATE INDEX IF NOT EXISTS retired_keys_by_end ON chuan.retired_keys (until);

CREATE TABLE IF NOT EXISTS chuan.epoch (id text NOT NULL);
INSERT INTO chuan.epoch SELECT left(replace(gen_random_uuid()::text, '-', ''), 16)
  WHERE NOT EXISTS (SELECT FROM chuan.epoch);

CREATE OR REPLACE FUNCTION chuan.now() RETURNS bigint LANGUAGE sql VOLATILE
RETURN floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint;

-- How many changes there were in a room before its message seq.
CREATE OR REPLACE FUNCTION chuan.changes_before(room bigint, seq bigint) RETURNS bigint LANGUAGE sql STABLE
RETURN coalesce((SELECT t.rev - t.head FROM chuan.turns t WHERE t.room = changes_before.room
  AND t.head < changes_before.seq ORDER BY t.head DESC LIMIT 1), 0);

-- What goes with messages that are removed for their age. Of the turns, the last one stays, by which those above are numbered.
CREATE OR REPLACE FUNCTION chuan.retire() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO chuan.retired_keys (room, sender, id, seq, at, until)
    SELECT g.room, g.sender, g.id, g.seq, g.at, chuan.now() + 30 * 86400000::bigint FROM gone g
    ON CONFLICT DO NOTHING;
  DELETE FROM chuan.reactions r USING gone g WHERE r.room = g.room AND r.seq = g.seq;
  DELETE FROM chuan.change_keys k USING gone g WHERE k.room = g.room AND k.seq = g.seq;
  DELETE FROM chuan.turns t USING (SELECT room, max(seq) AS seq FROM gone GROUP BY room) g
    WHERE t.room = g.room AND t.head < (
      SELECT max(l.head) FROM chuan.turns l WHERE l.room = g.room AND l.head <= g.seq);
  UPDATE chuan.rooms r SET keys_until = chuan.now() + 30 * 86400000::bigint
    WHERE r.id IN (SELECT room FROM gone);
  RETURN NULL;
END
$$;
DROP TRIGGER IF EXISTS retire ON chuan.messages;
CREATE TRIGGER retire AFTER DELETE ON chuan.messages REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION chuan.retire();

-- Stores the drafts [{ id, from, name, txt, more }] in a room and answers, in their order, with what is
-- stored under their send keys. New messages are announced on the room's channel, in payloads of
-- { room, messages }; of a message that is too long for one, only { seq, rev } is.
CREATE OR REPLACE FUNCTION chuan.store(room text, drafts json)
RETURNS TABLE (seq bigint, rev bigint, at bigint, name text, txt text, more text, is_new boolean)
LANGUAGE plpgsql
SET lock_timeout = '3s'
SET enable_seqscan = off  -- A plan made while the tables are empty is kept when they are not.
AS $$
#variable_conflict use_column
DECLARE
  place    chuan.rooms;
  draft    record;
  known    boolean;
  channel  text := chuan.channel_of(store.room);
  opening  text := '{"room":' || to_json(store.room) || ',"messages":[';
  most     int := 7999 - octet_length(opening) - 2;  -- Postgres takes payloads below 8,000 bytes.
  batch    text := '';
  piece    text;
  now      bigint := chuan.now();
BEGIN
  -- Numbering waits here while another machine numbers: no number is seen before a lower one.
  SELECT * INTO place FROM chuan.rooms r WHERE r.name = store.room FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO chuan.rooms AS r (name, head, at) VALUES (store.room, 0, 0)
    ON CONFLICT (name) DO UPDATE SET head = r.head RETURNING * INTO place;
  END IF;
  -- A clock that is set back, or is another machine's, does not take a room's messages back in time.
  place.at := greatest(place.at, now);

  FOR draft IN SELECT * FROM json_to_recordset(drafts) AS d(id text, "from" text, name text, txt text, more text) LOOP
    SELECT m.seq, coalesce(m.rev, m.seq + chuan.changes_before(place.id, m.seq)), m.at, m.name, m.txt, m.more
      INTO store.seq, store.rev, store.at, store.name, store.txt, store.more
      FROM chuan.messages m WHERE m.room = place.id AND m.sender = draft."from" AND m.id = draft.id;
    known := FOUND;
    store.is_new := false;
    IF NOT known AND place.keys_until > now THEN
      SELECT k.seq, k.at, place.head + place.changes, draft.name, '', '{"gone":{"at":' || k.at || '}}'
        INTO store.seq, store.at, store.rev, store.name, store.txt, store.more
        FROM chuan.retired_keys k
        WHERE k.room = place.id AND k.sender = draft."from" AND k.id = draft.id AND k.until > now;
      known := FOUND;
    END IF;
    IF NOT known THEN
      place.head := place.head + 1;
      INSERT INTO chuan.messages (room, seq, at, sender, id, name, txt, more)
        VALUES (place.id, place.head, place.at, draft."from", draft.id, draft.name, draft.txt, draft.more);
      store.seq := place.head;
      store.rev := place.head + place.changes;
      store.at := place.at;
      store.name := draft.name;
      store.txt := draft.txt;
      store.more := draft.more;
      store.is_new := true;

      piece := json_build_object('seq', store.seq, 'rev', store.rev, 'at', place.at, 'from', draft."from",
                                 'id', draft.id, 'name', draft.name, 'txt', draft.txt);
      IF draft.more IS NOT NULL THEN
        piece := left(piece, -1) || ',' || substr(draft.more, 2);
      END IF;
      IF octet_length(piece) > most THEN
        piece := json_build_object('seq', store.seq, 'rev', store.rev);
      END IF;
      IF batch = '' THEN
        batch := piece;
      ELSIF octet_length(batch) + 1 + octet_length(piece) > most THEN
        PERFORM pg_notify(channel, opening || batch || ']}');
        batch := piece;
      ELSE
        batch := batch || ',' || piece;
      END IF;
    END IF;
    RETURN NEXT;
  END LOOP;

  IF batch <> '' THEN
    UPDATE chuan.rooms r SET head = place.head, at = place.at WHERE r.id = place.id;
    PERFORM pg_notify(channel, opening || batch || ']}');
  END IF;
END
$$;

-- As machines of the version before call it.
CREATE OR REPLACE FUNCTION chuan.append(room text, drafts json)
RETURNS TABLE (seq bigint, at bigint, name text, txt text)
LANGUAGE plpgsql
AS $$
BEGIN
  RETURN QUERY SELECT s.seq, s.at, s.name, s.txt FROM chuan.store(append.room, append.drafts) s;
END
$$;

-- Stores new states of messages of a room: [{ seq, was, txt, changer, id, more, told, isNew, isGone, emoji, name, on }]. A
-- state is stored if the message still has the rev that it was made from, "was"; without "was" it was made from the
-- one before in this call. Answers with the rev of each, or NULL where the message has another state. What only keeps
-- the send key is not new. Changes are announced in payloads of { room, changes }: "told" is the message without its rev.
CREATE OR REPLACE FUNCTION chuan.change(room text, states json) RETURNS TABLE (rev bigint)
LANGUAGE plpgsql
SET lock_timeout = '3s'
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  place    chuan.rooms;
  state    record;
  there    bigint;
  stale    bigint[] := '{}';
  channel  text := chuan.channel_of(change.room);
  opening  text := '{"room":' || to_json(change.room) || ',"changes":[';
  most     int := 7999 - octet_length(opening) - 2;
  batch    text := '';
  piece    text;
BEGIN
  SELECT * INTO place FROM chuan.rooms r WHERE r.name = change.room FOR UPDATE;

  FOR state IN SELECT * FROM json_to_recordset(states) AS s(seq bigint, was bigint, txt text, changer text, id text,
      more text, told text, "isNew" boolean, "isGone" boolean, emoji text, name text, "on" boolean) LOOP
    SELECT coalesce(m.rev, m.seq + chuan.changes_before(place.id, m.seq)) INTO there
      FROM chuan.messages m WHERE m.room = place.id AND m.seq = state.seq;
    IF there IS NULL OR there <> state.was OR state.seq = ANY (stale) THEN
      stale := stale || state.seq;
      change.rev := NULL;
      RETURN NEXT;
      CONTINUE;
    END IF;
    INSERT INTO chuan.change_keys (room, seq, sender, id) VALUES (place.id, state.seq, state.changer, state.id)
      ON CONFLICT DO NOTHING;
    change.rev := there;
    IF state."isNew" THEN
      place.changes := place.changes + 1;
      change.rev := place.head + place.changes;
      UPDATE chuan.messages m SET txt = state.txt, rev = change.rev, changer = state.changer, more = state.more
        WHERE m.room = place.id AND m.seq = state.seq;
      INSERT INTO chuan.turns AS t (room, head, rev) VALUES (place.id, place.head, change.rev)
        ON CONFLICT (room, head) DO UPDATE SET rev = excluded.rev;
      IF state."isGone" THEN
        DELETE FROM chuan.reactions r WHERE r.room = place.id AND r.seq = state.seq;
      ELSIF state."on" THEN
        INSERT INTO chuan.reactions (room, seq, emoji, sender, name, number)
          VALUES (place.id, state.seq, state.emoji, state.changer, state.name, change.rev);
      ELSIF state.emoji IS NOT NULL THEN
        DELETE FROM chuan.reactions r
          WHERE r.room = place.id AND r.seq = state.seq AND r.emoji = state.emoji AND r.sender = state.changer;
      END IF;

      piece := '{"rev":' || change.rev || ',"by":' || to_json(state.changer) || ',' || substr(state.told, 2);
      IF octet_length(piece) > most THEN
        piece := '{"rev":' || change.rev || '}';
      END IF;
      IF batch = '' THEN
        batch := piece;
      ELSIF octet_length(batch) + 1 + octet_length(piece) > most THEN
        PERFORM pg_notify(channel, opening || batch || ']}');
        batch := piece;
      ELSE
        batch := batch || ',' || piece;
      END IF;
    END IF;
    RETURN NEXT;
  END LOOP;

  IF batch <> '' THEN
    UPDATE chuan.rooms r SET changes = place.changes WHERE r.id = place.id;
    PERFORM pg_notify(channel, opening || batch || ']}');
  END IF;
END
$$;
`;
