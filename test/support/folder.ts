/** Folders for what a test stores. */
import { mkdtemp, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system in memory, and the bytes that must be free there: in a container it may be small. */
const MEMORY = "/dev/shm";
const ROOM = 2 ** 30;

/** A new folder in memory, where there is room: a test that is not about the disk need not wait for it. */
export async function quickFolder(prefix: string): Promise<string> {
  const { bavail, bsize } = await statfs(MEMORY).catch(() => ({ bavail: 0, bsize: 0 }));
  return mkdtemp(join(bavail * bsize >= ROOM ? MEMORY : tmpdir(), prefix));
}
