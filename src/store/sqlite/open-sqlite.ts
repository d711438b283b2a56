/** The embedded store: one file with messages and people. */
import type { Database } from "bun:sqlite";
import type { Community } from "../community";
import type { Failed } from "../failed";
import type { Files } from "../files/files";
import type { OnCommit } from "../group-commit";
import { MEMORY_STORE } from "../location";
import type { Log } from "../log";
import type { Persons } from "../persons";
import { shareReads } from "../shared-reads";
import { openCommunityQueue } from "./community-queue";
import { prepareCommunityStatements } from "./community-statements";
import { readPeople } from "./people";
import { preparePersonStatements } from "./person-statements";
import { openServedFile, type OpenDatabaseFile } from "./sqlite-file";
import { createSqliteCommunity } from "./sqlite-community";
import { openExisting } from "./sqlite-archive";
import { openMessages, type SqliteMessages } from "./sqlite-messages";
import { createSqliteLog } from "./sqlite-log";
import { openSqliteFiles, type SqliteFilesOptions } from "./sqlite-files";
import { createSqlitePersons } from "./sqlite-persons";

/** What is kept of people. The end of the community is that of both. */
export interface SqlitePeople {
  community: Community;
  persons: Persons;
}

function openPeople(
  file: Pick<OpenDatabaseFile, "database" | "eraser">,
  messages: SqliteMessages,
  failed: Failed,
): SqlitePeople {
  const statements = peopleStatements(file.database);
  const queue = openCommunityQueue(file, messages, failed);
  const readPerson = shareReads((ids) => queue.ask(() => readPeople(statements, ids, Date.now())));
  const community = createSqliteCommunity(queue, statements, readPerson, file, messages);
  const { persons, close } = createSqlitePersons(queue, statements, file);
  return {
    persons,
    community: { ...community, close: () => close().then(queue.close) },
  };
}

const peopleStatements = (database: Database) => ({
  ...prepareCommunityStatements(database),
  persons: preparePersonStatements(database),
});

export interface OpenSqlite extends SqlitePeople {
  log: Log;
  /** Opens the files of messages, as `openSqliteFiles` does. */
  openFiles: (options: SqliteFilesOptions) => Files;
  /** Gives back the memory of the pages that are kept in it. */
  shrink: () => Promise<void>;
}

/** Opens the file as `openSqliteLog` does. The community and the files are to be closed first: the log closes the file. */
export function openSqlite(
  path: string,
  failed: Failed,
  committed?: OnCommit,
  erasedAfter?: number,
): OpenSqlite {
  const file = openServedFile(path, failed, erasedAfter);
  const messages = openMessages(file.database, file.eraser, failed);
  return {
    ...openPeople(file, messages, failed),
    log: createSqliteLog(file, messages, committed),
    openFiles: (options) => openSqliteFiles(file, options),
    async shrink() {
      file.database.run("PRAGMA shrink_memory");
    },
  };
}

/** Milliseconds for which a command waits while the server writes. */
const PATIENCE = 5000;

/**
 * Opens what is kept of people in the file `path` while a server may have it open. The end of the community closes the file. Throws with
 * one clear line when the file is not there, or of another version.
 */
export function openSqliteBeside(path: string): SqlitePeople {
  const database = openExisting(path);
  database.run("PRAGMA synchronous = FULL");
  database.run("PRAGMA secure_delete = ON");
  database.run(`PRAGMA busy_timeout = ${PATIENCE}`);
  // The server erases.
  const eraser = { note: () => {}, due: () => {} };
  const messages = openMessages(database, eraser, () => {});
  const { community, persons } = openPeople({ database, eraser }, messages, () => {});
  return {
    persons,
    community: {
      ...community,
      async close() {
        await community.close();
        database.close();
      },
    },
  };
}

/** What is kept of people, and lost at the end, for a log that has none beside it. */
export function openPeopleInMemory(failed: (error: unknown) => void): SqlitePeople {
  const { community, persons } = openSqlite(MEMORY_STORE, failed);
  return { community, persons };
}
