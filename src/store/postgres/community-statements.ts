/** The shared store's statements for rooms and the people who belong to them. Lists are given as JSON. */
import { SERVER_ROOM } from "../../protocol";
import { INVITATION_COLUMNS, PROFILE_COLUMNS } from "../community-rows";
import type { Column } from "../columns";
import { SPOKEN_KEPT } from "../persons";
import { SELECTED } from "./selected";
import { REPORT, REPORTS_KEPT } from "../reports";

const BIGINTS = new Set(["at", "until", "seq"]);
/** The columns of a table in a row that is read: a bigint is text otherwise. */
export const columnsOf = (names: readonly Column["name"][], table: string) =>
  names
    .map((name) => `${table}.${name}${BIGINTS.has(name) ? "::float8" : ""} AS "${name}"`)
    .join(", ");
const NAME = "coalesce((SELECT n.name FROM chuan.names n WHERE n.sender = m.sender), '')";

/** What is kept of each person of a list. */
export const PEOPLE = "SELECT * FROM chuan.persons($1::text::json)";

export const ONE_PROFILE = `SELECT ${columnsOf(PROFILE_COLUMNS, "p")} FROM chuan.profiles p WHERE p.room = $1`;

const ROOMS = "json_array_elements_text($1::text::json) AS a (room)";
/**
 * Of rooms, people of whom the first one asks, an invitation's id and the milliseconds in which foundings count. A LIMIT within
 * LATERAL has each row looked up by index: nothing tells the planner how short the lists are.
 */
export const FACTS = `
  SELECT
    (SELECT coalesce(json_agg(q), '[]') FROM (
      SELECT found.* FROM ${ROOMS} CROSS JOIN LATERAL (
        SELECT ${columnsOf(PROFILE_COLUMNS, "p")} FROM chuan.profiles p WHERE p.room = a.room LIMIT 1) found) q) AS profiles,
    (SELECT coalesce(json_agg(q), '[]') FROM (
      SELECT a.room, b.who AS "from", found.rank
      FROM ${ROOMS} CROSS JOIN json_array_elements_text($2::text::json) AS b (who) CROSS JOIN LATERAL (
        SELECT m.rank FROM chuan.members m WHERE m.room = a.room AND m.sender = b.who LIMIT 1) found) q) AS ranks,
    (SELECT coalesce(json_agg(q), '[]') FROM (
      SELECT a.room, coalesce((SELECT d.version FROM chuan.decided d WHERE d.room = a.room), 0)::float8 AS version,
        (SELECT count(*) FROM chuan.members m WHERE m.room = a.room AND m.rank = 2)::int AS owners,
        coalesce((SELECT r.head FROM chuan.rooms r WHERE r.name = a.room), 0)::float8 AS head,
        coalesce((SELECT r.acts FROM chuan.rooms r WHERE r.name = a.room), 0)::float8 AS acts
      FROM ${ROOMS}) q) AS rooms,
    (SELECT coalesce(json_agg(q), '[]') FROM (
      SELECT a.room, b.who AS "from", found.*
      FROM ${ROOMS} CROSS JOIN json_array_elements_text($2::text::json) AS b (who) CROSS JOIN LATERAL (
        SELECT x.kind, x.until::float8 AS until, x.reason, x.maker AS by, x.at::float8 AS at, x.address FROM chuan.restrictions x
        WHERE x.room = a.room AND x.sender = b.who AND (x.until IS NULL OR x.until > chuan.now())
        ORDER BY x.kind LIMIT 2) found) q) AS restrictions,
    (SELECT count(*) FROM chuan.foundings f
      WHERE f.sender = $2::text::json->>0 AND f.at > chuan.now() - $4)::int AS "foundedLately",
    (SELECT row_to_json(i) FROM (
      SELECT ${columnsOf(INVITATION_COLUMNS, "i")} FROM chuan.invitations i WHERE i.id = $3) i) AS invitation,
    chuan.now()::float8 AS now`;

export const DECIDE = "SELECT chuan.act($1::text::json, $2::text::json)::float8 AS rev";
export const ENROL = `SELECT sender AS "from" FROM chuan.enrol($1::text::json, $2::text::json)`;
export const BECOME = "SELECT chuan.become($1, $2) AS done";
export const FORGET = "SELECT chuan.forget_room($1, $2) AS done";
/** Only of those who are members of something. */
export const RENAME = `
  SELECT chuan.name(json_agg(p)) FROM json_array_elements($1::text::json) AS p
  WHERE EXISTS (SELECT FROM chuan.members m WHERE m.sender = p->>'from')`;
export const NAME_ALL = "SELECT chuan.name($1::text::json)";

export const MEMBERS = `
  SELECT m.sender AS "from", ${NAME} AS name, m.rank FROM chuan.members m
  WHERE m.room = $1 AND m.rank <= $2 AND (m.rank < $2 OR (m.rank = $2 AND m.sender > $3))
  ORDER BY m.rank DESC, m.sender LIMIT $4`;
export const RANK = "SELECT m.rank FROM chuan.members m WHERE m.room = $1 AND m.sender = $2";

const named = (condition: string) => `
  SELECT n.sender AS "from", n.name FROM chuan.names n CROSS JOIN LATERAL (
    SELECT FROM chuan.members m WHERE m.room = $1 AND m.sender = n.sender LIMIT 1) there
  WHERE ${condition} ORDER BY n.folded, n.sender LIMIT $2`;
