/** Who belongs to the chat and to its rooms, which rooms were founded, and who is invited (P27 to P31). */
export const createPostgresCommunity = `
-- Rooms that were founded, and the server itself. "words" is what a search looks into. "access" is of the server alone: that of its last boot.
CREATE TABLE chuan.profiles (
  room       text COLLATE "C" PRIMARY KEY,
  kind       text NOT NULL,
  title      text,
  topic      text,
  locked     int NOT NULL,
  listed     int NOT NULL,
  days       int NOT NULL,
  founder    text COLLATE "C",
  at         bigint NOT NULL,
  dissolved  int NOT NULL,
  words      text COLLATE "C" NOT NULL,
  access     text
);
CREATE INDEX profiles_listed ON chuan.profiles (room) WHERE listed = 1;
CREATE INDEX profiles_dissolved ON chuan.profiles (room) WHERE dissolved = 1;
CREATE INDEX profiles_with_days ON chuan.profiles (room) WHERE days > 0;

-- A rank is its place among the ranks: 0 is the lowest.
CREATE TABLE chuan.members (
  room    text COLLATE "C" NOT NULL,
  sender  text COLLATE "C" NOT NULL,
  rank    int NOT NULL,
  PRIMARY KEY (room, sender)
);
CREATE INDEX members_by_person ON chuan.members (sender, room);
CREATE INDEX members_by_rank ON chuan.members (room, rank DESC, sender);

-- The last name of everybody who is a member of something, and the form in which names are compared.
CREATE TABLE chuan.names (
  sender  text COLLATE "C" PRIMARY KEY,
  name    text NOT NULL,
  folded  text COLLATE "C" NOT NULL
);
CREATE INDEX names_folded ON chuan.names (folded);

CREATE TABLE chuan.invitations (
  id       text COLLATE "C" PRIMARY KEY,
  hash     text NOT NULL,
  room     text COLLATE "C" NOT NULL,
  rank     int NOT NULL,
  maker    text COLLATE "C",
  at       bigint NOT NULL,
  until    bigint NOT NULL,
  uses     int NOT NULL,
  used     int NOT NULL,
  revoked  int NOT NULL
);
CREATE INDEX invitations_by_room ON chuan.invitations (room, until);

-- Who founded a room and when, for a day, also where the room is dissolved by then.
CREATE TABLE chuan.foundings (
  sender  text COLLATE "C" NOT NULL,
  at      bigint NOT NULL
);
CREATE INDEX foundings_by_person ON chuan.foundings (sender, at);

-- A number that changes with each decision about a room. No number is given twice.
CREATE TABLE chuan.decided (
  room     text COLLATE "C" PRIMARY KEY,
  version  bigint NOT NULL
);
CREATE SEQUENCE chuan.decisions;

-- What is kept of each of the people: the rank on the server, the name, and the rooms, each with its profile and its numbers.
CREATE FUNCTION chuan.known(people json) RETURNS TABLE ("from" text, rank int, name text, rooms json)
LANGUAGE sql STABLE
SET enable_seqscan = off  -- However many rooms there are, those of few people are looked up.
AS $$
  SELECT p.who,
    (SELECT m.rank FROM chuan.members m WHERE m.room = '~server' AND m.sender = p.who),
    (SELECT n.name FROM chuan.names n WHERE n.sender = p.who),
    (SELECT coalesce(json_agg(b ORDER BY b.room), '[]') FROM (
      SELECT m.room, m.rank, f.kind, f.title, f.topic, f.locked, f.listed, f.days, f.founder, f.at, f.dissolved,
        coalesce(r.head, 0) AS head, coalesce(r.head + r.changes, 0) AS rev
      FROM chuan.members m LEFT JOIN chuan.profiles f ON f.room = m.room LEFT JOIN chuan.rooms r ON r.name = m.room
      WHERE m.sender = p.who AND m.room <> '~server' AND coalesce(f.dissolved, 0) = 0) b)
  FROM json_array_elements_text($1) AS p (who)
$$;

-- Keeps the names of people: [{ from, name, folded }]. In one order everywhere, so that no two wait for each other.
CREATE FUNCTION chuan.name(people json) RETURNS void LANGUAGE sql AS $$
  INSERT INTO chuan.names AS n (sender, name, folded)
    SELECT DISTINCT ON (p."from" COLLATE "C") p."from", p.name, p.folded
    FROM json_to_recordset(people) AS p("from" text, name text, folded text)
    WHERE p.name <> '' ORDER BY p."from" COLLATE "C"
  ON CONFLICT (sender) DO UPDATE SET name = excluded.name, folded = excluded.folded
    WHERE n.name <> excluded.name;
$$;

-- Stores a decision, if what it was made from is still so, and answers whether it is. "seen" is
-- { rooms: [{ room, version, isSaid }], invitation, used, revoked, asker, since, founded }, and "made" is
-- { profiles, founders, members, named, invitations, changed, news }: rows, who founded something, rooms, and what the machines are told.
CREATE FUNCTION chuan.decide(seen json, made json) RETURNS boolean LANGUAGE plpgsql
SET lock_timeout = '3s'
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  one        record;
  there      bigint;
  invited    chuan.invitations;
  foundings  int := json_array_length(made->'founders');
BEGIN
  FOR one IN SELECT * FROM json_to_recordset(seen->'rooms') AS s(room text, version bigint, "isSaid" boolean)
      ORDER BY s.room COLLATE "C" LOOP
    INSERT INTO chuan.decided (room, version) VALUES (one.room, 0) ON CONFLICT DO NOTHING;
    SELECT d.version INTO there FROM chuan.decided d WHERE d.room = one.room FOR UPDATE;
    IF there IS DISTINCT FROM one.version
        OR one."isSaid" <> EXISTS (SELECT FROM chuan.rooms r WHERE r.name = one.room AND r.head > 0) THEN
      RETURN false;
    END IF;
  END LOOP;
  SELECT * INTO invited FROM chuan.invitations i WHERE i.id = seen->>'invitation' FOR UPDATE;
  IF invited.used IS DISTINCT FROM (seen->>'used')::int
      OR invited.revoked IS DISTINCT FROM (seen->>'revoked')::int THEN
    RETURN false;
  END IF;
  IF foundings > 0 THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('chuan.foundings ' || (seen->>'asker'), 0));
    IF (seen->>'founded')::bigint <> (SELECT count(*) FROM chuan.foundings f
        WHERE f.sender = seen->>'asker' AND f.at > (seen->>'since')::bigint) THEN
      RETURN false;
    END IF;
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
  UPDATE chuan.decided d SET version = nextval('chuan.decisions')
    WHERE d.room IN (SELECT json_array_elements_text(made->'changed'));
  IF made->>'news' IS NOT NULL THEN
    PERFORM pg_notify(chuan.channel_of('~server'), made->>'news');
  END IF;
  RETURN true;
END
$$;

-- Makes people members of open rooms, if they are none yet: [{ room, from, name, folded }]. Answers with those who were none,
-- and tells the other machines: "news" is the payload, in which these people are missing.
CREATE FUNCTION chuan.enrol(people json, news json) RETURNS TABLE (sender text) LANGUAGE plpgsql
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

-- Notes whether the server is open. When it becomes one by invitation, everybody who has spoken becomes known, by the last name that
-- they had. Answers whether anything changed, and then tells the other machines.
CREATE FUNCTION chuan.become(access text, news text) RETURNS boolean LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  was  text;
BEGIN
  INSERT INTO chuan.profiles (room, kind, locked, listed, days, at, dissolved, words)
    VALUES ('~server', 'closed', 0, 0, 0, chuan.now(), 0, '') ON CONFLICT DO NOTHING;
  SELECT p.access INTO was FROM chuan.profiles p WHERE p.room = '~server' FOR UPDATE;
  IF was IS NOT DISTINCT FROM become.access THEN RETURN false; END IF;
  UPDATE chuan.profiles p SET access = become.access WHERE p.room = '~server';
  IF become.access = 'invited' THEN
    INSERT INTO chuan.members (room, sender, rank)
      SELECT '~server', s.sender, 0
      FROM (SELECT sender FROM chuan.messages UNION SELECT sender FROM chuan.retired_keys) s
    ON CONFLICT (room, sender) DO NOTHING;
    INSERT INTO chuan.decided AS d (room, version) VALUES ('~server', nextval('chuan.decisions'))
    ON CONFLICT (room) DO UPDATE SET version = excluded.version;
  END IF;
  PERFORM pg_notify(chuan.channel_of('~server'), news);
  RETURN true;
END
$$;

-- Forgets a room that was dissolved. Answers whether there was one, and then tells the other machines.
CREATE FUNCTION chuan.forget_room(room text, news text) RETURNS boolean LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  DELETE FROM chuan.profiles p WHERE p.room = forget_room.room AND p.dissolved = 1;
  IF NOT FOUND THEN RETURN false; END IF;
  DELETE FROM chuan.members m WHERE m.room = forget_room.room;
  DELETE FROM chuan.invitations i WHERE i.room = forget_room.room;
  DELETE FROM chuan.decided d WHERE d.room = forget_room.room;
  PERFORM pg_notify(chuan.channel_of('~server'), news);
  RETURN true;
END
$$;

-- The version of the schema that a machine knows. A machine that knows nothing of access has none.
ALTER TABLE chuan.machines ADD COLUMN version int;
`;
