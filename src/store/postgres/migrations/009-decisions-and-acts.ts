/** Decisions about rooms and people, each stored together with its notice (P32). */
export const storePostgresDecisions = `
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
