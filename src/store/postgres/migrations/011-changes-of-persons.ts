/** How a person's keys, name, marks, settings and blocks change, and how a person is erased (P30, P34 to P36). */
export const changePostgresPersons = `
-- Gives a person another key, and refuses all others. Without "asked", the key that asks, whichever that person has. Answers whether it
-- is done: not where the key is known, or the key that asks is not the person's.
CREATE FUNCTION chuan.replace_key(who text, given text, asked text, news json) RETURNS boolean LANGUAGE plpgsql
SET lock_timeout = '3s'
SET enable_seqscan = off
AS $$
BEGIN
  PERFORM chuan.beside_erasures();
  -- One after the other: it is rare, and two tables have to agree.
  PERFORM pg_advisory_xact_lock(hashtextextended('chuan.keys', 0));
  IF asked <> coalesce((SELECT k.key FROM chuan.keys k WHERE k.person = who), who)
      OR EXISTS (SELECT FROM chuan.erased e WHERE e.sender = who)
      OR EXISTS (SELECT FROM chuan.keys k WHERE k.key = given)
      OR EXISTS (SELECT FROM chuan.members m WHERE m.sender = given)
      OR EXISTS (SELECT FROM chuan.marks k WHERE k.sender = given)
      OR EXISTS (SELECT FROM chuan.settings s WHERE s.sender = given)
      OR EXISTS (SELECT FROM chuan.blocks b WHERE b.sender = given)
      OR EXISTS (SELECT FROM chuan.spoken s WHERE s.sender = given)
      OR EXISTS (SELECT FROM chuan.restrictions x WHERE x.sender = given)
      OR EXISTS (SELECT FROM chuan.claims c WHERE c.person = given) THEN
    RETURN false;
  END IF;
  UPDATE chuan.keys k SET person = NULL WHERE k.person = who;
  INSERT INTO chuan.keys (key, person) VALUES (who, NULL) ON CONFLICT DO NOTHING;
  INSERT INTO chuan.keys (key, person) VALUES (given, who);
  DELETE FROM chuan.rekeys r WHERE r.person = who;
  PERFORM chuan.tell_of(who, '{}', news);
  RETURN true;
END
$$;

-- Uses a token that gives its person another key. Answers with the person, or NULL.
CREATE FUNCTION chuan.use_rekey(token text, proof text, given text, news json) RETURNS text LANGUAGE plpgsql
SET lock_timeout = '3s'
AS $$
DECLARE
  who  text;
BEGIN
  SELECT r.person INTO who FROM chuan.rekeys r
    WHERE r.id = token AND r.hash = proof AND r.until > chuan.now() FOR UPDATE;
  IF who IS NULL OR NOT chuan.replace_key(who, given, NULL, news) THEN RETURN NULL; END IF;
  RETURN who;
END
$$;

CREATE FUNCTION chuan.add_rekey(token text, proof text, who text, ends bigint) RETURNS boolean LANGUAGE plpgsql
SET lock_timeout = '3s'
AS $$
BEGIN
  PERFORM chuan.beside_erasures();
  IF EXISTS (SELECT FROM chuan.erased e WHERE e.sender = who) THEN RETURN false; END IF;
  INSERT INTO chuan.rekeys (id, hash, person, until) VALUES (token, proof, who, ends);
  RETURN true;
END
$$;

-- Makes a name a person's own, and answers with what stands in its way: who owns it, or who spoke under it since "since", NULL where it
-- is granted. "looks" are those that changed.
CREATE FUNCTION chuan.claim(shapes json, called text, who text, since bigint, news json)
RETURNS TABLE (taken text, spoken text, looks text[]) LANGUAGE plpgsql
SET lock_timeout = '3s'
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  wanted  text[] := ARRAY(SELECT json_array_elements_text(shapes));
  before  text[];
BEGIN
  PERFORM chuan.beside_erasures();
  -- One after the other: it is rare, and a name and a person are both unique.
  PERFORM pg_advisory_xact_lock(hashtextextended('chuan.claims', 0));
  SELECT c.person INTO claim.taken FROM chuan.claims c WHERE c.look = ANY (wanted) AND c.person <> who LIMIT 1;
  before := ARRAY(SELECT c.look FROM chuan.claims c WHERE c.person = who);
  IF claim.taken IS NULL AND since IS NOT NULL THEN
    -- What is the person's already need not be asked for.
    SELECT s.sender INTO claim.spoken FROM chuan.spoken s
      WHERE s.look = ANY (wanted) AND s.look <> ALL (before) AND s.at >= since AND s.sender <> who
      ORDER BY s.at DESC LIMIT 1;
  END IF;
  claim.looks := '{}';
  IF claim.taken IS NULL AND claim.spoken IS NULL AND NOT EXISTS (SELECT FROM chuan.erased e WHERE e.sender = who) THEN
    DELETE FROM chuan.claims c WHERE c.person = who;
    INSERT INTO chuan.claims (look, name, person) SELECT DISTINCT w.look, called, who FROM unnest(wanted) AS w (look);
    claim.looks := ARRAY(SELECT b.look FROM unnest(before) AS b (look) WHERE b.look <> ALL (wanted)) || wanted;
    PERFORM chuan.tell_of(who, claim.looks, news);
  END IF;
  RETURN NEXT;
END
$$;

-- Gives a person's name up, and answers with its looks.
CREATE FUNCTION chuan.release(who text, news json) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
  free  text[];
BEGIN
  WITH gone AS (DELETE FROM chuan.claims c WHERE c.person = who RETURNING c.look)
    SELECT coalesce(array_agg(g.look), '{}') INTO free FROM gone g;
  IF free <> '{}' THEN PERFORM chuan.tell_of(who, free, news); END IF;
  RETURN free;
END
$$;

-- Notes who spoke under which names: [{ from, look, at }].
CREATE FUNCTION chuan.note_spoken(noted json) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM chuan.beside_erasures();
  INSERT INTO chuan.spoken AS s (sender, look, at)
    SELECT n."from", n.look, max(n.at) FROM json_to_recordset(noted) AS n("from" text, look text, at bigint)
    WHERE NOT EXISTS (SELECT FROM chuan.erased e WHERE e.sender = n."from")
    GROUP BY n."from", n.look ORDER BY n."from" COLLATE "C", n.look COLLATE "C"
  ON CONFLICT (sender, look) DO UPDATE SET at = greatest(s.at, excluded.at);
END
$$;

-- Keeps marks, [{ from, room, seen, level, unread }], at most one of each person and room, and answers with each as it is then. The further
-- mark wins, unless it is set back on purpose. Those that change are announced: "by" is the machine that knows of them.
CREATE FUNCTION chuan.mark(given json, by text)
RETURNS TABLE ("from" text, room text, seen bigint, level text, is_news boolean) LANGUAGE plpgsql
SET lock_timeout = '3s'
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  one     record;
  pieces  text[] := '{}';
BEGIN
  PERFORM chuan.beside_erasures();
  FOR one IN SELECT * FROM json_to_recordset(given) AS g("from" text, room text, seen bigint, level text, unread boolean)
      ORDER BY g."from" COLLATE "C", g.room COLLATE "C" LOOP
    mark."from" := one."from";
    mark.room := one.room;
    mark.seen := NULL;
    mark.level := NULL;
    INSERT INTO chuan.marks AS k (sender, room, seen, level)
      SELECT one."from", one.room, one.seen, one.level
      WHERE NOT EXISTS (SELECT FROM chuan.erased e WHERE e.sender = one."from")
    ON CONFLICT (sender, room) DO UPDATE SET
      seen = CASE WHEN one.unread AND excluded.seen IS NOT NULL THEN excluded.seen ELSE greatest(excluded.seen, k.seen) END,
      level = coalesce(excluded.level, k.level)
      WHERE (excluded.level IS NOT NULL AND excluded.level IS DISTINCT FROM k.level)
        OR (excluded.seen IS NOT NULL AND CASE WHEN one.unread THEN excluded.seen IS DISTINCT FROM k.seen
          ELSE excluded.seen > coalesce(k.seen, -1) END)
    RETURNING k.seen, k.level INTO mark.seen, mark.level;
    mark.is_news := FOUND;
    IF FOUND THEN
      pieces := pieces || json_strip_nulls(json_build_object('from', one."from", 'room', one.room, 'seen', mark.seen,
        'level', mark.level, 'by', by))::text;
    ELSE
      SELECT k.seen, k.level INTO mark.seen, mark.level
        FROM chuan.marks k WHERE k.sender = one."from" AND k.room = one.room;
    END IF;
    RETURN NEXT;
  END LOOP;
  IF pieces <> '{}' THEN PERFORM chuan.announce('~server', 'marks', pieces); END IF;
END
$$;

-- Keeps whom a person lets write to them, and whether others see when they were here; NULL where that stays. While they do not allow
-- it, it is not kept either.
CREATE FUNCTION chuan.allow(who text, reach text, seen int, news json) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM chuan.beside_erasures();
  INSERT INTO chuan.settings AS s (sender, direct, last_seen)
    SELECT who, reach, seen WHERE NOT EXISTS (SELECT FROM chuan.erased e WHERE e.sender = who)
  ON CONFLICT (sender) DO UPDATE SET direct = coalesce(excluded.direct, s.direct),
    last_seen = coalesce(excluded.last_seen, s.last_seen),
    here = CASE WHEN coalesce(excluded.last_seen, s.last_seen) = 1 THEN s.here END;
  IF FOUND THEN PERFORM chuan.tell_of(who, '{}', news); END IF;
  RETURN FOUND;
END
$$;

CREATE FUNCTION chuan.block(who text, whom text, is_on boolean, news json) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  is_news  boolean;
BEGIN
  PERFORM chuan.beside_erasures();
  IF is_on THEN
    INSERT INTO chuan.blocks (sender, blocked)
      SELECT who, whom WHERE NOT EXISTS (SELECT FROM chuan.erased e WHERE e.sender = who) ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM chuan.blocks b WHERE b.sender = who AND b.blocked = whom;
  END IF;
  is_news := FOUND;
  IF is_news THEN PERFORM chuan.tell_of(who, '{}', news); END IF;
  RETURN is_news;
END
$$;

-- Whether "one" may write to "other" in a direct room; "usual" counts for those who did not say.
CREATE FUNCTION chuan.may_reach(one text, other text, usual text) RETURNS boolean LANGUAGE sql STABLE
SET enable_seqscan = off
AS $$
  SELECT NOT EXISTS (SELECT FROM chuan.blocks b WHERE (b.sender = one AND b.blocked = other) OR (b.sender = other AND b.blocked = one))
    AND NOT EXISTS (SELECT FROM chuan.erased e WHERE e.sender IN (one, other))
    AND CASE coalesce((SELECT s.direct FROM chuan.settings s WHERE s.sender = other), usual)
      WHEN 'everybody' THEN true
      WHEN 'shared' THEN EXISTS (
        SELECT FROM chuan.members a JOIN chuan.members b ON b.room = a.room AND b.sender = other
          JOIN chuan.profiles p ON p.room = a.room
        WHERE a.sender = one AND a.room <> '~server' AND p.kind = 'closed' AND p.dissolved = 0)
      ELSE false END
$$;

-- Forgets a person, and refuses their keys. With "messages", what they said is to be removed. Answers with the direct rooms that are
-- dissolved, because nobody is left in them, and with the looks of the name that is free, and tells the machines: "news" is the payload, in
-- which both are missing.
CREATE FUNCTION chuan.erase_person(who text, messages boolean, news json)
RETURNS TABLE (rooms text[], looks text[]) LANGUAGE plpgsql
SET lock_timeout = '3s'
SET enable_seqscan = off
AS $$
#variable_conflict use_column
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('chuan.erasures', 0));
  -- In the order in which decisions lock rooms.
  PERFORM 1 FROM chuan.decided d WHERE d.room IN (SELECT m.room FROM chuan.members m WHERE m.sender = who)
    ORDER BY d.room COLLATE "C" FOR UPDATE;
  UPDATE chuan.decided d SET version = nextval('chuan.decisions')
    WHERE d.room IN (SELECT m.room FROM chuan.members m WHERE m.sender = who);
  INSERT INTO chuan.erased (sender, room) VALUES (who, CASE WHEN messages THEN '' END) ON CONFLICT DO NOTHING;
  UPDATE chuan.keys k SET person = NULL WHERE k.person = who;
  INSERT INTO chuan.keys (key, person) VALUES (who, NULL) ON CONFLICT DO NOTHING;
  WITH gone AS (DELETE FROM chuan.claims c WHERE c.person = who RETURNING c.look)
    SELECT coalesce(array_agg(g.look), '{}') INTO erase_person.looks FROM gone g;
  DELETE FROM chuan.rekeys r WHERE r.person = who;
  DELETE FROM chuan.marks k WHERE k.sender = who;
  DELETE FROM chuan.settings s WHERE s.sender = who;
  DELETE FROM chuan.blocks b WHERE b.sender = who;
  DELETE FROM chuan.spoken s WHERE s.sender = who;
  DELETE FROM chuan.restrictions x WHERE x.sender = who;
  DELETE FROM chuan.names n WHERE n.sender = who;
  DELETE FROM chuan.foundings f WHERE f.sender = who;
  DELETE FROM chuan.invitations i WHERE i.maker = who;
  DELETE FROM chuan.members m WHERE m.sender = who
    AND NOT EXISTS (SELECT FROM chuan.profiles p WHERE p.room = m.room AND p.kind = 'direct');
  WITH empty AS (
    UPDATE chuan.profiles p SET dissolved = 1 WHERE p.kind = 'direct' AND p.dissolved = 0
      AND p.room IN (SELECT m.room FROM chuan.members m WHERE m.sender = who)
      AND NOT EXISTS (SELECT FROM chuan.members m WHERE m.room = p.room
        AND NOT EXISTS (SELECT FROM chuan.erased e WHERE e.sender = m.sender)) RETURNING p.room)
    SELECT coalesce(array_agg(e.room), '{}') INTO erase_person.rooms FROM empty e;
  PERFORM chuan.tell_of(who, erase_person.looks,
    jsonb_set(news::jsonb, '{changed,rooms}', to_jsonb(erase_person.rooms))::json);
  RETURN NEXT;
END
$$;
`;
