/** The embedded store: one file with messages and people. */
import type { Community } from "../community";
import type { OnCommit } from "../group-commit";
import type { Log } from "../log";
import { MEMORY, openServedFile } from "./sqlite-file";
import { openSqliteCommunity } from "./sqlite-community";
import { createSqliteLog } from "./sqlite-log";

/** Opens the file as `openSqliteLog` does. The community is to be closed first: the log closes the file. */
export function openSqlite(
  path: string,
  failed: (error: unknown) => void,
  committed?: OnCommit,
  erasedAfter?: number,
): { log: Log; community: Community } {
  const file = openServedFile(path, failed, erasedAfter);
  const community = openSqliteCommunity(file.database, file.eraser, failed);
  return { log: createSqliteLog(file, failed, committed), community };
}

/** A community that is kept nowhere, for a log that has none beside it. */
export function openCommunityInMemory(failed: (error: unknown) => void): Community {
  return openSqlite(MEMORY, failed).community;
}
