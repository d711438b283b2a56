/** Receives the bytes of a form of a file into a folder. */
import { mkdir, open, rename, rm } from "node:fs/promises";
import { openPrivately } from "../private-file";
import { checkReserve } from "./disk";
import type { Incoming, Variant } from "./files";

export interface FolderPaths {
  top: string;
  incoming: (id: string, variant: Variant) => string;
  /** The folder in which a file is kept. */
  folderOf: (id: string) => string;
  kept: (id: string, variant: Variant) => string;
  /** Folders whose own names are on disk for certain. */
  synced: Set<string>;
}

/** Bytes after which what was written is synced: a sync of very many at once would hold up the messages of the same disk. */
const SYNC_EVERY = 2 ** 19;
/** Bytes after which the free space is looked at again. */
const LOOK_EVERY = 2 ** 20;

/** Begins a form of a file under its name in `incoming`. Rejects where that form is being received already. */
export async function receiveInFolder(
  paths: FolderPaths,
  id: string,
  variant: Variant,
): Promise<Incoming> {
  await checkReserve(paths.top);
  const path = paths.incoming(id, variant);
  const file = await openPrivately(path);
  let unsynced = 0;
  let unlooked = 0;
  let isOpen = true;

  async function close(): Promise<void> {
    if (isOpen) await file.close();
    isOpen = false;
  }

  return {
    async write(bytes) {
      if (unlooked >= LOOK_EVERY) {
        await checkReserve(paths.top);
        unlooked = 0;
      }
      await file.writeFile(bytes);
      unsynced += bytes.length;
      unlooked += bytes.length;
      if (unsynced < SYNC_EVERY) return;
      await alone(() => file.datasync());
      unsynced = 0;
    },

    async keep() {
      await alone(() => file.sync());
      await close();
      const folder = paths.folderOf(id);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await rename(path, paths.kept(id, variant));
      await sync(folder);
      // The name of that folder, which may be new, must survive a loss of power too.
      if (!paths.synced.has(folder)) await sync(paths.top);
      paths.synced.add(folder);
    },

    async drop() {
      await close();
      await rm(path, { force: true });
      await rm(paths.kept(id, variant), { force: true });
    },
  };
}

let last: Promise<unknown> = Promise.resolve();

/** Syncs one file after the other: a message's own sync waits for one of them at most. */
function alone(work: () => Promise<void>): Promise<void> {
  const done = last.then(work);
  last = done.catch(() => {});
  return done;
}

async function sync(folder: string): Promise<void> {
  await using handle = await open(folder);
  await handle.sync();
}
