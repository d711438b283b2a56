/** A copy of the embedded store, made while a server writes to it. */
import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { sqliteSchemaOf } from "./migrate";
import { openPrivately } from "../private-file";
import { newSqliteEpoch } from "./epoch";
import { openExisting } from "./sqlite-archive";

/**
 * Copies the store `path` into the new file `copy`, as it is at one moment, and resolves with the
 * number of messages in it when the copy is on disk and has been checked. Rejects when `copy` exists.
 * Until it is whole it has another name, and what fails leaves nothing behind.
 */
export async function backUp(path: string, copy: string): Promise<number> {
  if (existsSync(copy)) throw new Error(`${copy} exists already: name a file that does not`);
  const part = `${copy}.part`;
  // Left by a run that was killed.
  await rm(part, { force: true });
  try {
    // SQLite fills an empty file, and would make one that everybody may read.
    await (await openPrivately(part)).close();
    vacuum(path, part);
    nameAnew(part);
    await sync(part);
    const messages = countChecked(part, path);
    await rename(part, copy);
    // The file's name must survive a loss of power as well.
    await sync(dirname(copy));
    return messages;
  } finally {
    await rm(part, { force: true });
  }
}

function vacuum(path: string, copy: string): void {
  using database = openExisting(path);
  database.run("VACUUM INTO ?", [copy]);
}

/** Gives the copy an epoch of its own: what is said from now on goes into one of the two logs (P26). */
function nameAnew(copy: string): void {
  using database = new Database(copy, { readwrite: true });
  database.run("PRAGMA journal_mode = DELETE");
  newSqliteEpoch(database);
}

async function sync(path: string): Promise<void> {
  await using file = await open(path);
  await file.sync();
}

/** Opens the copy as a server would, and reads all of it. */
function countChecked(copy: string, path: string): number {
  using database = new Database(copy, { readonly: true });
  const found = database.query<{ integrity_check: string }, []>("PRAGMA integrity_check").get();
  if (found?.integrity_check !== "ok" || sqliteSchemaOf(database) === 0)
    throw new Error(`the copy is no good one (${found?.integrity_check}): is ${path} whole?`);
  return (
    database.query<{ count: number }, []>("SELECT count(*) AS count FROM messages").get()?.count ??
    0
  );
}