export const FIND_MEMBERS = {
  people: named("n.sender IN (SELECT json_array_elements_text($3::text::json))"),
  names: named("n.folded IN (SELECT json_array_elements_text($3::text::json))"),
  beginning: named("n.folded >= $3 AND n.folded < $4"),
};

export const LISTED = `
  SELECT ${columnsOf(PROFILE_COLUMNS, "p")} FROM chuan.profiles p
  WHERE p.listed = 1 AND p.kind = 'open' AND p.dissolved = 0 AND strpos(p.words, $1) > 0
  ORDER BY p.room LIMIT $2`;

export const ONE_INVITATION = `
  SELECT ${columnsOf(INVITATION_COLUMNS, "i")} FROM chuan.invitations i WHERE i.id = $1`;
const usable = (condition = "") => `
  SELECT ${columnsOf(INVITATION_COLUMNS, "i")} FROM chuan.invitations i
  WHERE i.room = $1 ${condition} AND i.until > chuan.now() AND i.used < i.uses AND i.revoked = 0
  ORDER BY i.at DESC, i.id LIMIT $2`;
/** Invitations that can still be used: to a room, and those of one maker. */
export const INVITATIONS = usable();
export const INVITATIONS_OF = usable("AND i.maker = $3");

export const ACCESS = `SELECT p.access FROM chuan.profiles p WHERE p.room = '${SERVER_ROOM}'`;
/** Everybody who has spoken and has no name yet, with the last one. */
export const SPEAKERS = `
  SELECT DISTINCT ON (m.sender) m.sender AS "from", m.name FROM chuan.messages m
  WHERE NOT EXISTS (SELECT FROM chuan.names n WHERE n.sender = m.sender)
    AND NOT EXISTS (SELECT FROM chuan.erased e WHERE e.sender = m.sender)
  ORDER BY m.sender, m.at DESC, m.seq DESC`;
export const DAYS = "SELECT room, days FROM chuan.profiles WHERE days > 0 AND dissolved = 0";
export const DISSOLVED = "SELECT room FROM chuan.profiles WHERE dissolved = 1 ORDER BY room";

export const ACTS_OF_A_ROOM = `
  SELECT ${SELECTED} FROM chuan.acts a JOIN chuan.messages m ON m.room = a.room AND m.seq = a.seq
  WHERE a.room = (SELECT r.id FROM chuan.rooms r WHERE r.name = $1) AND a.seq < $2 ORDER BY a.seq DESC LIMIT $3`;

/** The second payload is sent to all machines if the first part did something. */
const telling = (work: string, column: string, payload: string) => `
  WITH done AS (${work} RETURNING ${column})
  SELECT done.*, pg_notify(chuan.channel_of('${SERVER_ROOM}'), ${payload}) FROM done`;
export const REPORT_ONE = telling(
  `INSERT INTO chuan.reports (id, room, seq, sender, reporter, at, reason, told)
   VALUES ($1, $2, $3, $4, $5, $6, $7, 0) ON CONFLICT DO NOTHING`,
  "id",
  "$8",
);
const REPORTED = columnsOf(REPORT, "p");
/** Reports of a room, or of all open rooms: with one condition for both, no index would be used. */
const reportsOf = (which: string) => ({
  page: `
    SELECT ${REPORTED} FROM chuan.reports p WHERE ${which}
    ORDER BY p.outcome IS NOT NULL, p.at DESC, p.id LIMIT $2 OFFSET $3`,
  undecided: `
    SELECT count(*)::int AS count FROM chuan.reports p WHERE ${which} AND p.outcome IS NULL`,
});
export const REPORTS = reportsOf("p.room = $1");
export const REPORTS_OF_OPEN = reportsOf("$1::text IS NULL AND left(p.room, 1) <> '~'");
export const REPORT_WITH_ID = `SELECT ${REPORTED} FROM chuan.reports p WHERE p.id = $1`;
export const DECIDE_REPORTS = `
  UPDATE chuan.reports p SET outcome = $3, decider = $4
  WHERE p.room = $1 AND p.seq = $2 AND p.outcome IS NULL RETURNING p.reporter`;
export const TAKE_DECIDED = `
  UPDATE chuan.reports p SET told = 1
  WHERE p.reporter = $1 AND p.outcome IS NOT NULL AND p.told = 0 RETURNING ${REPORTED}`;
export const TELL = `SELECT pg_notify(chuan.channel_of('${SERVER_ROOM}'), $1)`;

// One after the other by name, so that no two machines wait for each other.
export const KEEP_OUT = `
  INSERT INTO chuan.networks AS n (network, until)
  SELECT DISTINCT a.network COLLATE "C", $2::bigint FROM json_array_elements_text($1::text::json) AS a (network) ORDER BY 1
  ON CONFLICT (network) DO UPDATE SET until = greatest(n.until, excluded.until)`;
export const KEPT_OUT =
  "SELECT network, until::float8 AS until FROM chuan.networks WHERE until > chuan.now()";
export const TIDY = `
  WITH restrictions AS (DELETE FROM chuan.restrictions WHERE until <= chuan.now()),
    networks AS (DELETE FROM chuan.networks WHERE until <= chuan.now()),
    rekeys AS (DELETE FROM chuan.rekeys WHERE until <= chuan.now()),
    spoken AS (DELETE FROM chuan.spoken WHERE at < chuan.now() - ${SPOKEN_KEPT})
  DELETE FROM chuan.reports p WHERE p.at < chuan.now() - ${REPORTS_KEPT} AND NOT EXISTS (
    SELECT FROM chuan.messages m JOIN chuan.rooms r ON r.id = m.room WHERE r.name = p.room AND m.seq = p.seq)`;
