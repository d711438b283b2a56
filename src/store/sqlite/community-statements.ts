/** The embedded store's statements for rooms and the people who belong to them. Lists are given as JSON. */
import type { Database } from "bun:sqlite";
import { type Person, SERVER_ROOM } from "../../protocol";
import { SPOKEN_KEPT } from "../persons";
import {
  INVITATION_COLUMNS,
  type InvitationRow,
  PROFILE_COLUMNS,
  type ProfileRow,
  type RestrictionRow,
} from "../community-rows";
import type { MessageRow } from "../columns";
import { SELECTED } from "./sqlite-statements";
import { REPORT, type ReportRow, REPORTS_KEPT } from "../reports";
import { prepareReportLists } from "./report-lists";

type MemberRow = Person & { rank: number };
/** A room of a person. The numbers are NULL where nothing was said. */
export type MembershipRow = {
  from: string;
  name: string | null;
  room: string;
  rank: number;
  head: number | null;
  changes: number | null;
  founded: number;
};
type WantedRow = { room: string; limit: number };
type WantedInvitations = WantedRow & { now: number };

export const NOT_ERASED = "NOT EXISTS (SELECT 1 FROM erased WHERE sender = $from)";
const NAME = "coalesce((SELECT name FROM names n WHERE n.sender = m.sender), '')";
const OF_PROFILE = PROFILE_COLUMNS.join(", ");
const OF_INVITATION = INVITATION_COLUMNS.join(", ");
const REPORT_COLUMNS = REPORT.join(", ");
const RESTRICTED = `SELECT room, sender AS "from", kind, until, reason, maker AS "by", at, address FROM restrictions`;

/** An INSERT of a row that replaces what is there with the same key. */
const upsert = (table: string, key: string, columns: readonly string[]) => `
  INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map((name) => `$${name}`).join(", ")})
  ON CONFLICT (${key}) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(", ")}`;

/** Members of a room whose names are chosen by `condition`. */
const named = (condition: string) => `
  SELECT n.sender AS "from", n.name FROM names n CROSS JOIN members m
  WHERE ${condition} AND m.room = $room AND m.sender = n.sender ORDER BY n.folded, n.sender LIMIT $limit`;

/** Invitations to a room that can still be used, the newest first. */
const usable = (condition = "") => `
  SELECT ${OF_INVITATION} FROM invitations
  WHERE room = $room ${condition} AND until > $now AND used < uses AND revoked = 0
  ORDER BY at DESC, id LIMIT $limit`;

export type CommunityStatements = ReturnType<typeof prepareCommunityStatements>;

