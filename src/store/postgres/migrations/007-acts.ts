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
CREATE INDEX invitations_by_maker ON chuan.invitations (maker, room) WHERE maker IS NOT NULL;

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

-- What is kept of each of the people, as chuan.known, what they may not do, and
-- whether something was decided about a report of theirs that they were not told of.
CREATE FUNCTION chuan.about(people json)
RETURNS TABLE ("from" text, rank int, name text, rooms json, restrictions json, owed boolean)
LANGUAGE sql STABLE
SET enable_seqscan = off
AS $$
  SELECT k."from", k.rank, k.name, k.rooms,
    (SELECT coalesce(json_agg(x), '[]') FROM (
      SELECT x.room, x.sender AS "from", x.kind, x.until, x.reason, x.maker AS by, x.at, x.address FROM chuan.restrictions x
      WHERE x.sender = k."from" AND (x.until IS NULL OR x.until > chuan.now())) x),
    EXISTS (SELECT FROM chuan.reports p WHERE p.reporter = k."from" AND p.outcome IS NOT NULL AND p.told = 0)
  FROM chuan.known($1) k
$$;

-- Stores a decision, if what it was made from is still so, and answers with the rev of its room in the log after it: 0 if it
-- changes nothing there, NULL if it was made from something else. "seen" is
-- { rooms: [{ room, version, isSaid }], invitation, used, revoked, asker, since, founded }, and "made" is
-- { profiles, founders, members, named, invitations, restrictions, lifted, ended, place, states, notice, changed, news }: rows, who
-- founded something, the makers whose invitations end, changes and a notice in the room "place", rooms, and what the machines are told.
CREATE FUNCTION chuan.act(seen json, made json) RETURNS bigint LANGUAGE plpgsql
SET lock_timeout = '3s'
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  one        record;
  there      bigint;
  invited    chuan.invitations;
  foundings  int := json_array_length(made->'founders');
  reached    bigint := 0;
BEGIN
  FOR one IN SELECT * FROM json_to_recordset(seen->'rooms') AS s(room text, version bigint, "isSaid" boolean)
      ORDER BY s.room COLLATE "C" LOOP
    INSERT INTO chuan.decided (room, version) VALUES (one.room, 0) ON CONFLICT DO NOTHING;
    SELECT d.version INTO there FROM chuan.decided d WHERE d.room = one.room FOR UPDATE;
    IF there IS DISTINCT FROM one.version
        OR one."isSaid" <> EXISTS (SELECT FROM chuan.rooms r WHERE r.name = one.room AND r.head > 0) THEN
      RETURN NULL;
    END IF;
  END LOOP;
  SELECT * INTO invited FROM chuan.invitations i WHERE i.id = seen->>'invitation' FOR UPDATE;
  IF invited.used IS DISTINCT FROM (seen->>'used')::int
      OR invited.revoked IS DISTINCT FROM (seen->>'revoked')::int THEN
    RETURN NULL;
  END IF;
  IF foundings > 0 THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('chuan.foundings ' || (seen->>'asker'), 0));
    IF (seen->>'founded')::bigint <> (SELECT count(*) FROM chuan.foundings f
        WHERE f.sender = seen->>'asker' AND f.at > (seen->>'since')::bigint) THEN
      RETURN NULL;
    END IF;
  END IF;

  IF made->'states' IS NOT NULL THEN
    BEGIN
      FOR one IN SELECT c.rev FROM chuan.change(made->>'place', made->'states') c LOOP
        IF one.rev IS NULL THEN RAISE EXCEPTION SQLSTATE 'CHUAN'; END IF;
        reached := greatest(reached, one.rev);
      END LOOP;
    EXCEPTION WHEN SQLSTATE 'CHUAN' THEN
      RETURN NULL;  -- A message was changed meanwhile. What was changed here is undone.
    END;
  END IF;
  IF made->'notice' IS NOT NULL THEN
    SELECT s.seq, s.rev INTO there, reached FROM chuan.store(made->>'place', json_build_array(made->'notice')) s;
    UPDATE chuan.rooms r SET acts = there WHERE r.name = made->>'place';
    INSERT INTO chuan.acts (room, seq) SELECT r.id, there FROM chuan.rooms r WHERE r.name = made->>'place';
  END IF;

  IF foundings > 0 THEN
    DELETE FROM chuan.foundings f WHERE f.sender = seen->>'asker' AND f.at <= (seen->>'since')::bigint;
    INSERT INTO chuan.foundings (sender, at)
      SELECT founder, chuan.now() FROM json_array_elements_text(made->'founders') AS f(founder);
  END IF;
  INSERT INTO chuan.profiles (room, kind, title, topic, locked, listed, days, founder, at, dissolved, words)
    SELECT p.room, p.kind, p.title, p.topic, p.locked, p.listed, p.days, p.founder, p.at, p.dissolved, p.words
    FROM json_populate_recordset(NULL::chuan.profiles, made->'profiles') p
  ON CONFLICT (room) DO UPDATE SET kind = excluded.kind, title = excluded.title, topic = excluded.topic,
    locked = excluded.locked, listed = excluded.listed, days = excluded.days, founder = excluded.founder,
    at = excluded.at, dissolved = excluded.dissolved, words = excluded.words;
  DELETE FROM chuan.members m USING json_to_recordset(made->'members') AS g(room text, "from" text, rank int)
    WHERE g.rank IS NULL AND m.room = g.room AND m.sender = g."from";
  INSERT INTO chuan.members (room, sender, rank)
    SELECT g.room, g."from", g.rank FROM json_to_recordset(made->'members') AS g(room text, "from" text, rank int)
    WHERE g.rank IS NOT NULL ORDER BY g."from" COLLATE "C", g.room COLLATE "C"
  ON CONFLICT (room, sender) DO UPDATE SET rank = excluded.rank;
  PERFORM chuan.name(made->'named');
  INSERT INTO chuan.invitations
    SELECT * FROM json_populate_recordset(NULL::chuan.invitations, made->'invitations')
  ON CONFLICT (id) DO UPDATE SET until = excluded.until, uses = excluded.uses, used = excluded.used,
    revoked = excluded.revoked;
  UPDATE chuan.invitations i SET revoked = 1
    FROM json_to_recordset(made->'ended') AS e(maker text, room text)
    WHERE i.maker = e.maker AND (e.room IS NULL OR i.room = e.room) AND i.revoked = 0;
  DELETE FROM chuan.restrictions x USING json_to_recordset(made->'lifted') AS l(room text, "from" text)
    WHERE x.room = l.room AND x.sender = l."from";
  INSERT INTO chuan.restrictions (room, sender, kind, until, reason, maker, at, address)
    SELECT x.room, x."from", x.kind, x.until, x.reason, x.by, x.at, x.address FROM json_to_recordset(made->'restrictions')
      AS x(room text, "from" text, kind text, until bigint, reason text, by text, at bigint, address int)
  ON CONFLICT (room, sender, kind) DO UPDATE SET until = excluded.until, reason = excluded.reason,
    maker = excluded.maker, at = excluded.at, address = excluded.address;
  UPDATE chuan.decided d SET version = nextval('chuan.decisions')
    WHERE d.room IN (SELECT json_array_elements_text(made->'changed'));
  IF made->>'news' IS NOT NULL THEN
    PERFORM pg_notify(chuan.channel_of('~server'), made->>'news');
  END IF;
  RETURN reached;
