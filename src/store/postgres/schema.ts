/** The tables of the shared store: the migrations that made them, and the columns that a message has now. */
import type { SQL } from "bun";
import { createPostgresMessages } from "./migrations/001-rooms-and-messages";
import { createPostgresPeople } from "./migrations/002-people";
import { namePostgresRooms } from "./migrations/003-room-names";
import { createPostgresTrial } from "./migrations/004-trial-writes";

/** Each migration takes a database from the version of its index to the next. Add to the end, and edit none. */
export const POSTGRES_MIGRATIONS: readonly (string | ((sql: SQL) => Promise<void>))[] = [
  createPostgresMessages,
  createPostgresPeople,
  namePostgresRooms,
  createPostgresTrial,
];

/** The version of a database that has had every migration. */
export const POSTGRES_SCHEMA = POSTGRES_MIGRATIONS.length;
