/** The embedded store: one file with messages and people. */
import type { Community } from "../community";
import type { Files } from "../files/files";
import type { OnCommit } from "../group-commit";
import { MEMORY_STORE } from "../location";
import type { Log } from "../log";
import { openServedFile } from "./sqlite-file";
import { openSqliteCommunity } from "./sqlite-community";
import { openExisting } from "./sqlite-archive";
import { openMessages } from "./sqlite-messages";
import { createSqliteLog } from "./sqlite-log";
import { openSqliteFiles, type SqliteFilesOptions } from "./sqlite-files";

export interface OpenSqlite {
  log: Log;
  community: Community;
  /** Opens the files of messages, as `openSqliteFiles` does. */
  openFiles: (options: SqliteFilesOptions) => Files;
}

/** Opens the file as `openSqliteLog` does. The community and the files are to be closed first: the log closes the file. */
export function openSqlite(
  path: string,
  failed: (error: unknown) => void,
  committed?: OnCommit,
  erasedAfter?: number,
): OpenSqlite {
  const file = openServedFile(path, failed, erasedAfter);
  const messages = openMessages(file.database, file.eraser, failed);
  const community = openSqliteCommunity(file, messages, failed);
  return {
    log: createSqliteLog(file, messages, committed),
    community,
    openFiles: (options) => openSqliteFiles(file, options),
  };
}

/** Milliseconds for which a command waits while the server writes. */
const PATIENCE = 5000;

/**
 * Opens the community in the file `path` while a server may have it open. Its `close` closes the file. Throws with one clear
 * line when the file is not there, or of another version.
 */
export function openSqliteBeside(path: string): Community {
  const database = openExisting(path);
  database.run("PRAGMA synchronous = FULL");
  database.run("PRAGMA secure_delete = ON");
  database.run(`PRAGMA busy_timeout = ${PATIENCE}`);
  // The server erases.
  const eraser = { note: () => {}, due: () => {} };
  const messages = openMessages(database, eraser, () => {});
  const community = openSqliteCommunity({ database, eraser }, messages, () => {});
  return {
    ...community,
    async close() {
      await community.close();
      database.close();
    },
  };
}

/** A community that is kept nowhere, for a log that has none beside it. */
export function openCommunityInMemory(failed: (error: unknown) => void): Community {
  return openSqlite(MEMORY_STORE, failed).community;
}