END
$$;

-- As machines of the version before call it.
CREATE OR REPLACE FUNCTION chuan.decide(seen json, made json) RETURNS boolean LANGUAGE sql AS $$
  SELECT chuan.act(seen, made) IS NOT NULL
$$;

-- Makes people members of open rooms, if they are none yet and not banned there: [{ room, from, name, folded }]. Answers with
-- those who were none,
-- and tells the other machines: "news" is the payload, in which these people are missing.
CREATE OR REPLACE FUNCTION chuan.enrol(people json, news json) RETURNS TABLE (sender text) LANGUAGE plpgsql
SET lock_timeout = '3s'
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  enrolled  text[];
  payload   text;
BEGIN
  WITH added AS (
    INSERT INTO chuan.members AS m (room, sender, rank)
      SELECT DISTINCT p.room COLLATE "C", p."from" COLLATE "C", 0
      FROM json_to_recordset(people) AS p(room text, "from" text)
      WHERE NOT EXISTS (SELECT FROM chuan.profiles f WHERE f.room = p.room AND f.dissolved = 1)
        AND NOT EXISTS (SELECT FROM chuan.restrictions x WHERE x.room = p.room AND x.sender = p."from"
          AND x.kind = 'ban' AND (x.until IS NULL OR x.until > chuan.now()))
        AND NOT EXISTS (SELECT FROM chuan.members k WHERE k.room = p.room AND k.sender = p."from")
      ORDER BY 2, 1
    ON CONFLICT (room, sender) DO NOTHING RETURNING m.sender)
  SELECT array_agg(DISTINCT added.sender) INTO enrolled FROM added;
  IF enrolled IS NULL THEN RETURN; END IF;
  PERFORM chuan.name((SELECT json_agg(p) FROM json_array_elements(people) AS p WHERE p->>'from' = ANY (enrolled)));
  payload := jsonb_set(news::jsonb, '{changed,people}', to_jsonb(enrolled));
  IF octet_length(payload) > 7900 THEN  -- Postgres takes payloads below 8,000 bytes.
    payload := jsonb_set(news::jsonb, '{changed}', '"all"');
  END IF;
  PERFORM pg_notify(chuan.channel_of('~server'), payload);
  RETURN QUERY SELECT unnest(enrolled);
END
$$;

-- Forgets a room that was dissolved, as before, and what was restricted and reported in it.
CREATE OR REPLACE FUNCTION chuan.forget_room(room text, news text) RETURNS boolean LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  DELETE FROM chuan.profiles p WHERE p.room = forget_room.room AND p.dissolved = 1;
  IF NOT FOUND THEN RETURN false; END IF;
  DELETE FROM chuan.members m WHERE m.room = forget_room.room;
  DELETE FROM chuan.invitations i WHERE i.room = forget_room.room;
  DELETE FROM chuan.restrictions x WHERE x.room = forget_room.room;
  DELETE FROM chuan.reports p WHERE p.room = forget_room.room;
  DELETE FROM chuan.decided d WHERE d.room = forget_room.room;
  PERFORM pg_notify(chuan.channel_of('~server'), news);
  RETURN true;
END
$$;
`;
