/** Files that only this user may read, from their first byte and under every umask. */
import { closeSync, existsSync, fchmodSync, openSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

const OWNER_ONLY = 0o600;

/** Makes an empty file, also where a link leads to none yet. A file that is there stays as it is. */
export function createPrivately(path: string): void {
  if (existsSync(path)) return;
  const file = openSync(path, "a", OWNER_ONLY);
  // A umask can take rights from the owner, too.
  fchmodSync(file, OWNER_ONLY);
  closeSync(file);
}

/** Opens a new file for writing. Rejects when there is one already, or a link. */
export async function openPrivately(path: string): Promise<FileHandle> {
  const file = await open(path, "wx", OWNER_ONLY);
  await file.chmod(OWNER_ONLY);
  return file;
}
