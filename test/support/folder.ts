/** Folders for what a test stores. */
import { mkdtemp, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system in memory, and the bytes that must be free there: in a container it may be small. */
export const MEMORY = "/dev/shm";
const ROOM = 2 ** 30;

/** Where folders of tests are: in memory, where there is room, because a test that is not about the disk need not wait for it. */
export async function quickPlace(): Promise<string> {
  const { bavail, bsize } = await statfs(MEMORY).catch(() => ({ bavail: 0, bsize: 0 }));
  return bavail * bsize >= ROOM ? MEMORY : tmpdir();
}

/** A new folder in a quick place. */
export const quickFolder = async (prefix: string) => mkdtemp(join(await quickPlace(), prefix));
