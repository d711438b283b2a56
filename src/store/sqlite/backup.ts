/** A copy of the embedded store, made while a server writes to it. */
import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Progress } from "../archive/copy";
import { checkOwner } from "../files/kept-file";
import { type BackedUpFiles, hasFiles, tarWithFiles } from "./backup-files";
import { prepareFileStatements } from "./file-statements";
import { sqliteSchemaOf } from "./migrate";
import { openPrivately } from "../private-file";
import { newSqliteEpoch } from "./epoch";
import { openExisting } from "./sqlite-archive";

/** What a backup has: of files, if the store has any; then it is a tar. */
export interface BackedUp {
  messages: number;
  files: BackedUpFiles | undefined;
}

/**
 * Copies the store `path` into the new file `copy`, as it is at one moment, and resolves with how much is
 * in it when the copy is on disk and has been checked. Where the store has files in `folder`, the copy is a tar of both.
 * Rejects when `copy` exists. Until it is whole it has another name, and what fails leaves nothing behind.
 */
export async function backUp(
  path: string,
  copy: string,
  folder?: string,
  progress: Progress = () => {},
): Promise<BackedUp> {
  if (existsSync(copy)) throw new Error(`${copy} exists already: name a file that does not`);
  const part = `${copy}.part`;
  const tar = `${copy}.tar.part`;
  // Left by a run that was killed.
  for (const left of [part, tar]) await rm(left, { force: true });
  try {
    // SQLite fills an empty file, and would make one that everybody may read.
    await (await openPrivately(part)).close();
    vacuum(path, part, folder);
    nameAnew(part);
    await sync(part);
    const messages = countChecked(part, path);
    const files =
      folder !== undefined && hasFiles(part)
        ? await tarWithFiles(tar, part, folder, progress)
        : undefined;
    await rename(files ? tar : part, copy);
    // The file's name must survive a loss of power as well.
    await sync(dirname(copy));
    return { messages, files };
  } finally {
    for (const left of [part, tar]) await rm(left, { force: true });
  }
}

function vacuum(path: string, copy: string, folder: string | undefined): void {
  using database = openExisting(path);
  if (folder !== undefined)
    checkOwner(folder, prepareFileStatements(database).owner.get()?.id ?? "");
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
