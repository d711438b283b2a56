/** What a full disk says, and how much of it files leave to the messages. */
import { statfs } from "node:fs/promises";
import { FilesFull } from "./files";

/** No room, a quota, and the largest size of a file: by SQLite, Postgres and the system. */
const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG", "SQLITE_FULL", "53100"]);
/** Bytes that files leave free, or a twentieth of a small disk: texts go on when files cannot (P38). */
const RESERVE = 256 * 2 ** 20;

/** The error, or `FilesFull` where it or one of its causes says that the disk is full. */
export function fullOr(error: unknown): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const codes = [codeOf(cause), "errno" in cause ? String(cause.errno) : ""];
    if (codes.some((code) => FULL.has(code)))
      return new FilesFull("the disk is full", { cause: error });
  }
  return error;
}

/** The code of an error of the system, or of SQLite. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** Rejects with `FilesFull` where less would be free on the disk of `folder` than files leave to messages. */
export async function checkReserve(folder: string): Promise<void> {
  const { bavail, blocks, bsize } = await statfs(folder);
  // Some file systems do not say how large they are.
  if (blocks > 0 && bavail * bsize < Math.min(RESERVE, (blocks * bsize) / 20))
    throw new FilesFull("the disk is nearly full");
}
