/** The file of the embedded store: opened by one server at a time, every commit in it synced. */
import { Database, SQLiteError } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Failed } from "../failed";
import { MEMORY_STORE as MEMORY } from "../location";
import { createPrivately } from "../private-file";
import { createEraser, type Eraser, ERASED_AFTER } from "./erase";
import { lockFile } from "./file-lock";
import { migrateSqlite } from "./migrate";

/**
 * Pages in the write-ahead log before a checkpoint moves them, which blocks the event loop: 30 ms at most for a thousand
 * pages of long messages. Ten thousand pages cost a tenth less a message, but block it for up to 140 ms.
 */
const CHECKPOINT = 1000;
/** KiB of pages kept in memory, which is what makes looking up a send key cheap. */
const CACHE = 16_384;

/**
 * Opens the file `path`, made if it is not there, brings it to the current schema and keeps other
 * servers from it. Throws with one clear line when that cannot be.
 */
export function openSqliteFile(path: string): { database: Database; close: () => void } {
  const unlock = path === MEMORY ? () => {} : lock(path);
  try {
    // SQLite gives its other files the same mode.
    if (path !== MEMORY) createPrivately(path);
    const database = new Database(path, { create: true, readwrite: true, strict: true });
    database.run("PRAGMA journal_mode = WAL");
    // Synced at every commit: an acknowledged message survives the loss of power, not only of the process.
    database.run("PRAGMA synchronous = FULL");
    // What is deleted is zeroed (P23).
    database.run("PRAGMA secure_delete = ON");
    database.run(`PRAGMA wal_autocheckpoint = ${CHECKPOINT}`);
    database.run(`PRAGMA cache_size = -${CACHE}`);
    // A lock of another process is waited for on the event loop, not by blocking it.
    database.run("PRAGMA busy_timeout = 0");
    migrateSqlite(database, path);
    return {
      database,
      close() {
        database.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw clear(error, path);
  }
}

function lock(path: string): () => void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return lockFile(path);
  } catch (error) {
    throw clear(error, path);
  }
}

/** The error of SQLite or of the system, with the file's name and what to do. */
function clear(error: unknown, path: string): Error {
  const isOurs = !(error instanceof SQLiteError) && !(error instanceof Error && "code" in error);
  if (isOurs && error instanceof Error) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new Error(
    `${path} cannot be opened for writing (${said}): is its folder there, and writable by this user?`,
    { cause: error },
  );
}

/** A file that a server has open, and what erases in it. */
export interface OpenDatabaseFile {
  database: Database;
  eraser: Pick<Eraser, "note" | "due">;
  /** Erases what is due, if that does not take long, and closes the file. */
  close: () => void;
}

/**
 * Opens the file `path` as a server does. Throws as `openSqliteFile` does. `failed` is called with what kept removed messages
 * from being erased; that begins `erasedAfter` milliseconds after one was removed.
 */
export function openServedFile(
  path: string,
  failed: Failed,
  erasedAfter = ERASED_AFTER,
): OpenDatabaseFile {
  const { database, close } = openSqliteFile(path);
  const unerased = (error: unknown) => failed(error, "what was removed could not be erased");
  const eraser = createEraser(database, path === MEMORY ? undefined : path, unerased, erasedAfter);
  return {
    database,
    eraser,
    close() {
      eraser.finish();
      close();
      eraser.letGo();
    },
  };
}

/** Whether another process has the file locked, and will unlock it. */
export function isLocked(error: unknown): boolean {
  return error instanceof SQLiteError && error.code === "SQLITE_BUSY";
}
