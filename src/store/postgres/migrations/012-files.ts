/** Files of messages (P38): what is known of them, and their bytes in chunks. */
export const createPostgresFiles = `
-- As in the embedded store: "small" is the bytes of the small form, "claimed" the id of the message that the file is for, and
-- "claimed_at" when it was claimed, NULL once that message was seen to name it. "gone": its bytes are to be removed, and then the row.
CREATE TABLE chuan.files (
  id          text COLLATE "C" PRIMARY KEY,
  room        text COLLATE "C" NOT NULL,
  sender      text COLLATE "C" NOT NULL,
  name        text NOT NULL,
  type        text NOT NULL,
  size        bigint NOT NULL,
  width       int,
  height      int,
  at          bigint NOT NULL,
  hash        text NOT NULL,
  small       bigint,
  safe        int NOT NULL,
  claimed     text COLLATE "C",
  claimed_at  bigint,
  gone        int NOT NULL DEFAULT 0
);
CREATE INDEX files_unclaimed ON chuan.files (at) WHERE claimed IS NULL AND gone = 0;
CREATE INDEX files_unsettled ON chuan.files (claimed_at) WHERE claimed_at IS NOT NULL AND gone = 0;
CREATE INDEX files_gone ON chuan.files (id) WHERE gone = 1;

-- All chunks of a form but the last are of one size. "variant" is 0 for the whole file, 1 for the small form. Files are mostly
-- compressed already, so chunks are not.
CREATE TABLE chuan.file_chunks (
  file     text COLLATE "C" NOT NULL,
  variant  int NOT NULL,
  number   int NOT NULL,
  length   int NOT NULL,
  bytes    bytea NOT NULL,
  PRIMARY KEY (file, variant, number)
);
ALTER TABLE chuan.file_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;
-- The bytes of what was removed stay in dead rows until a vacuum, which is soon due.
ALTER TABLE chuan.file_chunks SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1,
  toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 1);

-- What is being received: its bytes until now, and when the last ones came. "dead": it takes no more, and goes.
CREATE TABLE chuan.files_under_way (
  file     text COLLATE "C" NOT NULL,
  variant  int NOT NULL,
  bytes    bigint NOT NULL DEFAULT 0,
  at       bigint NOT NULL,
  kept     int NOT NULL DEFAULT 0,
  dead     int NOT NULL DEFAULT 0,
  PRIMARY KEY (file, variant)
);

-- The bytes of all chunks. Its row is locked last, and so for as long as a commit takes.
CREATE TABLE chuan.file_bytes (bytes bigint NOT NULL) WITH (fillfactor = 10);
INSERT INTO chuan.file_bytes VALUES (0);

-- What all machines sign the cookies with by which browsers read files: 244 random bits.
CREATE TABLE chuan.file_secret (secret text NOT NULL);
INSERT INTO chuan.file_secret VALUES (gen_random_uuid()::text || gen_random_uuid()::text);

-- Stores a chunk of what is being received. Answers with 'kept', with 'full' where all chunks would have more than "most" bytes
-- (0 for any number), or with 'gone' where that is not being received any more.
CREATE FUNCTION chuan.keep_chunk(file text, variant int, number int, bytes bytea, most bigint) RETURNS text LANGUAGE plpgsql
SET lock_timeout = '3s'
AS $$
#variable_conflict use_column
DECLARE
  added int := octet_length(keep_chunk.bytes);
BEGIN
  IF most > 0 AND (SELECT b.bytes FROM chuan.file_bytes b) + added > most THEN RETURN 'full'; END IF;
  UPDATE chuan.files_under_way w SET bytes = w.bytes + added, at = chuan.now()
    WHERE w.file = keep_chunk.file AND w.variant = keep_chunk.variant AND w.dead = 0 AND w.kept = 0;
  IF NOT FOUND THEN RETURN 'gone'; END IF;
  INSERT INTO chuan.file_chunks VALUES (keep_chunk.file, keep_chunk.variant, keep_chunk.number, added, keep_chunk.bytes);
  UPDATE chuan.file_bytes b SET bytes = b.bytes + added WHERE most = 0 OR b.bytes + added <= most;
  IF FOUND THEN RETURN 'kept'; END IF;
  -- Another machine took the room meanwhile.
  DELETE FROM chuan.file_chunks c
    WHERE c.file = keep_chunk.file AND c.variant = keep_chunk.variant AND c.number = keep_chunk.number;
  UPDATE chuan.files_under_way w SET bytes = w.bytes - added
    WHERE w.file = keep_chunk.file AND w.variant = keep_chunk.variant;
  RETURN 'full';
END
$$;

-- Removes at most "most" chunks of a file, of one form or, where "variant" is NULL, of both. Answers with how many.
CREATE FUNCTION chuan.drop_chunks(file text, variant int, most int) RETURNS int LANGUAGE plpgsql
SET lock_timeout = '3s'
SET enable_seqscan = off
AS $$
#variable_conflict use_column
DECLARE
  dropped  int;
  freed    bigint;
BEGIN
  WITH removed AS (
    DELETE FROM chuan.file_chunks c WHERE c.ctid = ANY (ARRAY(
      SELECT k.ctid FROM chuan.file_chunks k
      WHERE k.file = drop_chunks.file AND (drop_chunks.variant IS NULL OR k.variant = drop_chunks.variant)
      ORDER BY k.variant, k.number LIMIT most FOR UPDATE)) RETURNING c.length)
  SELECT count(*), sum(r.length) INTO dropped, freed FROM removed r;
  IF dropped > 0 THEN UPDATE chuan.file_bytes b SET bytes = b.bytes - freed; END IF;
  RETURN dropped;
END
$$;

-- Makes a file known whose bytes were kept. Answers with false where they are not all there.
CREATE FUNCTION chuan.add_file(file json) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  added chuan.files := json_populate_record(NULL::chuan.files, file);
BEGIN
  PERFORM FROM chuan.files_under_way w WHERE w.file = added.id ORDER BY w.variant FOR UPDATE;
  IF (SELECT count(*) FROM chuan.files_under_way w WHERE w.file = added.id AND w.kept = 1 AND w.dead = 0
      AND w.bytes = CASE w.variant WHEN 0 THEN added.size ELSE added.small END)
      <> (CASE WHEN added.small IS NULL THEN 1 ELSE 2 END) THEN
    RETURN false;
  END IF;
  DELETE FROM chuan.files_under_way w WHERE w.file = added.id AND (w.variant = 0 OR added.small IS NOT NULL);
  added.gone := 0;
  INSERT INTO chuan.files SELECT added.*;
  RETURN true;
END
$$;

-- Gives files to the message of a send key, all or none, and answers with them.
CREATE FUNCTION chuan.claim_files(ids json, room text, sender text, message text) RETURNS SETOF chuan.files LANGUAGE plpgsql
SET lock_timeout = '3s'
AS $$
#variable_conflict use_column
DECLARE
  wanted text[] := ARRAY(SELECT json_array_elements_text(ids));
BEGIN
  -- In one order, so that two that overlap do not wait for each other.
  PERFORM FROM chuan.files f WHERE f.id = ANY (wanted) ORDER BY f.id FOR UPDATE;
  IF (SELECT count(*) FROM chuan.files f WHERE f.id = ANY (wanted) AND f.gone = 0 AND f.room = claim_files.room
      AND f.sender = claim_files.sender AND (f.claimed IS NULL OR f.claimed = message)) < cardinality(wanted) THEN
    RETURN;
  END IF;
  RETURN QUERY UPDATE chuan.files f SET claimed = message, claimed_at = chuan.now() WHERE f.id = ANY (wanted) RETURNING f.*;
END
$$;

-- A file goes with its message, in the same transaction, however that goes. Only messages with files pay for this.
CREATE FUNCTION chuan.release_files() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
DECLARE
  was    text[] := ARRAY(SELECT o->>'id' FROM json_array_elements(old.more::json->'files') o);
  still  text[] := '{}';
BEGIN
  IF TG_OP = 'UPDATE' THEN
    still := ARRAY(SELECT o->>'id' FROM json_array_elements(new.more::json->'files') o);
  END IF;
  UPDATE chuan.files f SET gone = 1 WHERE f.id = ANY (was) AND f.id <> ALL (still) AND f.claimed = old.id AND f.gone = 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER files_of_removed AFTER DELETE ON chuan.messages
  FOR EACH ROW WHEN (old.more LIKE '%"files":%') EXECUTE FUNCTION chuan.release_files();
CREATE TRIGGER files_of_changed AFTER UPDATE OF more ON chuan.messages
  FOR EACH ROW WHEN (old.more LIKE '%"files":%') EXECUTE FUNCTION chuan.release_files();
`;