/** Prepares the statements of the community on a file of the current schema. */
export function prepareCommunityStatements(database: Database) {
  return {
    profile: database.query<ProfileRow, { room: string }>(
      `SELECT ${OF_PROFILE} FROM profiles WHERE room = $room`,
    ),
    rank: database.query<{ rank: number }, { room: string; from: string }>(
      "SELECT rank FROM members WHERE room = $room AND sender = $from",
    ),
    name: database.query<{ name: string }, { from: string }>(
      "SELECT name FROM names WHERE sender = $from",
    ),
    belongs: database.query<object, { from: string }>(
      "SELECT 1 FROM members WHERE sender = $from LIMIT 1",
    ),
    /**
     * What people of a list belong to, one person after the other, each by the names of the rooms: that is the order of the list and the
     * index. Rows of other tables are looked up without joins: with them it takes twice as long.
     */
    memberships: database.query<MembershipRow, { people: string }>(
      `SELECT m.sender AS "from", (SELECT name FROM names n WHERE n.sender = m.sender) AS name, m.room, m.rank,
         (SELECT head FROM rooms r WHERE r.name = m.room) AS head,
         (SELECT changes FROM rooms r WHERE r.name = m.room) AS changes,
         EXISTS (SELECT 1 FROM profiles p WHERE p.room = m.room) AS founded
       FROM json_each($people) CROSS JOIN members m INDEXED BY members_by_person ON m.sender = json_each.value`,
    ),
    /** What people of a list may not do. */
    restrictionsOf: database.query<RestrictionRow, { people: string; now: number }>(
      `${RESTRICTED} WHERE sender IN (SELECT value FROM json_each($people)) AND (until IS NULL OR until > $now)
       ORDER BY sender, room, kind`,
    ),
    /** Those of a list who reported something that was decided, and have not been told yet. */
    owed: database.query<{ reporter: string }, { people: string }>(
      `SELECT DISTINCT reporter FROM reports
       WHERE reporter IN (SELECT value FROM json_each($people)) AND outcome IS NOT NULL AND told = 0`,
    ),
    restrictions: database.query<RestrictionRow, { room: string; from: string; now: number }>(
      `${RESTRICTED} WHERE room = $room AND sender = $from AND (until IS NULL OR until > $now) ORDER BY kind`,
    ),
    restrict: database.query<null, RestrictionRow>(
      `INSERT INTO restrictions (room, sender, kind, until, reason, maker, at, address)
       VALUES ($room, $from, $kind, $until, $reason, $by, $at, $address)
       ON CONFLICT (room, sender, kind) DO UPDATE SET until = excluded.until, reason = excluded.reason,
         maker = excluded.maker, at = excluded.at, address = excluded.address`,
    ),
    lift: database.query<null, { room: string; from: string }>(
      "DELETE FROM restrictions WHERE room = $room AND sender = $from",
    ),
    endAll: database.query<null, { maker: string; room: string | null }>(
      `UPDATE invitations SET revoked = 1 WHERE maker = $maker AND ($room IS NULL OR room = $room) AND revoked = 0`,
    ),
    acts: database.query<MessageRow, { room: string; before: number; limit: number }>(
      `SELECT ${SELECTED} FROM acts a CROSS JOIN messages m ON m.room = a.room AND m.seq = a.seq
       WHERE a.room = (SELECT id FROM rooms WHERE name = $room) AND a.seq < $before
       ORDER BY a.seq DESC LIMIT $limit`,
    ),
    report: database.query<null, Omit<ReportRow, "outcome" | "decider">>(
      `INSERT INTO reports (id, room, seq, sender, reporter, at, reason, told)
       VALUES ($id, $room, $seq, $sender, $reporter, $at, $reason, 0) ON CONFLICT DO NOTHING`,
    ),
    reports: prepareReportLists(database),
    reportWithId: database.query<ReportRow, { id: string }>(
      `SELECT ${REPORT_COLUMNS} FROM reports WHERE id = $id`,
    ),
    reporters: database.query<{ reporter: string }, { room: string; seq: number }>(
      "SELECT reporter FROM reports WHERE room = $room AND seq = $seq AND outcome IS NULL",
    ),
    decideReports: database.query<
      null,
      { room: string; seq: number; outcome: string | null; decider: string }
    >(
      `UPDATE reports SET outcome = $outcome, decider = $decider
       WHERE room = $room AND seq = $seq AND outcome IS NULL`,
    ),
    untold: database.query<ReportRow, { reporter: string }>(
      `SELECT ${REPORT_COLUMNS} FROM reports WHERE reporter = $reporter AND outcome IS NOT NULL AND told = 0`,
    ),
    tellReport: database.query<null, { id: string }>("UPDATE reports SET told = 1 WHERE id = $id"),
    keepOut: database.query<null, { network: string; until: number }>(
      `INSERT INTO networks (network, until) VALUES ($network, $until)
       ON CONFLICT (network) DO UPDATE SET until = max(until, excluded.until)`,
    ),
    keptOut: database.query<{ network: string; until: number }, { now: number }>(
      "SELECT network, until FROM networks WHERE until > $now",
    ),
    tidy: [
      "DELETE FROM restrictions WHERE until <= $now",
      "DELETE FROM networks WHERE until <= $now",
      "DELETE FROM rekeys WHERE until <= $now",
      `DELETE FROM spoken WHERE at < $now - ${SPOKEN_KEPT}`,
      `DELETE FROM reports WHERE at < $now - ${REPORTS_KEPT} AND NOT EXISTS (
         SELECT 1 FROM messages m WHERE m.room = (SELECT id FROM rooms WHERE name = reports.room) AND m.seq = reports.seq)`,
    ].map((statement) => database.query<null, { now: number }>(statement)),
    standing: database.query<{ owners: number; head: number; acts: number }, { room: string }>(
      `SELECT (SELECT count(*) FROM members WHERE room = $room AND rank = 2) AS owners,
         coalesce((SELECT head FROM rooms WHERE name = $room), 0) AS head,
         coalesce((SELECT acts FROM rooms WHERE name = $room), 0) AS acts`,
    ),
    foundings: database.query<{ count: number }, { from: string; since: number }>(
      "SELECT count(*) AS count FROM foundings WHERE sender = $from AND at > $since",
    ),
    found: database.query<null, { from: string; at: number }>(
      "INSERT INTO foundings (sender, at) VALUES ($from, $at)",
    ),
    forgetFoundings: database.query<null, { from: string; since: number }>(
      "DELETE FROM foundings WHERE sender = $from AND at <= $since",
    ),
    setProfile: database.query<null, ProfileRow & { words: string }>(
      upsert("profiles", "room", [...PROFILE_COLUMNS, "words"]),
    ),
    setMember: database.query<null, { room: string; from: string; rank: number }>(
      `INSERT INTO members (room, sender, rank) VALUES ($room, $from, $rank)
       ON CONFLICT (room, sender) DO UPDATE SET rank = excluded.rank`,
    ),
    removeMember: database.query<null, { room: string; from: string }>(
      "DELETE FROM members WHERE room = $room AND sender = $from",
    ),
    enrol: database.query<null, { room: string; from: string; now: number }>(
      `INSERT INTO members (room, sender, rank) SELECT $room, $from, 0
       WHERE ${NOT_ERASED} AND NOT EXISTS (SELECT 1 FROM profiles WHERE room = $room AND dissolved = 1)
         AND NOT EXISTS (SELECT 1 FROM restrictions
           WHERE room = $room AND sender = $from AND kind = 'ban' AND (until IS NULL OR until > $now))
       ON CONFLICT (room, sender) DO NOTHING`,
    ),
    setName: database.query<null, Person & { folded: string }>(
      `INSERT INTO names (sender, name, folded) SELECT $from, $name, $folded WHERE ${NOT_ERASED}
       ON CONFLICT (sender) DO UPDATE SET name = excluded.name, folded = excluded.folded`,
    ),
    members: database.query<
      MemberRow,
      { room: string; rank: number; after: string; limit: number }
    >(
      `SELECT m.sender AS "from", ${NAME} AS name, m.rank FROM members m
       WHERE m.room = $room AND m.rank <= $rank AND (m.rank < $rank OR (m.rank = $rank AND m.sender > $after))
       ORDER BY m.rank DESC, m.sender LIMIT $limit`,
    ),
    named: {
      people: database.query<Person, WantedRow & { wanted: string }>(
        named("n.sender IN (SELECT value FROM json_each($wanted))"),
      ),
      names: database.query<Person, WantedRow & { wanted: string }>(
        named("n.folded IN (SELECT value FROM json_each($wanted))"),
      ),
      beginning: database.query<Person, WantedRow & { wanted: string; beyond: string }>(
        named("n.folded >= $wanted AND n.folded < $beyond"),
      ),
    },
    listed: database.query<ProfileRow, { words: string; limit: number }>(
      `SELECT ${OF_PROFILE} FROM profiles
       WHERE listed = 1 AND kind = 'open' AND dissolved = 0 AND instr(words, $words) > 0
       ORDER BY room LIMIT $limit`,
    ),
    invitation: database.query<InvitationRow, { id: string }>(
      `SELECT ${OF_INVITATION} FROM invitations WHERE id = $id`,
    ),
    invitations: database.query<InvitationRow, WantedInvitations>(usable()),
    invitationsOf: database.query<InvitationRow, WantedInvitations & { maker: string }>(
      usable("AND maker = $maker"),
    ),
    setInvitation: database.query<null, InvitationRow>(
      upsert("invitations", "id", INVITATION_COLUMNS),
    ),
    access: database.query<{ access: string | null }, []>(
      `SELECT access FROM profiles WHERE room = '${SERVER_ROOM}'`,
    ),
    setAccess: database.query<null, { access: string }>(
      `UPDATE profiles SET access = $access WHERE room = '${SERVER_ROOM}'`,
    ),
    /** Everybody who has spoken becomes known, with the last name that they had then. */
    knowSpeakers: database.query<null, []>(
      `INSERT INTO members (room, sender, rank)
       SELECT '${SERVER_ROOM}', sender, 0 FROM (SELECT sender FROM messages UNION SELECT sender FROM retired_keys)
       WHERE sender NOT IN (SELECT sender FROM erased) ON CONFLICT (room, sender) DO NOTHING`,
    ),
    speakers: database.query<Person, []>(
      `SELECT sender AS "from", name FROM (
         SELECT sender, name, row_number() OVER (PARTITION BY sender ORDER BY at DESC, seq DESC) AS place
         FROM messages WHERE sender NOT IN (SELECT sender FROM names)
       ) WHERE place = 1`,
    ),
    days: database.query<{ room: string; days: number }, []>(
      "SELECT room, days FROM profiles WHERE days > 0 AND dissolved = 0",
    ),
    dissolved: database.query<{ room: string }, []>(
      "SELECT room FROM profiles WHERE dissolved = 1 ORDER BY room",
    ),
    forget: ["marks", "members", "invitations", "restrictions", "reports", "profiles"].map(
      (table) => database.query<null, { room: string }>(`DELETE FROM ${table} WHERE room = $room`),
    ),
  };
}
