/** Pictures of people, and the server's icon (P38): files that belong to nobody's message. */
export const createPostgresPictures = `
CREATE INDEX files_faces ON chuan.files (sender) WHERE room = '~faces' AND gone = 0;
CREATE INDEX files_icon ON chuan.files (at) WHERE room = '~icon' AND claimed IS NOT NULL AND gone = 0;

-- Until the end of the transaction, nobody else gives a picture to the same person or takes it away, nor to the server.
CREATE FUNCTION chuan.hold_picture(whose text) RETURNS void LANGUAGE sql AS $$
  SELECT pg_advisory_xact_lock(hashtextextended('chuan.picture ' || whose, 0))
$$;

-- Makes a file that "who" uploaded to "place" the picture there, in place of the one before, or with NULL removes that. Answers with
-- false where the file is not there, and where its person was erased or banned from the server.
CREATE FUNCTION chuan.set_picture(place text, who text, given text) RETURNS boolean LANGUAGE plpgsql
SET lock_timeout = '3s'
SET enable_seqscan = off
AS $$
BEGIN
  PERFORM chuan.hold_picture(CASE place WHEN '~faces' THEN who ELSE place END);
  IF given IS NOT NULL THEN
    UPDATE chuan.files f SET claimed = 'picture', claimed_at = NULL
      WHERE f.id = given AND f.room = place AND f.sender = who AND f.gone = 0
        AND NOT EXISTS (SELECT FROM chuan.erased e WHERE e.sender = who)
        AND NOT EXISTS (SELECT FROM chuan.restrictions x WHERE x.room = '~server' AND x.sender = who AND x.kind = 'ban'
          AND (x.until IS NULL OR x.until > chuan.now()));
    IF NOT FOUND THEN RETURN false; END IF;
  END IF;
  IF place = '~faces' THEN
    UPDATE chuan.files f SET gone = 1
      WHERE f.sender = who AND f.room = '~faces' AND f.claimed IS NOT NULL AND f.gone = 0 AND f.id IS DISTINCT FROM given;
  ELSE
    UPDATE chuan.files f SET gone = 1
      WHERE f.room = '~icon' AND f.claimed IS NOT NULL AND f.gone = 0 AND f.id IS DISTINCT FROM given;
  END IF;
  RETURN true;
END
$$;

-- A picture goes with its person, and with a ban from the server, in the same transaction, and so does one that was not set yet.
CREATE FUNCTION chuan.release_face() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off
AS $$
BEGIN
  -- Locks are few, and an import brings any number of people who were erased or banned.
  IF NOT EXISTS (SELECT FROM chuan.files f WHERE f.sender = new.sender AND f.room = '~faces' AND f.gone = 0) THEN
    RETURN NULL;
  END IF;
  PERFORM chuan.hold_picture(new.sender);
  UPDATE chuan.files f SET gone = 1 WHERE f.sender = new.sender AND f.room = '~faces' AND f.gone = 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER faces_of_erased AFTER INSERT ON chuan.erased FOR EACH ROW EXECUTE FUNCTION chuan.release_face();
CREATE TRIGGER faces_of_banned AFTER INSERT OR UPDATE ON chuan.restrictions
  FOR EACH ROW WHEN (new.room = '~server' AND new.kind = 'ban') EXECUTE FUNCTION chuan.release_face();
`;
