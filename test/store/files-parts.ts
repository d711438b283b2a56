/** What the tests of files share: files, and messages that have them. */
import { expect } from "bun:test";
import type { Community } from "../../src/store/community";
import type { FileRecord, Files, Variant } from "../../src/store/files/files";
import type { Log } from "../../src/store/log";
import type { Persons } from "../../src/store/persons";

/** A store with files, as a test opens it. */
export interface FilesStore extends AsyncDisposable {
  log: Log;
  community: Community;
  persons: Persons;
  files: Files;
  /** Closes it, and opens it again as after a crash. */
  reopen: () => Promise<FilesStore>;
}

export type OpenFilesStore = (options?: {
  bytes?: number;
  failed?: (error: unknown) => void;
}) => Promise<FilesStore>;

export const LATER = () => Date.now() + 60_000;
let ids = 0;

/** A file's id, none like another. */
export const newId = () => `${(ids += 1)}-`.padEnd(22, "x");

/** The longest bytes that a test has asked for: to compute them takes 50 times as long as to copy them. */
let longest = new Uint8Array();

/** Bytes that are nowhere alike. */
export function bytesOf(length: number): Uint8Array<ArrayBuffer> {
  if (longest.length < length) {
    longest = new Uint8Array(length);
    for (let n = 0; n < length; n += 1) longest[n] = (n * 31 + (n >> 8) * 7 + (n >> 16)) % 251;
  }
  return longest.slice(0, length);
}

export const hashOf = (bytes: Uint8Array) =>
  new Bun.CryptoHasher("sha256").update(bytes).digest("hex");

/** Ada's file for the lobby. */
export function fileOf(bytes: Uint8Array, given: Partial<FileRecord> = {}): FileRecord {
  return {
    id: newId(),
    room: "lobby",
    from: "ada",
    name: "竹林.png",
    type: "image/png",
    size: bytes.length,
    at: 1000,
    hash: hashOf(bytes),
    isSafe: true,
    ...given,
  };
}

/** Receives bytes, `step` at a time. */
export async function receive(
  files: Files,
  id: string,
  variant: Variant,
  bytes: Uint8Array,
  step = 100_000,
): Promise<void> {
  const incoming = await files.receive(id, variant);
  for (let at = 0; at < bytes.length; at += step)
    await incoming.write(bytes.subarray(at, at + step));
  await incoming.keep();
}

/** A file of some bytes, kept. */
export async function added(
  files: Files,
  bytes: Uint8Array = bytesOf(1000),
  given: Partial<FileRecord> = {},
): Promise<FileRecord> {
  const file = fileOf(bytes, given);
  await receive(files, file.id, "whole", bytes);
  if (file.small !== undefined) await receive(files, file.id, "small", bytesOf(file.small));
  await files.add(file);
  return file;
}

/** The bytes of a file, or of a part of it. */
export async function bytesFrom(
  files: Files,
  id: string,
  variant: Variant = "whole",
  start = 0,
  end = Infinity,
): Promise<Uint8Array | undefined> {
  const stream = await files.read(id, variant, start, end);
  return stream && new Uint8Array(await new Response(stream).arrayBuffer());
}

export const keyOf = (id: string, room = "lobby") => ({ room, from: "ada", id });
export const wireOf = ({ id, name, type, size }: FileRecord) => ({ id, name, type, size });

/** Ada says something with files, as the chat does it. */
export async function said(
  store: Pick<FilesStore, "log" | "files">,
  id: string,
  files: FileRecord[],
) {
  const key = keyOf(id, files[0]?.room);
  const claimed = await store.files.claim(
    files.map((file) => file.id),
    key,
  );
  expect(claimed).toHaveLength(files.length);
  return store.log.append({ ...key, name: "ada", txt: "", files: files.map(wireOf) });
}
