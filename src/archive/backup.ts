/** A copy of the embedded store, made while a server writes to it. */
import { Database } from "bun:sqlite";
import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { versionOf } from "../log/schema";
import { openExisting } from "./sqlite";

/**
 * Copies the store `path` into the new file `copy`, as it is at one moment, and resolves with the
 * number of messages in it when the copy is on disk and has been checked. Rejects when `copy` exists.
 */
export async function backUp(path: string, copy: string): Promise<number> {
  if (existsSync(copy)) throw new Error(`${copy} exists already: name a file that does not`);
  const database = openExisting(path);
  try {
    database.run("VACUUM INTO ?", [copy]);
  } finally {
    database.close();
  }
  await sync(copy);
  return check(copy, path);
}

async function sync(path: string): Promise<void> {
  await using file = await open(path);
  await file.sync();
}

/** Opens the copy as a server would, and reads all of it. */
function check(copy: string, path: string): number {
  const database = new Database(copy, { readonly: true });
  try {
    const found = database.query<{ integrity_check: string }, []>("PRAGMA integrity_check").get();
    if (found?.integrity_check !== "ok" || versionOf(database) === 0)
      throw new Error(`${copy} is no good copy (${found?.integrity_check}): is ${path} whole?`);
    return (
      database.query<{ count: number }, []>("SELECT count(*) AS count FROM messages").get()
        ?.count ?? 0
    );
  } finally {
    database.close();
  }
}
