/** The embedded store as an archive's source and target. */
import { Database, SQLiteError } from "bun:sqlite";
import { existsSync } from "node:fs";
import { settleSqliteRooms } from "./settle-rooms";
import { openSqliteFile } from "./sqlite-file";
import { sqliteSchemaOf } from "./migrate";
import { SQLITE_SCHEMA } from "./schema";
import { INSERT_MESSAGE, type InsertedRow, SELECTED } from "./sqlite-statements";
import type { Message } from "../../protocol";
import {
  isMessage,
  type ArchiveItem,
  type RoomState,
  type ArchiveSource,
  type ArchiveTarget,
} from "../archive/items";

/** Opens a store to be read while a server may be writing to it. Throws when it is not there, or of another version. */
export function openSqliteSource(path: string): ArchiveSource {
  const database = openExisting(path);
  return {
    async *items() {
      // All reading is in one transaction: a state that the store really had.
      database.run("BEGIN");
      const rooms = database.query<RoomState & { id: number }, []>(
        "SELECT id, name AS room, head, at FROM rooms ORDER BY name",
      );
      const messages = database.query<Message, { id: number; room: string }>(
        `SELECT $room AS room, ${SELECTED} FROM messages m WHERE m.room = $id ORDER BY m.seq`,
      );
      for (const { id, room, head, at } of rooms.iterate()) {
        yield { room, head, at };
        yield* messages.iterate({ id, room });
      }
    },
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

/** Opens an empty store, made if it is not there. Throws when it is in use, or not empty. */
export function openSqliteTarget(path: string): ArchiveTarget {
  const { database, close } = openSqliteFile(path);
  if (database.query("SELECT 1 FROM rooms").get()) {
    close();
    throw new Error(`${path} has messages already: set DATABASE_URL to a store without any`);
  }
  const insertRoom = database.query<{ id: number }, { room: string; head: number; at: number }>(
    "INSERT INTO rooms (name, head, at) VALUES ($room, $head, $at) RETURNING id",
  );
  const insertMessage = database.query<null, InsertedRow>(INSERT_MESSAGE);
  let place = 0;
  database.run("BEGIN IMMEDIATE");

  function insert(item: ArchiveItem): void {
    if (!isMessage(item)) place = insertRoom.get({ ...item })?.id ?? 0;
    else insertMessage.run({ ...item, place });
  }

  return {
    async write(items) {
      for (const item of items) insert(item);
    },
    async commit() {
      settleSqliteRooms(database);
      database.run("COMMIT");
    },
    async [Symbol.asyncDispose]() {
      close();
    },
  };
}
