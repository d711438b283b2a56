/** The tables of the embedded store: the migrations that made them, and the columns that a message has now. */
import type { Database } from "bun:sqlite";
import type { Columns } from "../columns";
import { createSqliteMessages } from "./migrations/001-rooms-and-messages";
import { indexSqliteSendKeysById } from "./migrations/002-send-keys-by-id";
import { nameSqliteRooms } from "./migrations/003-room-names";
import { createSqliteTrial } from "./migrations/004-trial-writes";
import { createSqliteChanges } from "./migrations/005-changes";
import { createSqliteCommunity } from "./migrations/006-community";
import { createSqliteActs } from "./migrations/007-acts";
import { createSqlitePersons } from "./migrations/008-persons";
import { createSqliteFiles } from "./migrations/009-files";
import { createSqlitePictures } from "./migrations/010-pictures";

/** Each migration takes a file from the version of its index to the next. Add to the end, and edit none. */
export const SQLITE_MIGRATIONS: readonly (string | ((database: Database) => void))[] = [
  createSqliteMessages,
  indexSqliteSendKeysById,
  nameSqliteRooms,
  createSqliteTrial,
  createSqliteChanges,
  createSqliteCommunity,
  createSqliteActs,
  createSqlitePersons,
  createSqliteFiles,
  createSqlitePictures,
];

/** The version of a file that has had every migration. */
export const SQLITE_SCHEMA = SQLITE_MIGRATIONS.length;

/** A message's columns in the table `messages`, without `room`. */
export const SQLITE_COLUMNS: Columns = {
  seq: { name: "seq", type: "INTEGER" },
  id: { name: "id", type: "TEXT" },
  from: { name: "sender", type: "TEXT" },
  name: { name: "name", type: "TEXT" },
  txt: { name: "txt", type: "TEXT" },
  at: { name: "at", type: "INTEGER" },
  rev: { name: "rev", type: "INTEGER" },
  changer: { name: "changer", type: "TEXT" },
  more: { name: "more", type: "TEXT" },
};
