/** The shared store's statements for who people are. Lists are given as JSON. */

/** What is kept of those whose keys these are. */
export const HOLDERS = "SELECT * FROM chuan.holders($1::text::json)";
export const REPLACE_KEY = "SELECT chuan.replace_key($1, $2, $3, $4::text::json) AS done";
export const ADD_REKEY = "SELECT chuan.add_rekey($1, $2, $3, $4) AS done";
export const USE_REKEY = 'SELECT chuan.use_rekey($1, $2, $3, $4::text::json) AS "from"';

export const CLAIM = "SELECT * FROM chuan.claim($1::text::json, $2, $3, $4, $5::text::json)";
export const RELEASE = "SELECT chuan.release($1, $2::text::json) AS looks";
/** A LIMIT within LATERAL has each row looked up by index, however many there are. */
export const OWNERS = `
  SELECT a.look, found.person FROM json_array_elements_text($1::text::json) AS a (look) CROSS JOIN LATERAL (
    SELECT c.person FROM chuan.claims c WHERE c.look = a.look LIMIT 1) found`;
export const OWNED_LOOKS = "SELECT look FROM chuan.claims WHERE look > $1 ORDER BY look LIMIT $2";
export const NOTE_SPOKEN = "SELECT chuan.note_spoken($1::text::json)";
export const UNNOTED = "SELECT room FROM chuan.unnoted";
export const NOTED = "UPDATE chuan.unnoted SET room = $1";
export const ALL_NOTED = "DELETE FROM chuan.unnoted";

export const MARK = `
  SELECT "from", room, seen::float8 AS seen, level FROM chuan.mark($1::text::json, $2)`;

export const ALLOW = "SELECT chuan.allow($1, $2, $3, $4::text::json) AS done";
export const BLOCK = "SELECT chuan.block($1, $2, $3, $4::text::json) AS done";
/** In one order everywhere, so that no two machines wait for each other. */
export const NOTE_SEEN = `
  WITH given AS (
    SELECT s.sender, g.at FROM json_to_recordset($1::text::json) AS g("from" text, at bigint)
    JOIN chuan.settings s ON s.sender = g."from" WHERE s.last_seen = 1 ORDER BY s.sender FOR UPDATE OF s)
  UPDATE chuan.settings s SET here = greatest(s.here, g.at)
  FROM (SELECT sender, max(at) AS at FROM given GROUP BY sender) g WHERE s.sender = g.sender`;
export const KNOWN = `
  SELECT a.who AS "from",
    (SELECT c.name FROM chuan.claims c WHERE c.person = a.who LIMIT 1) AS claimed,
    (SELECT s.here::float8 FROM chuan.settings s WHERE s.sender = a.who AND s.last_seen = 1) AS "lastSeen",
    (SELECT m.rank FROM chuan.members m WHERE m.room = $2 AND m.sender = a.who AND m.rank > 0 LIMIT 1) AS rank,
    (SELECT m.rank FROM chuan.members m WHERE m.room = '~server' AND m.sender = a.who AND m.rank > 0 LIMIT 1) AS "onServer"
  FROM json_array_elements_text($1::text::json) AS a (who)`;
export const MAY_REACH = "SELECT chuan.may_reach($1, $2, $3) AS may";

export const ERASE = "SELECT * FROM chuan.erase_person($1, $2, $3::text::json)";
export const ERASING =
  'SELECT sender AS "from", room AS after FROM chuan.erased WHERE room IS NOT NULL ORDER BY sender';
export const ERASED_UP_TO = "UPDATE chuan.erased SET room = $2 WHERE sender = $1 AND room < $2";
export const ERASED_ALL = "UPDATE chuan.erased SET room = NULL WHERE sender = $1";
