/** The row of a file, which is the same in both stores. */
import type { KeptFile } from "./archive/file-items";
import type { FileRecord } from "./files/files";

export type FileRow = {
  id: string;
  room: string;
  sender: string;
  name: string;
  type: string;
  size: number;
  width: number | null;
  height: number | null;
  at: number;
  hash: string;
  small: number | null;
  safe: number;
};

/** The columns of `FileRow`. */
export const FILE = [
  "id",
  "room",
  "sender",
  "name",
  "type",
  "size",
  "width",
  "height",
  "at",
  "hash",
  "small",
  "safe",
] as const;

/** A row with its claim. */
export type KeptRow = FileRow & { claimed: string | null; claimed_at: number | null };

export function fileOf(row: FileRow): FileRecord {
  const { id, room, sender: from, name, type, size, width, height, at, hash, small, safe } = row;
  return {
    id,
    room,
    from,
    name,
    type,
    size,
    ...(width === null ? {} : { width }),
    ...(height === null ? {} : { height }),
    at,
    hash,
    ...(small === null ? {} : { small }),
    isSafe: safe === 1,
  };
}

export function rowOfFile({ from, width, height, small, isSafe, ...file }: FileRecord): FileRow {
  return {
    ...file,
    sender: from,
    width: width ?? null,
    height: height ?? null,
    small: small ?? null,
    safe: isSafe ? 1 : 0,
  };
}

export function keptOf({ claimed, claimed_at: claimedAt, ...row }: KeptRow): KeptFile {
  return { file: fileOf(row), claimed, claimedAt };
}

export function rowOfKept({ file, claimed, claimedAt }: KeptFile): KeptRow {
  return { ...rowOfFile(file), claimed, claimed_at: claimedAt };
}
