/** The embedded store as an archive's source and target. */
import { Database, SQLiteError } from "bun:sqlite";
import { existsSync } from "node:fs";
import { SERVER_ROOM } from "../../protocol";
import { settleSqliteRooms } from "./settle-rooms";
import { openSqliteFile } from "./sqlite-file";
import { sqliteSchemaOf } from "./migrate";
import { SQLITE_SCHEMA } from "./schema";
import { personItems } from "./archived-persons";
import { fillSqlite } from "./fill";
import { fileItems, openFileTarget } from "./archived-files";
import { SELECTED } from "./sqlite-statements";
import { archivedOf, type MessageRow } from "../columns";
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
import {
  type ArchiveItem,
  type ArchiveSource,
  type ArchiveTarget,
  type ArchivedDetail,
  isOfFiles,
  type ArchivedRoom,
} from "../archive/items";
import { RefusedItem } from "../archive/refused-item";

/** What belongs to a room's messages: reactions in the order in which they came, and send keys. */
const ATTACHED = [
  `SELECT $room AS room, seq, emoji, sender AS "from", name FROM reactions
   WHERE room = $id ORDER BY seq, number`,
  `SELECT $room AS room, seq, id AS change, sender AS "from" FROM change_keys
   WHERE room = $id ORDER BY seq, sender, id`,
  `SELECT $room AS room, seq, id, sender AS "from", at, until FROM retired_keys
   WHERE room = $id ORDER BY seq`,
];

/** What is kept of people, in the order of an archive. */
const PROFILES = `SELECT ${PROFILE_COLUMNS.join(", ")}, access FROM profiles ORDER BY room`;
const MEMBERS = `
  SELECT room, sender AS "from", coalesce((SELECT name FROM names n WHERE n.sender = m.sender), '') AS name, rank
  FROM members m ORDER BY room, sender`;
const INVITATIONS = `SELECT ${INVITATION_COLUMNS.join(", ")} FROM invitations ORDER BY id`;
const RESTRICTIONS = `
  SELECT room, sender AS "from", kind, until, reason, maker AS "by", at, address FROM restrictions ORDER BY room, sender, kind`;
const REPORTS = `SELECT ${REPORT.join(", ")}, told FROM reports ORDER BY id`;

/** Opens a store, with its folder of files, to be read while a server may be writing to it. Throws when it is not there, or of another version. */
export function openSqliteSource(path: string, folder?: string): ArchiveSource {
  const database = openExisting(path);
  let leftOut = 0;
  return {
    async *items() {
      // All reading is in one transaction: a state that the store really had.
      database.run("BEGIN");
      const rooms = database.query<ArchivedRoom & { id: number }, []>(
        "SELECT id, name AS room, head, at, head + changes AS rev FROM rooms ORDER BY name",
      );
      const messages = database.query<MessageRow, { id: number }>(
        `SELECT ${SELECTED} FROM messages m WHERE m.room = $id ORDER BY m.seq`,
      );
      const attached = ATTACHED.map((statement) =>
        database.query<ArchivedDetail, { id: number; room: string }>(statement),
      );
      for (const { id, ...state } of rooms.iterate()) {
        yield state;
        const { room } = state;
        for (const row of messages.iterate({ id })) yield archivedOf(row, room);
        for (const statement of attached) yield* statement.iterate({ id, room });
      }
      for (const row of database.query<AccessRow, []>(PROFILES).iterate())
        yield archivedProfileOf(row);
      for (const row of database.query<MemberRow, []>(MEMBERS).iterate())
        yield archivedMemberOf(row);
      for (const row of database.query<InvitationRow, []>(INVITATIONS).iterate())
        yield invitationOf(row);
      for (const row of database.query<RestrictionRow, []>(RESTRICTIONS).iterate())
        yield archivedRestrictionOf(row);
      for (const row of database.query<ArchivedReportRow, []>(REPORTS).iterate())
        yield archivedReportOf(row);
      yield* personItems(database);
      yield* fileItems(database, folder, () => (leftOut += 1));
    },
    leftOut: () => leftOut,
    async [Symbol.asyncDispose]() {
      database.close();
    },
  };
}

/** Opens the file `path` of a store. Throws with one clear line when it is not there, or of another version. */
export function openExisting(path: string): Database {
  if (!existsSync(path)) throw new Error(`${path} is not there: is DATABASE_URL right?`);
  // Not read-only: to read a file in WAL mode, SQLite may have to make the files beside it.
  const database = new Database(path, { create: false, readwrite: true, strict: true });
  try {
    checkVersion(database, path);
    return database;
  } catch (error) {
    database.close();
    throw error instanceof SQLiteError
      ? new Error(`${path} cannot be read (${error.message})`, { cause: error })
      : error;
  }
}

function checkVersion(database: Database, path: string): void {
  const version = sqliteSchemaOf(database);
  if (version === SQLITE_SCHEMA) return;
  throw new Error(
    `${path} is of schema ${version}, and this chuan reads ${SQLITE_SCHEMA}: start the server on it once, or use the chuan that wrote it`,
  );
}

/** What SQLite says of a second row with one key. */
const DUPLICATE = new Set(["SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE"]);

/** What an empty store has nothing of. */
const TAKEN = [
  ["messages", "SELECT 1 FROM rooms"],
  ["people", "SELECT 1 FROM members"],
  ["rooms", `SELECT 1 FROM profiles WHERE room <> '${SERVER_ROOM}' OR title IS NOT NULL`],
  ["invitations", "SELECT 1 FROM invitations"],
  ["restrictions", "SELECT 1 FROM restrictions"],
  ["reports", "SELECT 1 FROM reports"],
  ["files", "SELECT 1 FROM files"],
  ["keys", "SELECT 1 FROM keys"],
  ["names", "SELECT 1 FROM claims"],
  ["marks", "SELECT 1 FROM marks"],
  ["settings", "SELECT 1 FROM settings UNION ALL SELECT 1 FROM blocks"],
] as const;

/** Opens an empty store, made if it is not there, as is the folder of its files when there is one. Throws when it is in use, or not empty. */
export function openSqliteTarget(path: string, folder?: string): ArchiveTarget {
  const { database, close } = openSqliteFile(path);
  const taken = TAKEN.find(([, statement]) => database.query(statement).get());
  if (taken) {
    close();
    throw new Error(`${path} has ${taken[0]} already: set DATABASE_URL to a store without any`);
  }
  database.run("BEGIN IMMEDIATE");
  // What a server without messages has noted of itself.
  database.run("DELETE FROM profiles");
  for (const table of ["spoken", "unnoted"]) database.run(`DELETE FROM ${table}`);
  const fill = fillSqlite(database);
  const files = openFileTarget(database, folder);

  return {
    async write(items) {
      for (const item of items)
        if (isOfFiles(item)) await files.take(item);
        else refusing(item, fill);
    },
    async commit() {
      await files.end();
      fill();
      settleSqliteRooms(database);
      // Who spoke under which name is known of the messages.
      database.run("INSERT INTO unnoted SELECT '' WHERE EXISTS (SELECT 1 FROM rooms)");
      database.run("COMMIT");
      files.keep();
    },
    async [Symbol.asyncDispose]() {
      await files.drop();
      close();
    },
  };
}

/** Calls `fill` with an item. Throws `RefusedItem` where the file refuses it. */
function refusing<Item extends ArchiveItem>(item: Item, fill: (item: Item) => void): void {
  try {
    fill(item);
  } catch (error) {
    if (!(error instanceof SQLiteError)) throw error;
    throw new RefusedItem(item, DUPLICATE.has(error.code ?? ""), error);
  }
}
