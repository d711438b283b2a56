/** Puts a copy of the embedded store and its files into one tar. */
import { Database } from "bun:sqlite";
import { open } from "node:fs/promises";
import type { Progress } from "../archive/copy";
import { writeTar } from "../archive/tar";
import { keptOf } from "../file-rows";
import { fileName } from "../files/folder";
import { type OpenForm, openForms } from "../files/kept-file";
import { openPrivately } from "../private-file";
import { prepareFileStatements } from "./file-statements";

/** The names in the tar: as the store is named by default, so that it is unpacked where it belongs. */
const STORE = "chuan.db";
const FILES = "chuan.db-files";

/** What a backup has of files. */
export interface BackedUpFiles {
  files: number;
  bytes: number;
  /** Files that were left out, because their bytes are not there. */
  leftOut: number;
  /** Files with other bytes than they had. They are in the backup as they are. */
  damaged: number;
}

/** Whether a copy of a store knows of files. */
export function hasFiles(copy: string): boolean {
  using database = new Database(copy, { readonly: true });
  return database.query("SELECT 1 FROM files WHERE gone = 0").get() !== null;
}

/** Writes a copy of a store, with the bytes of the files that it knows, into the new tar `path`. Resolves when that is on disk. */
export async function tarWithFiles(
  path: string,
  copy: string,
  folder: string,
  progress: Progress,
): Promise<BackedUpFiles> {
  using database = new Database(copy, { readonly: true, strict: true });
  const statements = prepareFileStatements(database);
  await using file = await openPrivately(path);
  const tar = writeTar(file, Date.now());
  await using store = await open(copy);
  await tar.file(STORE, (await store.stat()).size, store.createReadStream({ autoClose: false }));
  await tar.folder(FILES);
  const note = Buffer.from(`${statements.owner.get()?.id}\n`);
  await tar.file(`${FILES}/store`, note.length, one(note));

  const done = { files: 0, bytes: 0, leftOut: 0, damaged: 0 };
  let prefix = "";
  for (const row of statements.all.iterate()) {
    const { file: kept } = keptOf(row);
    await using opened = await openForms(folder, kept);
    if (!opened) {
      done.leftOut += 1;
      continue;
    }
    const place = `${FILES}/${kept.id.slice(0, 2)}`;
    if (place !== prefix) await tar.folder(place);
    prefix = place;
    for (const form of opened.forms) {
      const hash = new Bun.CryptoHasher("sha256");
      await tar.file(`${place}/${fileName(kept.id, form.variant)}`, form.size, hashed(form, hash));
      done.bytes += form.size;
      if (form.variant === "whole" && hash.digest("hex") !== kept.hash) done.damaged += 1;
    }
    done.files += 1;
    progress({ items: 0, ...done });
  }
  await tar.end();
  return done;
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* hashed(form: OpenForm, hash: Bun.CryptoHasher): AsyncGenerator<Uint8Array> {
  for await (const bytes of form.bytes()) {
    hash.update(bytes);
    yield bytes;
  }
}
