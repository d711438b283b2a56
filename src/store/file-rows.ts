/** The row of a file, which is the same in both stores. */
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

export function fileOf({ sender: from, width, height, small, safe, ...row }: FileRow): FileRecord {
  return {
    ...row,
    from,
    ...(width === null ? {} : { width }),
    ...(height === null ? {} : { height }),
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
