/** The files of the embedded store in an archive. */
import type { Database } from "bun:sqlite";
import {
  archivedFileOf,
  createFileFilling,
  type FileFilling,
  piecesOf,
} from "../archive/file-items";
import type { FileItem } from "../archive/items";
import { keptOf, rowOfKept } from "../file-rows";
import type { Bytes } from "../files/bytes";
import { VARIANTS } from "../files/files";
import { openFolder } from "../files/folder";
import { checkOwner, openForms } from "../files/kept-file";
import { prepareFileStatements } from "./file-statements";

/** The files of a store with their bytes in `folder`. `leftOut` is called for each of which not all bytes are there. */
export async function* fileItems(
  database: Database,
  folder: string | undefined,
  leftOut: () => void,
): AsyncGenerator<FileItem> {
  const statements = prepareFileStatements(database);
  if (folder !== undefined) checkOwner(folder, statements.owner.get()?.id ?? "");
  for (const row of statements.all.iterate()) {
    const kept = keptOf(row);
    await using open = folder === undefined ? undefined : await openForms(folder, kept.file);
    if (!open) {
      leftOut();
      continue;
    }
    yield archivedFileOf(kept);
    for (const { variant, bytes } of open.forms) yield* piecesOf(bytes(), variant);
  }
}

export interface FileTarget extends FileFilling {
  /** What was taken stays. */
  keep: () => void;
  /** Removes what was taken, unless it was kept. */
  drop: () => Promise<void>;
}

/** Takes files into a store whose transaction is open. Its folder is made with the first of them. */
export function openFileTarget(database: Database, folder: string | undefined): FileTarget {
  const statements = prepareFileStatements(database);
  let taken: string[] = [];
  let bytes: Bytes | undefined;

  function bytesNow(): Bytes {
    if (folder === undefined) throw new Error("the archive has files, and the store has no folder");
    return (bytes ??= openFolder(folder, statements.owner.get()?.id ?? ""));
  }

  const filling = createFileFilling(
    (id, variant) => {
      taken.push(id);
      return bytesNow().receive(id, variant);
    },
    async (file) => void statements.restore.run(rowOfKept(file)),
  );

  return {
    ...filling,
    keep() {
      taken = [];
    },
    async drop() {
      await filling.drop();
      for (const id of taken) for (const variant of VARIANTS) await bytes?.remove(id, variant);
    },
  };
}
