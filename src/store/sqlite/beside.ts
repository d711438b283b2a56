import type { Community } from "../community";
import { openExisting } from "./sqlite-archive";
import { openSqliteCommunity } from "./sqlite-community";

/** Milliseconds for which this process waits while a server has the file locked: a server's writes are short. */
const PATIENCE = 5000;

/** Nothing is removed here that has a text. */
const NO_ERASER = { note: () => {}, due: () => {} };

/**
 * The people in the file `path`, beside a server that may have it open and learns of what is changed here within a second.
 * Throws with one clear line when the file is not there, or of another version.
 */
export function openSqliteBeside(path: string): {
  community: Pick<Community, "person" | "members" | "decide">;
  close: () => Promise<void>;
} {
  const database = openExisting(path);
  database.run("PRAGMA synchronous = FULL");
  database.run("PRAGMA secure_delete = ON");
  database.run(`PRAGMA busy_timeout = ${PATIENCE}`);
  // Nobody listens here.
  const community = openSqliteCommunity(database, NO_ERASER, () => {});
  return {
    community,
    async close() {
      await community.close();
      database.close();
    },
  };
}
