/**
 * The bytes of files in a folder. A form of a file is written under another name in `incoming/`, synced and renamed, so that it is
 * there as a whole or not at all; `incoming/` is emptied at the start. Files are in folders by the first two characters of their ids.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { createPace } from "../pace";
import type { Bytes, Stored } from "./bytes";
import { codeOf } from "./disk";
import type { Variant } from "./files";
import { INCOMING } from "./options";
import { type FolderPaths, receiveInFolder } from "./folder-incoming";

const OWNER_ONLY = 0o700;
const PREFIX = 2;
const FOLDER = /^[\w-]{2}$/;
const NAME = /^([\w-]{22})(\.small)?$/;
/** Names the store whose files these are: another store would remove them all, because it knows none of them. */
const OWNER = "store";

/** The name of a form of a file, without its folder. */
export const fileName = (id: string, variant: Variant) =>
  variant === "small" ? `${id}.small` : id;

/** Opens the folder of the store `owner`, made if it is not there. Throws with one clear line when it is another store's, or cannot be written to. */
export function openFolder(path: string, owner: string): Bytes {
  try {
    mkdirSync(path, { recursive: true, mode: OWNER_ONLY });
    own(path, owner);
    rmSync(join(path, INCOMING), { recursive: true, force: true });
    mkdirSync(join(path, INCOMING), { mode: OWNER_ONLY });
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    throw new Error(
      `${path} cannot be used for files (${error.message}): is it a folder that this user may write to?`,
      { cause: error },
    );
  }
  return bytesIn(pathsIn(path), path);
}

/** The store whose folder it is; undefined where no store has noted that. */
export function ownerOf(path: string): string | undefined {
  const note = join(path, OWNER);
  return existsSync(note) ? readFileSync(note, "utf8").trim() : undefined;
}

/** Notes in the folder whose it is. One without a file may be taken over. */
function own(path: string, owner: string): void {
  if (ownerOf(path) === owner) return;
  const folders = readdirSync(path).filter((name) => FOLDER.test(name));
  if (folders.some((name) => readdirSync(join(path, name)).length > 0))
    throw new Error(`${path} has the files of another store: set FILES to another folder`);
  writeFileSync(join(path, OWNER), `${owner}\n`, { mode: 0o600, flush: true });
}

/** Where everything is in the folder `path`. */
export function pathsIn(path: string): FolderPaths {
  const folderOf = (id: string) => join(path, id.slice(0, PREFIX));
  return {
    top: path,
    synced: new Set(),
    incoming: (id, variant) => join(path, INCOMING, fileName(id, variant)),
    folderOf,
    kept: (id, variant) => join(folderOf(id), fileName(id, variant)),
  };
}

function bytesIn(paths: FolderPaths, path: string): Bytes {
  return {
    prefixLength: PREFIX,
    receive: (id, variant) => receiveInFolder(paths, id, variant),

    async piece(id, variant, start, length) {
      const bytes = new Uint8Array(length);
      const read = await ifThere(async () => {
        await using file = await open(paths.kept(id, variant));
        return (await file.read(bytes, 0, length, start)).bytesRead;
      });
      return read === undefined ? undefined : bytes.subarray(0, read);
    },

    fileOf: (id, variant) => Bun.file(paths.kept(id, variant)),
    has: (id, variant) => Bun.file(paths.kept(id, variant)).exists(),
    remove: (id, variant) => rm(paths.kept(id, variant), { force: true }),

    async *all() {
      const pace = createPace();
      for (const prefix of (await readdir(path)).filter((name) => FOLDER.test(name))) {
        const names = (await ifThere(() => readdir(join(path, prefix)))) ?? [];
        yield { prefix, stored: names.flatMap(storedAs) };
        await pace();
      }
    },
  };
}

function storedAs(name: string): Stored[] {
  const [, id, small] = NAME.exec(name) ?? [];
  return id === undefined ? [] : [{ id, variant: small === undefined ? "whole" : "small" }];
}

/** What `read` resolves with; undefined where there is no such file. */
export async function ifThere<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
