/** The embedded store's statements for who people are: keys, owned names, marks, settings and blocks. Lists are given as JSON. */
import type { Database } from "bun:sqlite";
import type { KnownRow, MarkRow, PersonalRow } from "../person-rows";
import { NOT_ERASED } from "./community-statements";

type Of = { from: string };
type Pair = { one: string; other: string };

/** Tables in which a person may stand, with the column. */
const STANDING = {
  members: "sender",
  marks: "sender",
  settings: "sender",
  blocks: "sender",
  spoken: "sender",
  restrictions: "sender",
  claims: "person",
};
/** What goes with a person who is erased. */
const FORGOTTEN = {
  claims: "person",
  rekeys: "person",
  marks: "sender",
  settings: "sender",
  blocks: "sender",
  spoken: "sender",
  restrictions: "sender",
  names: "sender",
  foundings: "sender",
  invitations: "maker",
};
const DIRECT = "(SELECT 1 FROM profiles p WHERE p.room = m.room AND p.kind = 'direct')";

export type PersonStatements = ReturnType<typeof preparePersonStatements>;

/** Prepares the statements of persons on a file of the current schema. */
export function preparePersonStatements(database: Database) {
  return {
    /** Whose these keys are, of those that are not their own person's; NULL for those that are refused. */
    holders: database.query<{ key: string; person: string | null }, { keys: string }>(
      "SELECT k.key, k.person FROM json_each($keys) CROSS JOIN keys k ON k.key = json_each.value",
    ),
    personal: database.query<PersonalRow & Of, { people: string }>(
      `SELECT json_each.value AS "from", (SELECT name FROM claims WHERE person = json_each.value) AS claimed,
         (SELECT key FROM keys WHERE person = json_each.value) AS key, s.direct, s.last_seen AS lastSeen,
         (SELECT json_group_array(blocked ORDER BY blocked) FROM blocks WHERE sender = json_each.value) AS blocked,
         EXISTS (SELECT 1 FROM erased WHERE sender = json_each.value) AS erased
       FROM json_each($people) LEFT JOIN settings s ON s.sender = json_each.value`,
    ),
    marksOf: database.query<MarkRow & { from: string; room: string }, { people: string }>(
      `SELECT k.sender AS "from", k.room, k.seen, k.level
       FROM json_each($people) CROSS JOIN marks k ON k.sender = json_each.value`,
    ),
    isErased: database.query<object, Of>("SELECT 1 FROM erased WHERE sender = $from"),

    isKnown: database.query<object, { key: string }>(
      `SELECT 1 WHERE EXISTS (SELECT 1 FROM keys WHERE key = $key)${Object.entries(STANDING)
        .map(([table, column]) => ` OR EXISTS (SELECT 1 FROM ${table} WHERE ${column} = $key)`)
        .join("")}`,
    ),
    keyOf: database.query<{ key: string }, Of>("SELECT key FROM keys WHERE person = $from"),
    refuse: database.query<null, { key: string }>(
      "INSERT INTO keys (key, person) VALUES ($key, NULL) ON CONFLICT (key) DO UPDATE SET person = NULL",
    ),
    giveKey: database.query<null, { key: string; from: string }>(
      "INSERT INTO keys (key, person) VALUES ($key, $from)",
    ),
    addRekey: database.query<null, Of & { id: string; hash: string; until: number }>(
      `INSERT INTO rekeys (id, hash, person, until) SELECT $id, $hash, $from, $until WHERE ${NOT_ERASED}`,
    ),
    rekey: database.query<Of, { id: string; hash: string; now: number }>(
      `SELECT person AS "from" FROM rekeys WHERE id = $id AND hash = $hash AND until > $now`,
    ),
    endRekeys: database.query<null, Of>("DELETE FROM rekeys WHERE person = $from"),

    looksOf: database.query<{ look: string }, Of>("SELECT look FROM claims WHERE person = $from"),
    ownerOf: database.query<{ person: string }, { look: string }>(
      "SELECT person FROM claims WHERE look = $look",
    ),
    owners: database.query<{ look: string; person: string }, { looks: string }>(
      `SELECT c.look, c.person FROM json_each($looks) CROSS JOIN claims c ON c.look = json_each.value`,
    ),
    ownedLooks: database.query<{ look: string }, { after: string; limit: number }>(
      "SELECT look FROM claims WHERE look > $after ORDER BY look LIMIT $limit",
    ),
    release: database.query<{ look: string }, Of>(
      "DELETE FROM claims WHERE person = $from RETURNING look",
    ),
    claim: database.query<null, Of & { look: string; name: string }>(
      "INSERT INTO claims (look, name, person) VALUES ($look, $name, $from)",
    ),
    spokenBy: database.query<{ sender: string }, Of & { look: string; since: number }>(
      `SELECT sender FROM spoken INDEXED BY spoken_by_look
       WHERE look = $look AND at >= $since AND sender <> $from ORDER BY at DESC LIMIT 1`,
    ),
    noteSpoken: database.query<null, Of & { look: string; at: number }>(
      `INSERT INTO spoken (sender, look, at) SELECT $from, $look, $at WHERE ${NOT_ERASED}
       ON CONFLICT (sender, look) DO UPDATE SET at = max(at, excluded.at)`,
    ),
    unnoted: database.query<{ room: string }, []>("SELECT room FROM unnoted"),
    noted: database.query<null, { room: string }>("UPDATE unnoted SET room = $room"),
    allNoted: database.query<null, []>("DELETE FROM unnoted"),

    /** The further mark wins, unless it is set back on purpose. A mark that stays as it is has no row. */
    mark: database.query<
      MarkRow,
      Of & { room: string; seen: number | null; level: string | null; unread: number }
    >(
      `INSERT INTO marks AS k (sender, room, seen, level) SELECT $from, $room, $seen, $level WHERE ${NOT_ERASED}
       ON CONFLICT (sender, room) DO UPDATE SET
         seen = CASE WHEN excluded.seen IS NULL THEN k.seen WHEN $unread THEN excluded.seen
           ELSE max(excluded.seen, coalesce(k.seen, 0)) END,
         level = coalesce(excluded.level, k.level)
       WHERE (excluded.level IS NOT NULL AND excluded.level IS NOT k.level)
         OR (excluded.seen IS NOT NULL AND CASE WHEN $unread THEN excluded.seen IS NOT k.seen
           ELSE excluded.seen > coalesce(k.seen, -1) END)
       RETURNING seen, level`,
    ),
    markOf: database.query<MarkRow, Of & { room: string }>(
      "SELECT seen, level FROM marks WHERE sender = $from AND room = $room",
    ),

    /** Nobody sees when somebody was here while they do not allow it: then it is not kept either. */
    allow: database.query<null, Of & { direct: string | null; lastSeen: number | null }>(
      `INSERT INTO settings AS s (sender, direct, last_seen) SELECT $from, $direct, $lastSeen WHERE ${NOT_ERASED}
       ON CONFLICT (sender) DO UPDATE SET direct = coalesce(excluded.direct, s.direct),
         last_seen = coalesce(excluded.last_seen, s.last_seen),
         here = CASE WHEN coalesce(excluded.last_seen, s.last_seen) = 1 THEN s.here END`,
    ),
    block: database.query<null, Of & { blocked: string }>(
      `INSERT INTO blocks (sender, blocked) SELECT $from, $blocked WHERE ${NOT_ERASED} ON CONFLICT DO NOTHING`,
    ),
    unblock: database.query<null, Of & { blocked: string }>(
      "DELETE FROM blocks WHERE sender = $from AND blocked = $blocked",
    ),
    noteSeen: database.query<null, Of & { at: number }>(
      "UPDATE settings SET here = max($at, coalesce(here, 0)) WHERE sender = $from AND last_seen = 1",
    ),
    known: database.query<KnownRow, { people: string; room: string | null }>(
      `SELECT json_each.value AS "from", (SELECT name FROM claims WHERE person = json_each.value) AS claimed,
         (SELECT here FROM settings WHERE sender = json_each.value AND last_seen = 1) AS lastSeen,
         (SELECT rank FROM members WHERE room = $room AND sender = json_each.value AND rank > 0) AS rank,
         (SELECT rank FROM members WHERE room = '~server' AND sender = json_each.value AND rank > 0) AS onServer
       FROM json_each($people)`,
    ),
    reach: database.query<{ direct: string | null; barred: number }, Pair>(
      `SELECT (SELECT direct FROM settings WHERE sender = $other) AS direct,
         EXISTS (SELECT 1 FROM blocks WHERE (sender = $one AND blocked = $other) OR (sender = $other AND blocked = $one))
         OR EXISTS (SELECT 1 FROM erased WHERE sender IN ($one, $other)) AS barred`,
    ),
    sharesRoom: database.query<object, Pair>(
      `SELECT 1 FROM members a CROSS JOIN members b ON b.room = a.room AND b.sender = $other
       CROSS JOIN profiles p ON p.room = a.room
       WHERE a.sender = $one AND p.kind = 'closed' AND p.dissolved = 0 AND a.room <> '~server' LIMIT 1`,
    ),

    /** The other person of a direct room. */
    other: database.query<{ from: string; name: string | null }, Of & { room: string }>(
      `SELECT m.sender AS "from", (SELECT name FROM names n WHERE n.sender = m.sender) AS name
       FROM members m WHERE m.room = $room AND m.sender <> $from LIMIT 1`,
    ),

    forget: Object.entries(FORGOTTEN).map(([table, column]) =>
      database.query<null, Of>(`DELETE FROM ${table} WHERE ${column} = $from`),
    ),
    leaveAll: database.query<{ room: string }, Of>(
      `DELETE FROM members AS m WHERE m.sender = $from AND NOT EXISTS ${DIRECT} RETURNING room`,
    ),
    /** Direct rooms of which both people are erased. */
    dissolve: database.query<{ room: string }, Of>(
      `UPDATE profiles SET dissolved = 1 WHERE kind = 'direct' AND dissolved = 0
       AND room IN (SELECT room FROM members WHERE sender = $from)
       AND NOT EXISTS (SELECT 1 FROM members m WHERE m.room = profiles.room AND m.sender NOT IN (SELECT sender FROM erased))
       RETURNING room`,
    ),
    erase: database.query<null, Of & { room: string | null }>(
      "INSERT INTO erased (sender, room) VALUES ($from, $room) ON CONFLICT DO NOTHING",
    ),
    erasing: database.query<{ from: string; after: string }, []>(
      `SELECT sender AS "from", room AS after FROM erased WHERE room IS NOT NULL ORDER BY sender`,
    ),
    erasedUpTo: database.query<null, Of & { room: string }>(
      "UPDATE erased SET room = $room WHERE sender = $from AND room < $room",
    ),
    erasedAll: database.query<null, Of>("UPDATE erased SET room = NULL WHERE sender = $from"),
  };
}
