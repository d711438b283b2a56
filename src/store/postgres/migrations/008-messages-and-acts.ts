/** Messages and changes, each stored only by a decision that knew the last act in its room (P32). */
export const storePostgresMessages = `
-- Tells the machines what happened in a room, in payloads of { room, <what>: [piece, ...] } in the order of the pieces. Of a
-- piece that is too long for one, only { seq, rev } is told.
CREATE FUNCTION chuan.announce(room text, what text, pieces text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  channel  text := chuan.channel_of(room);
  opening  text := '{"room":' || to_json(room) || ',"' || what || '":[';
  most     int := 7999 - octet_length(opening) - 2;  -- Postgres takes payloads below 8,000 bytes.
  batch    text := '';
  piece    text;
BEGIN
  FOREACH piece IN ARRAY pieces LOOP
    IF octet_length(piece) > most THEN
      piece := json_build_object('seq', piece::json->'seq', 'rev', piece::json->'rev');
    END IF;
    IF batch = '' THEN
      batch := piece;
    ELSIF octet_length(batch) + 1 + octet_length(piece) > most THEN
      PERFORM pg_notify(channel, opening || batch || ']}');
      batch := piece;
    ELSE
      batch := batch || ',' || piece;
    END IF;
  END LOOP;
  PERFORM pg_notify(channel, opening || batch || ']}');
END
$$;

-- Stores the drafts [{ id, from, name, txt, more, acts }] in a room and answers, in their order, with what is stored under
-- their send keys. "acts" is the number of the last act that the decision to store it knew; of a draft whose number is another
-- one, nothing is stored and every column but "is_new" is NULL. New messages are announced.
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
  pieces   text[] := '{}';
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

  FOR draft IN SELECT * FROM json_to_recordset(drafts)
      AS d(id text, "from" text, name text, txt text, more text, acts bigint) LOOP
    store.is_new := false;
    IF draft.acts <> place.acts THEN
      store.seq := NULL;
      store.rev := NULL;
      store.at := NULL;
      store.name := NULL;
      store.txt := NULL;
      store.more := NULL;
      RETURN NEXT;
      CONTINUE;
    END IF;
    SELECT m.seq, coalesce(m.rev, m.seq + chuan.changes_before(place.id, m.seq)), m.at, m.name, m.txt, m.more
      INTO store.seq, store.rev, store.at, store.name, store.txt, store.more
      FROM chuan.messages m WHERE m.room = place.id AND m.sender = draft."from" AND m.id = draft.id;
    known := FOUND;
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
      pieces := pieces || piece;
    END IF;
    RETURN NEXT;
  END LOOP;

  IF pieces <> '{}' THEN
    UPDATE chuan.rooms r SET head = place.head, at = place.at WHERE r.id = place.id;
    PERFORM chuan.announce(store.room, 'messages', pieces);
  END IF;
END
$$;

-- Stores new states of messages of a room:
-- [{ seq, was, acts, txt, changer, id, more, told, isNew, isGone, emoji, name, on }]. A state is stored if the message still has
-- the rev that it was made from, "was"; without "was" it was made from the one before in this call. Answers with the rev of each,
-- with NULL where the message has another state, and with 0 where the last act is another one than "acts", if there is that.
-- What only keeps the send key is not new. Changes are announced: "told" is the message without its rev.
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
  pieces   text[] := '{}';
BEGIN
  SELECT * INTO place FROM chuan.rooms r WHERE r.name = change.room FOR UPDATE;

  FOR state IN SELECT * FROM json_to_recordset(states) AS s(seq bigint, was bigint, acts bigint, txt text, changer text,
      id text, more text, told text, "isNew" boolean, "isGone" boolean, emoji text, name text, "on" boolean) LOOP
    SELECT coalesce(m.rev, m.seq + chuan.changes_before(place.id, m.seq)) INTO there
      FROM chuan.messages m WHERE m.room = place.id AND m.seq = state.seq;
    IF state.acts <> place.acts OR there IS NULL OR there <> state.was OR state.seq = ANY (stale) THEN
      stale := stale || state.seq;
      change.rev := CASE WHEN state.acts <> place.acts THEN 0 END;
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
      pieces := pieces
        || ('{"rev":' || change.rev || ',"by":' || to_json(state.changer) || ',' || substr(state.told, 2));
    END IF;
    RETURN NEXT;
  END LOOP;

  IF pieces <> '{}' THEN
    UPDATE chuan.rooms r SET changes = place.changes WHERE r.id = place.id;
    PERFORM chuan.announce(change.room, 'changes', pieces);
  END IF;
END
$$;

-- What goes with messages that are removed for their age, as before, and their acts.
CREATE OR REPLACE FUNCTION chuan.retire() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO chuan.retired_keys (room, sender, id, seq, at, until)
    SELECT g.room, g.sender, g.id, g.seq, g.at, chuan.now() + 30 * 86400000::bigint FROM gone g
    ON CONFLICT DO NOTHING;
  DELETE FROM chuan.reactions r USING gone g WHERE r.room = g.room AND r.seq = g.seq;
  DELETE FROM chuan.change_keys k USING gone g WHERE k.room = g.room AND k.seq = g.seq;
  DELETE FROM chuan.acts a USING gone g WHERE a.room = g.room AND a.seq = g.seq;
  DELETE FROM chuan.turns t USING (SELECT room, max(seq) AS seq FROM gone GROUP BY room) g
    WHERE t.room = g.room AND t.head < (
      SELECT max(l.head) FROM chuan.turns l WHERE l.room = g.room AND l.head <= g.seq);
  UPDATE chuan.rooms r SET keys_until = chuan.now() + 30 * 86400000::bigint
    WHERE r.id IN (SELECT room FROM gone);
  RETURN NULL;
END
$$;
`;
