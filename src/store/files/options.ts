/** Where files are and how many bytes they may have: the meaning of `FILES` and `FILES_BYTES`. */
import { join } from "node:path";
import { MEMORY_STORE, type StoreLocation } from "../location";

/** `beside` is beside the database: a folder with SQLite, the database itself with Postgres. */
export type FilesPlace = "off" | "beside" | { folder: string };

export interface FilesOptions {
  place: FilesPlace;
  /** Bytes of all files, 0 for any number. */
  bytes: number;
  /** Called with what kept files from being removed, and with files that have no bytes. */
  failed?: ((error: unknown) => void) | undefined;
}

const FOLDER = "file:";
/** The folder of what is being received, in the folder of files. It is emptied at each start. */
export const INCOMING = "incoming";

/** The place that `FILES` names. Throws with what it must be. */
export function readFilesPlace(value: string): FilesPlace {
  if (value === "") return "beside";
  if (value === "off") return "off";
  const folder = value.startsWith(FOLDER) ? value.slice(FOLDER.length) : "";
  if (folder === "") throw new Error("off, or file:PATH");
  return { folder };
}

/**
 * The folder of files of a store; undefined where they are in the database, or in memory. Throws with one clear line where a store has
 * no folder of files.
 */
export function filesFolder(store: StoreLocation, place: FilesPlace): string | undefined {
  if (typeof place === "object") {
    if (store.kind === "sqlite") return place.folder;
    throw new Error(
      "FILES names a folder, but with Postgres files are in the database: every machine has to reach them",
    );
  }
  return store.kind === "sqlite" && store.path !== MEMORY_STORE ? `${store.path}-files` : undefined;
}

/** A folder for bytes that are wanted for a moment, which is emptied at each start; undefined where files are in no folder. */
export function passingFolder(store: StoreLocation, place: FilesPlace): string | undefined {
  const folder = place === "off" ? undefined : filesFolder(store, place);
  return folder && join(folder, INCOMING);
}
