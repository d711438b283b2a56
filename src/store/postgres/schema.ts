/** The tables of the shared store: the migrations that made them, and the columns that a message has now. */
import type { SQL } from "bun";
import type { Columns } from "../columns";
import { createPostgresMessages } from "./migrations/001-rooms-and-messages";
import { createPostgresPeople } from "./migrations/002-people";
import { namePostgresRooms } from "./migrations/003-room-names";
import { createPostgresTrial } from "./migrations/004-trial-writes";
import { createPostgresChanges } from "./migrations/005-changes";
import { createPostgresCommunity } from "./migrations/006-community";
import { createPostgresActs } from "./migrations/007-acts";
import { storePostgresMessages } from "./migrations/008-messages-and-acts";
import { storePostgresDecisions } from "./migrations/009-decisions-and-acts";
import { createPostgresPersons } from "./migrations/010-persons";
import { changePostgresPersons } from "./migrations/011-changes-of-persons";
import { createPostgresFiles } from "./migrations/012-files";
import { storeOnePostgresMessage } from "./migrations/013-one-message";
import { createPostgresPictures } from "./migrations/014-pictures";

/** Each migration takes a database from the version of its index to the next. Add to the end, and edit none. */
export const POSTGRES_MIGRATIONS: readonly (string | ((sql: SQL) => Promise<void>))[] = [
  createPostgresMessages,
  createPostgresPeople,
  namePostgresRooms,
  createPostgresTrial,
  createPostgresChanges,
  createPostgresCommunity,
  createPostgresActs,
  storePostgresMessages,
  storePostgresDecisions,
  createPostgresPersons,
  changePostgresPersons,
  createPostgresFiles,
  storeOnePostgresMessage,
  createPostgresPictures,
];

/** The version of a database that has had every migration. */
export const POSTGRES_SCHEMA = POSTGRES_MIGRATIONS.length;

/** A message's columns in the table `chuan.messages`, without `room`. */
export const POSTGRES_COLUMNS: Columns = {
  seq: { name: "seq", type: "bigint" },
  id: { name: "id", type: "text" },
  from: { name: "sender", type: "text" },
  name: { name: "name", type: "text" },
  txt: { name: "txt", type: "text" },
  at: { name: "at", type: "bigint" },
  rev: { name: "rev", type: "bigint" },
  changer: { name: "changer", type: "text" },
  more: { name: "more", type: "text" },
};
