/** The shared store as an archive's source and target. */
import { SQL } from "bun";
import { migratePostgres, postgresSchemaOf } from "./migrate";
import { personItems } from "./archived-persons";
import { createPostgresFilling } from "./fill";
import { POSTGRES_SCHEMA } from "./schema";
import { SELECTED } from "./selected";
import { archivedOf, type MessageRow } from "../columns";
import { SERVER_ROOM } from "../../protocol";
import { TELL_ALL } from "./community-news";
import { KEPT_FILE } from "./file-statements";
import { columnsOf } from "./community-statements";
import {
  type AccessRow,
  archivedMemberOf,
  archivedProfileOf,
  archivedRestrictionOf,
  INVITATION_COLUMNS,
  invitationOf,
  type InvitationRow,
  type MemberRow,
  PROFILE_COLUMNS,
  type RestrictionRow,
} from "../community-rows";
import { archivedReportOf, type ArchivedReportRow, REPORT } from "../reports";
import { fileItems, openFileTarget } from "./archived-files";
import { explained } from "./open-postgres";
import { settlePostgresRooms } from "./settle-rooms";
import {
  type ArchivedMessage,
  type ArchiveSource,
  type ArchiveTarget,
  type ArchivedDetail,
  isOfFiles,
  type ArchivedRoom,
} from "../archive/items";

const PAGE = 1000;

/** Opens a database to be read while servers write to it. Rejects when it is away, or of another version. */
export async function openPostgresSource(url: string): Promise<ArchiveSource> {
  const sql = await connect(url);
  const version = await postgresSchemaOf(sql);
  if (version !== POSTGRES_SCHEMA) {
    await sql.close();
    throw new Error(
      `the database is of schema ${version}, and this chuan reads ${POSTGRES_SCHEMA}: start the server on it once, or use the chuan that wrote it`,
    );
  }
  return {
    async *items() {
      // All reading is in one transaction: a state that the store really had.
      await sql.unsafe("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      for await (const { id, ...state } of rooms(sql)) {
        yield state;
        yield* messages(sql, id, state.room);
        yield* attached(sql, id, state.room);
      }
      for await (const row of pages<AccessRow>(sql, PROFILES)) yield archivedProfileOf(row);
      for await (const row of pages<MemberRow>(sql, MEMBERS)) yield archivedMemberOf(row);
      for await (const row of pages<InvitationRow>(sql, INVITATIONS)) yield invitationOf(row);
      for await (const row of pages<RestrictionRow>(sql, RESTRICTIONS))
        yield archivedRestrictionOf(row);
      for await (const row of pages<ArchivedReportRow>(sql, REPORTS)) yield archivedReportOf(row);
      yield* personItems((statement) => pages(sql, statement));
      yield* fileItems(sql, pages(sql, FILES));
    },
    leftOut: () => 0,
    [Symbol.asyncDispose]: () => sql.close(),
  };
}

async function* rooms(sql: SQL): AsyncGenerator<ArchivedRoom & { id: string }> {
  for (let last = ""; ;) {
    const page = await sql<(ArchivedRoom & { id: string })[]>`
      SELECT name AS room, head::float8 AS head, at::float8 AS at, (head + changes)::float8 AS rev, id
      FROM chuan.rooms WHERE name > ${last} ORDER BY name LIMIT ${PAGE}`;
    yield* page;
    last = page.at(-1)?.room ?? "";
    if (page.length < PAGE) return;
  }
}

const MESSAGES = `
  SELECT ${SELECTED} FROM chuan.messages m WHERE m.room = $1 AND m.seq > $2 ORDER BY m.seq LIMIT ${PAGE}`;

async function* messages(sql: SQL, id: string, room: string): AsyncGenerator<ArchivedMessage> {
  for (let last = 0; ;) {
    const page: MessageRow[] = await sql.unsafe(MESSAGES, [id, last]);
    for (const row of page) yield archivedOf(row, room);
    last = page.at(-1)?.seq ?? last;
    if (page.length < PAGE) return;
  }
}

/** What belongs to a room's messages, by cursor because there may be much: reactions in the order in which they came, and send keys. */
const ATTACHED = [
  `SELECT seq::float8 AS seq, emoji, sender AS "from", name FROM chuan.reactions
   WHERE room = $1 ORDER BY chuan.reactions.seq, number`,
  `SELECT seq::float8 AS seq, id AS change, sender AS "from" FROM chuan.change_keys
   WHERE room = $1 ORDER BY chuan.change_keys.seq, sender, id`,
  `SELECT seq::float8 AS seq, id, sender AS "from", at::float8 AS at, until::float8 AS until
   FROM chuan.retired_keys WHERE room = $1 ORDER BY chuan.retired_keys.seq`,
];

async function* attached(sql: SQL, id: string, room: string): AsyncGenerator<ArchivedDetail> {
  for (const statement of ATTACHED)
    for await (const item of pages<ArchivedDetail>(sql, statement, id)) yield { ...item, room };
}

