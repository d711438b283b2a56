/** A lock on a database file that the operating system lets go of when the process ends, however it ends. */
import { Database, SQLiteError } from "bun:sqlite";
import { createPrivately } from "../private-file";

/**
 * Keeps every other server from `path` until the returned function is called. Two servers on one file
 * would give a number twice. The lock is on a second file, so that programs that only read, such as a backup,
 * still can. Throws with one clear line when another server has the lock, or the file cannot be locked.
 */
export function lockFile(path: string): () => void {
  // A user who can open the file can lock it.
  createPrivately(`${path}-lock`);
  const lock = new Database(`${path}-lock`, { create: true, readwrite: true });
  try {
    lock.run("PRAGMA locking_mode = EXCLUSIVE");
    lock.run("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    throw isTaken(error)
      ? new Error(
          `${path} is in use by another server: stop that one, or set DATABASE_URL to another file`,
          { cause: error },
        )
      : new Error(
          `${path}-lock cannot be locked (${String(error)}): if no server has ${path}, remove it`,
          { cause: error },
        );
  }
  return () => lock.close();
}

function isTaken(error: unknown): boolean {
  return error instanceof SQLiteError && error.code === "SQLITE_BUSY";
}
