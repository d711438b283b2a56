/**
 * The log's tables, and the function that numbers, stores and announces, so that the three cannot come
 * apart. It is a function and not one query, because each statement of a function sees what was committed
 * while an earlier statement waited for the room. A query sees only what was there before it waited.
 */
export const createPostgresMessages = `
CREATE SCHEMA chuan;
CREATE TABLE chuan.version (number int NOT NULL);
INSERT INTO chuan.version VALUES (0);

CREATE TABLE chuan.rooms (
  id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name  text COLLATE "C" NOT NULL UNIQUE,
  head  bigint NOT NULL,
  at    bigint NOT NULL
) WITH (fillfactor = 50);  -- Written with every group: free space on the page keeps that cheap.

CREATE TABLE chuan.messages (
  room    bigint NOT NULL,
  seq     bigint NOT NULL,
  at      bigint NOT NULL,
  sender  text COLLATE "C" NOT NULL,
  id      text COLLATE "C" NOT NULL,
  name    text NOT NULL,
  txt     text NOT NULL,
  PRIMARY KEY (room, seq)
);

CREATE UNIQUE INDEX messages_by_send_key ON chuan.messages (room, sender, id);

-- The channel on which everything about a room is said; src/store/postgres/channels.ts says the same.
CREATE FUNCTION chuan.channel_of(room text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN 'chuan_' || left(encode(sha256(convert_to(room, 'UTF8')), 'hex'), 2);

-- Stores the drafts [{ id, from, name, txt }] in a room and answers, in their order, with what is
-- stored under their send keys. New messages are announced on the room's channel, in payloads of
-- { room, messages }; of a message that is too long for one, only { seq } is.
CREATE FUNCTION chuan.append(room text, drafts json)
RETURNS TABLE (seq bigint, at bigint, name text, txt text)
LANGUAGE plpgsql
SET lock_timeout = '3s'
SET enable_seqscan = off  -- A plan made while the tables are empty is kept when they are not.
AS $$
#variable_conflict use_column
DECLARE
  place    chuan.rooms;
  draft    record;
  channel  text := chuan.channel_of(append.room);
  opening  text := '{"room":' || to_json(append.room) || ',"messages":[';
  most     int := 7999 - octet_length(opening) - 2;  -- Postgres takes payloads below 8,000 bytes.
  batch    text := '';
  piece    text;
BEGIN
  -- Whoever numbers waits here for whoever is numbering: no number is seen before a lower one.
  SELECT * INTO place FROM chuan.rooms r WHERE r.name = append.room FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO chuan.rooms AS r (name, head, at) VALUES (append.room, 0, 0)
    ON CONFLICT (name) DO UPDATE SET head = r.head RETURNING * INTO place;
  END IF;
  -- A clock that is set back, or is another machine's, does not take a room's messages back in time.
  place.at := greatest(place.at, floor(extract(epoch FROM clock_timestamp()) * 1000));

  FOR draft IN SELECT * FROM json_to_recordset(drafts) AS d(id text, "from" text, name text, txt text) LOOP
    SELECT m.seq, m.at, m.name, m.txt INTO append.seq, append.at, append.name, append.txt
      FROM chuan.messages m WHERE m.room = place.id AND m.sender = draft."from" AND m.id = draft.id;
    IF NOT FOUND THEN
      place.head := place.head + 1;
      INSERT INTO chuan.messages (room, seq, at, sender, id, name, txt)
        VALUES (place.id, place.head, place.at, draft."from", draft.id, draft.name, draft.txt);
      append.seq := place.head;
      append.at := place.at;
      append.name := draft.name;
      append.txt := draft.txt;

      piece := json_build_object('seq', place.head, 'at', place.at, 'from', draft."from",
                                 'id', draft.id, 'name', draft.name, 'txt', draft.txt);
      IF octet_length(piece) > most THEN
        piece := json_build_object('seq', place.head);
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
`;