/** All rows of a statement that orders them, a page at a time. */
async function* pages<Row>(sql: SQL, statement: string, ...asked: string[]): AsyncGenerator<Row> {
  for (let offset = 0; ; offset += PAGE) {
    const page: Row[] = await sql.unsafe(`${statement} LIMIT ${PAGE} OFFSET ${offset}`, asked);
    yield* page;
    if (page.length < PAGE) return;
  }
}

/** What is kept of people, in the order of an archive. */
const PROFILES = `SELECT ${columnsOf(PROFILE_COLUMNS, "p")}, p.access FROM chuan.profiles p ORDER BY p.room`;
const MEMBERS = `
  SELECT m.room, m.sender AS "from", coalesce(n.name, '') AS name, m.rank
  FROM chuan.members m LEFT JOIN chuan.names n ON n.sender = m.sender ORDER BY m.room, m.sender`;
const INVITATIONS = `SELECT ${columnsOf(INVITATION_COLUMNS, "i")} FROM chuan.invitations i ORDER BY i.id`;
const RESTRICTIONS = `
  SELECT x.room, x.sender AS "from", x.kind, x.until::float8 AS until, x.reason, x.maker AS by, x.at::float8 AS at, x.address
  FROM chuan.restrictions x ORDER BY x.room, x.sender, x.kind`;
const REPORTS = `SELECT ${columnsOf(REPORT, "p")}, p.told FROM chuan.reports p ORDER BY p.id`;

const FILES = `SELECT ${KEPT_FILE} FROM chuan.files f WHERE f.gone = 0 ORDER BY f.id`;

/** What an empty store has nothing of. */
const TAKEN = [
  ["messages", "SELECT 1 FROM chuan.rooms LIMIT 1"],
  ["people", "SELECT 1 FROM chuan.members LIMIT 1"],
  [
    "rooms",
    `SELECT 1 FROM chuan.profiles WHERE room <> '${SERVER_ROOM}' OR title IS NOT NULL LIMIT 1`,
  ],
  ["invitations", "SELECT 1 FROM chuan.invitations LIMIT 1"],
  ["restrictions", "SELECT 1 FROM chuan.restrictions LIMIT 1"],
  ["reports", "SELECT 1 FROM chuan.reports LIMIT 1"],
  ["files", "SELECT 1 FROM chuan.files LIMIT 1"],
  ["keys", "SELECT 1 FROM chuan.keys LIMIT 1"],
  ["names", "SELECT 1 FROM chuan.claims LIMIT 1"],
  ["marks", "SELECT 1 FROM chuan.marks LIMIT 1"],
  ["settings", "SELECT 1 FROM chuan.settings UNION ALL SELECT 1 FROM chuan.blocks LIMIT 1"],
] as const;

/** Opens a database that has no messages, made ready where it is empty. Rejects when that cannot be. */
export async function openPostgresTarget(url: string): Promise<ArchiveTarget> {
  const sql = await connect(url);
  try {
    await migratePostgres(sql);
    await sql.unsafe("BEGIN");
    // Servers that store a message meanwhile wait: they must not make a room that is filled here.
    await sql.unsafe(
      "LOCK TABLE chuan.rooms, chuan.profiles, chuan.members, chuan.invitations, chuan.restrictions, chuan.reports, chuan.keys, chuan.claims, chuan.marks, chuan.settings, chuan.blocks, chuan.erased, chuan.files IN SHARE ROW EXCLUSIVE MODE",
    );
    for (const [what, statement] of TAKEN) {
      const [any] = await sql.unsafe(statement);
      if (any)
        throw new Error(`the database has ${what} already: set DATABASE_URL to one without any`);
    }
    // What a server without messages has noted of itself.
    await sql.unsafe("DELETE FROM chuan.profiles");
    for (const table of ["spoken", "unnoted"]) await sql.unsafe(`DELETE FROM chuan.${table}`);
  } catch (error) {
    await sql.close();
    throw error;
  }
  const fill = createPostgresFilling(sql);
  const files = openFileTarget(sql);
  return {
    async write(items) {
      const others = items.filter((item) => !isOfFiles(item));
      if (others.length > 0) await fill(others);
      for (const item of items.filter(isOfFiles)) await files.take(item);
    },
    async commit() {
      await files.end();
      await fill([]);
      await settlePostgresRooms(sql);
      // Who spoke under which name is known of the messages.
      await sql`INSERT INTO chuan.unnoted SELECT '' WHERE EXISTS (SELECT FROM chuan.rooms)`;
      await sql.unsafe(TELL_ALL);
      await sql.unsafe("COMMIT");
    },
    [Symbol.asyncDispose]: () => sql.close(),
  };
}

/** One connection, because a transaction belongs to its connection. */
async function connect(url: string): Promise<SQL> {
  const sql = new SQL(url, { max: 1 });
  try {
    await sql`SELECT 1`;
    return sql;
  } catch (error) {
    throw explained(error, url);
  }
}

/** Gives the log in a database another epoch (P26). Machines that run notice it when they start again. */
export async function renewPostgresEpoch(url: string): Promise<void> {
  const sql = await connect(url);
  try {
    await migratePostgres(sql);
    await sql`UPDATE chuan.epoch SET id = left(replace(gen_random_uuid()::text, '-', ''), 16)`;
  } finally {
    await sql.close();
  }
}
