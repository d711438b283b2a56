/**
 * Keys, owned names, read marks, settings and blocks of people, and people who were erased (P30, P34 to P36): the tables, and what is
 * read of them. Machines of the version before go on calling chuan.about, chuan.enrol, chuan.name, chuan.become and chuan.forget_room.
 */
export const createPostgresPersons = `
-- Keys that are not their person's first one, and those that are refused: they have no person. A key without a row is its own person's.
CREATE TABLE chuan.keys (
  key     text COLLATE "C" PRIMARY KEY,
  person  text COLLATE "C"
);
CREATE UNIQUE INDEX keys_by_person ON chuan.keys (person) WHERE person IS NOT NULL;

-- Tokens that give a person another key, once, until then.
CREATE TABLE chuan.rekeys (
  id      text COLLATE "C" PRIMARY KEY,
  hash    text NOT NULL,
  person  text COLLATE "C" NOT NULL,
  until   bigint NOT NULL
);
CREATE INDEX rekeys_by_person ON chuan.rekeys (person);

-- Names that somebody owns, one a person. All names that look like it have one of its looks: each look has a row.
CREATE TABLE chuan.claims (
  look    text COLLATE "C" PRIMARY KEY,
  name    text NOT NULL,
  person  text COLLATE "C" NOT NULL
);
CREATE INDEX claims_by_person ON chuan.claims (person);

-- Who spoke under which names, and when last.
CREATE TABLE chuan.spoken (
  sender  text COLLATE "C" NOT NULL,
  look    text COLLATE "C" NOT NULL,
  at      bigint NOT NULL,
  PRIMARY KEY (sender, look)
);
CREATE INDEX spoken_by_look ON chuan.spoken (look, at);
CREATE INDEX spoken_by_time ON chuan.spoken (at);

-- Has a row while the names of earlier messages are not all noted in "spoken": those of rooms up to this one are.
CREATE TABLE chuan.unnoted (room text NOT NULL);
INSERT INTO chuan.unnoted SELECT '' WHERE EXISTS (SELECT FROM chuan.rooms);

-- How far people have read, and what they want to hear of; NULL where they did not say. Rows are mostly changed, and no index by what
-- changes: so they stay in their page.
CREATE TABLE chuan.marks (
  sender  text COLLATE "C" NOT NULL,
  room    text COLLATE "C" NOT NULL,
  seen    bigint,
  level   text,
  PRIMARY KEY (sender, room)
) WITH (fillfactor = 70);
CREATE INDEX marks_by_room ON chuan.marks (room);

-- Who leaves a room leaves the mark there, on whichever machine.
CREATE FUNCTION chuan.leave_marks() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
BEGIN
  DELETE FROM chuan.marks k USING gone g WHERE k.sender = g.sender AND k.room = g.room;
  RETURN NULL;
END
$$;
CREATE TRIGGER leave_marks AFTER DELETE ON chuan.members REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION chuan.leave_marks();

-- Who may write to somebody, whether others see when they were here last, and when that was; NULL where they did not say.
CREATE TABLE chuan.settings (
  sender     text COLLATE "C" PRIMARY KEY,
  direct     text,
  last_seen  int,
  here       bigint
);

CREATE TABLE chuan.blocks (
  sender   text COLLATE "C" NOT NULL,
  blocked  text COLLATE "C" NOT NULL,
  PRIMARY KEY (sender, blocked)
);

-- People who were erased. Their messages are still to be removed in the rooms after this one; NULL where none are.
CREATE TABLE chuan.erased (
  sender  text COLLATE "C" PRIMARY KEY,
  room    text COLLATE "C"
);
CREATE INDEX erased_unfinished ON chuan.erased (sender) WHERE room IS NOT NULL;

-- What is written about a person waits for an erasure that is under way, and an erasure for what is being written: so nothing is written
-- about somebody who is erased in the same moment.
CREATE FUNCTION chuan.beside_erasures() RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock_shared(hashtextextended('chuan.erasures', 0))
$$;

-- Tells the machines of a change of a person: "news" is the payload, in which the person and the looks of names are missing.
CREATE FUNCTION chuan.tell_of(person text, looks text[], news json) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  payload  jsonb := jsonb_set(news::jsonb, '{changed,people}', jsonb_build_array(person));
BEGIN
  IF looks <> '{}' THEN payload := jsonb_set(payload, '{changed,looks}', to_jsonb(looks)); END IF;
  IF octet_length(payload::text) > 7900 THEN payload := jsonb_set(payload, '{changed}', '"all"'); END IF;
  PERFORM pg_notify(chuan.channel_of('~server'), payload::text);
END
$$;

-- What is kept of each of the people: as chuan.about, with their marks, the other person of a direct room, and what they said about themselves.
CREATE FUNCTION chuan.persons(people json)
RETURNS TABLE ("from" text, rank int, name text, rooms json, restrictions json, owed boolean,
  claimed text, key text, direct text, "lastSeen" int, blocked text, erased int, marks json)
LANGUAGE sql STABLE
SET enable_seqscan = off  -- However many rooms there are, those of few people are looked up.
AS $$
  SELECT p.who,
    (SELECT m.rank FROM chuan.members m WHERE m.room = '~server' AND m.sender = p.who),
    (SELECT n.name FROM chuan.names n WHERE n.sender = p.who),
    (SELECT coalesce(json_agg(b ORDER BY b.room), '[]') FROM (
      SELECT m.room, m.rank, f.kind, f.title, f.topic, f.locked, f.listed, f.days, f.founder, f.at, f.dissolved,
        coalesce(r.head, 0) AS head, coalesce(r.head + r.changes, 0) AS rev,
        CASE WHEN f.kind = 'direct' THEN (
          SELECT json_build_object('from', o.sender, 'name', coalesce((SELECT n.name FROM chuan.names n WHERE n.sender = o.sender), ''))
          FROM chuan.members o WHERE o.room = m.room AND o.sender <> p.who ORDER BY o.sender LIMIT 1) END AS "with"
      FROM chuan.members m LEFT JOIN chuan.profiles f ON f.room = m.room LEFT JOIN chuan.rooms r ON r.name = m.room
      WHERE m.sender = p.who AND m.room <> '~server' AND coalesce(f.dissolved, 0) = 0) b),
    (SELECT coalesce(json_agg(x), '[]') FROM (
      SELECT x.room, x.sender AS "from", x.kind, x.until, x.reason, x.maker AS by, x.at, x.address FROM chuan.restrictions x
      WHERE x.sender = p.who AND (x.until IS NULL OR x.until > chuan.now())) x),
    EXISTS (SELECT FROM chuan.reports q WHERE q.reporter = p.who AND q.outcome IS NOT NULL AND q.told = 0),
    (SELECT c.name FROM chuan.claims c WHERE c.person = p.who LIMIT 1),
    (SELECT k.key FROM chuan.keys k WHERE k.person = p.who),
    s.direct, s.last_seen,
    coalesce((SELECT json_agg(b.blocked ORDER BY b.blocked)::text FROM chuan.blocks b WHERE b.sender = p.who), '[]'),
    EXISTS (SELECT FROM chuan.erased e WHERE e.sender = p.who)::int,
    (SELECT json_agg(json_build_object('room', k.room, 'seen', k.seen, 'level', k.level)) FROM chuan.marks k WHERE k.sender = p.who)
  FROM json_array_elements_text($1) AS p (who) LEFT JOIN LATERAL (
    SELECT t.direct, t.last_seen FROM chuan.settings t WHERE t.sender = p.who LIMIT 1) s ON true
$$;

-- The same of those whose keys these are, each with the key. A key that is refused has no row.
CREATE FUNCTION chuan.holders(keys json)
RETURNS TABLE (held text, "from" text, rank int, name text, rooms json, restrictions json, owed boolean,
  claimed text, key text, direct text, "lastSeen" int, blocked text, erased int, marks json)
LANGUAGE sql STABLE
SET enable_seqscan = off
AS $$
  WITH found AS MATERIALIZED (
    SELECT a.key, CASE WHEN k.key IS NULL THEN a.key ELSE k.person END AS who
    FROM json_array_elements_text($1) AS a (key) LEFT JOIN LATERAL (
      SELECT h.key, h.person FROM chuan.keys h WHERE h.key = a.key LIMIT 1) k ON true)
  SELECT f.key, p.* FROM chuan.persons((SELECT coalesce(json_agg(who), '[]') FROM found WHERE who IS NOT NULL)) p
  JOIN found f ON f.who = p."from"
$$;

-- As machines of the version before call it. They know of no keys: somebody whose first key is refused is nobody to them.
CREATE OR REPLACE FUNCTION chuan.about(people json)
RETURNS TABLE ("from" text, rank int, name text, rooms json, restrictions json, owed boolean)
LANGUAGE sql STABLE
SET enable_seqscan = off
AS $$
  SELECT p."from", p.rank, p.name, p.rooms, p.restrictions, p.owed FROM chuan.persons($1) p
  WHERE NOT EXISTS (SELECT FROM chuan.keys k WHERE k.key = p."from" AND k.person IS NULL)
$$;

-- Keeps the names of people, as before, but of nobody who was erased.
CREATE OR REPLACE FUNCTION chuan.name(people json) RETURNS void LANGUAGE sql AS $$
  INSERT INTO chuan.names AS n (sender, name, folded)
    SELECT DISTINCT ON (p."from" COLLATE "C") p."from", p.name, p.folded
    FROM json_to_recordset(people) AS p("from" text, name text, folded text)
    WHERE p.name <> '' AND NOT EXISTS (SELECT FROM chuan.erased e WHERE e.sender = p."from")
    ORDER BY p."from" COLLATE "C"
  ON CONFLICT (sender) DO UPDATE SET name = excluded.name, folded = excluded.folded
    WHERE n.name <> excluded.name;
$$;

-- Makes people members of open rooms, as before, but nobody who was erased.
CREATE OR REPLACE FUNCTION chuan.enrol(people json, news json) RETURNS TABLE (sender text) LANGUAGE plpgsql
SET lock_timeout = '3s'
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  enrolled  text[];
  payload   text;
BEGIN
  PERFORM chuan.beside_erasures();
  WITH added AS (
    INSERT INTO chuan.members AS m (room, sender, rank)
      SELECT DISTINCT p.room COLLATE "C", p."from" COLLATE "C", 0
      FROM json_to_recordset(people) AS p(room text, "from" text)
      WHERE NOT EXISTS (SELECT FROM chuan.profiles f WHERE f.room = p.room AND f.dissolved = 1)
        AND NOT EXISTS (SELECT FROM chuan.restrictions x WHERE x.room = p.room AND x.sender = p."from"
          AND x.kind = 'ban' AND (x.until IS NULL OR x.until > chuan.now()))
        AND NOT EXISTS (SELECT FROM chuan.members k WHERE k.room = p.room AND k.sender = p."from")
        AND NOT EXISTS (SELECT FROM chuan.erased e WHERE e.sender = p."from")
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

-- Notes whether the server is open, as before. Nobody who was erased becomes known.
CREATE OR REPLACE FUNCTION chuan.become(access text, news text) RETURNS boolean LANGUAGE plpgsql AS $$
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
      WHERE NOT EXISTS (SELECT FROM chuan.erased e WHERE e.sender = s.sender)
    ON CONFLICT (room, sender) DO NOTHING;
    INSERT INTO chuan.decided AS d (room, version) VALUES ('~server', nextval('chuan.decisions'))
    ON CONFLICT (room) DO UPDATE SET version = excluded.version;
  END IF;
  PERFORM pg_notify(chuan.channel_of('~server'), news);
  RETURN true;
END
$$;

-- Forgets a room that was dissolved, as before, and everybody's marks in it.
CREATE OR REPLACE FUNCTION chuan.forget_room(room text, news text) RETURNS boolean LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  DELETE FROM chuan.profiles p WHERE p.room = forget_room.room AND p.dissolved = 1;
  IF NOT FOUND THEN RETURN false; END IF;
  DELETE FROM chuan.marks k WHERE k.room = forget_room.room;
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
