/** A message that is alone in its commit takes a shorter way. */
export const storeOnePostgresMessage = `
-- Stores one new message of a room in which something was said, as chuan.store does, and answers with its numbers and time. It
-- answers with nothing, and stores nothing, where chuan.store has to look: in a new room, for a message that is there or may have
-- been there, or by a decision that did not know the last act.
CREATE FUNCTION chuan.store_one(
  room text, id text, "from" text, name text, txt text, more text, acts bigint,
  OUT seq bigint, OUT rev bigint, OUT at bigint)
LANGUAGE plpgsql
SET lock_timeout = '3s'
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  place  bigint;
  now    bigint := chuan.now();
  piece  text;
BEGIN
  UPDATE chuan.rooms r SET head = r.head + 1, at = greatest(r.at, now)
    WHERE r.name = store_one.room AND coalesce(store_one.acts, r.acts) = r.acts AND r.keys_until <= now
      AND NOT EXISTS (SELECT FROM chuan.messages m
        WHERE m.room = r.id AND m.sender = store_one."from" AND m.id = store_one.id)
    RETURNING r.id, r.head, r.head + r.changes, r.at INTO place, store_one.seq, store_one.rev, store_one.at;
  IF place IS NULL THEN RETURN; END IF;
  -- One that another machine has just stored violates the index, and nothing is done.
  INSERT INTO chuan.messages (room, seq, at, sender, id, name, txt, more)
    VALUES (place, store_one.seq, store_one.at, store_one."from", store_one.id, store_one.name, store_one.txt, store_one.more);
  piece := json_build_object('seq', store_one.seq, 'rev', store_one.rev, 'at', store_one.at, 'from', store_one."from",
                             'id', store_one.id, 'name', store_one.name, 'txt', store_one.txt);
  IF store_one.more IS NOT NULL THEN
    piece := left(piece, -1) || ',' || substr(store_one.more, 2);
  END IF;
  PERFORM chuan.announce(store_one.room, 'messages', ARRAY[piece]);
END
$$;
`;
