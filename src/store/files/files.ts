/**
 * Files of messages (P38): what is known of each, and its bytes, in a folder beside the database or in Postgres. Nothing half-written
 * can be read. A file belongs to no message until it is claimed for one; then it goes with that message. All methods reject with
 * `LogUnavailable`.
 */
import type { File } from "../../protocol";

/** The two forms of a file: the whole, and of a picture a small one for lists. */
export type Variant = "whole" | "small";

/** A file that is kept. A message has it without `room`, `from` and the rest. */
export interface FileRecord extends Omit<File, "description"> {
  /** For which room, and by whom. */
  room: string;
  from: string;
  /** Milliseconds since 1970. */
  at: number;
  /** SHA-256 of the bytes, in hex. */
  hash: string;
  /** Bytes of the small form, if there is one. */
  small?: number | undefined;
  /** Whether it was encoded anew by this server, so that a browser may show it in place (H23). */
  isSafe: boolean;
}

/** Names the message that a file is for, before the message has a number (P8). */
export interface SendKey {
  room: string;
  from: string;
  id: string;
}

/** Bytes on their way into the store. It is forgotten, with all that was written, unless `keep` resolves. */
export interface Incoming {
  /** Rejects with `FilesFull` where the bytes of all files would be more than the limit, or the disk is full. */
  write(bytes: Uint8Array): Promise<void>;
  keep(): Promise<void>;
  drop(): Promise<void>;
}

/** Thrown where no more bytes can be kept. */
export class FilesFull extends Error {
  override readonly name = "FilesFull";
}

export interface Files {
  /** Begins to keep a form of a file. No reader sees it before `add`. */
  receive(id: string, variant: Variant): Promise<Incoming>;
  /** Makes a file known whose bytes are all there. */
  add(file: FileRecord): Promise<void>;
  find(id: string): Promise<FileRecord | undefined>;
  /** The bytes from `start` to before `end`; undefined where they are gone. */
  read(
    id: string,
    variant: Variant,
    start: number,
    end: number,
  ): Promise<ReadableStream<Uint8Array> | undefined>;
  /**
   * Gives files to the message of a send key, all of them or none, and resolves with them in the order of `ids`: undefined where one is
   * not there, is another person's or another room's, or belongs to another message. Said again for the same message it does nothing more.
   */
  claim(ids: readonly string[], key: SendKey): Promise<FileRecord[] | undefined>;
  /** Removes files at once, with their bytes. Those that are not there are no error. */
  remove(ids: readonly string[]): Promise<void>;
  /**
   * Removes what no message has: files that were not claimed since `before` (milliseconds since 1970), claimed ones whose message is not
   * there or is gone, and bytes without a file. Resolves with how many files.
   */
  sweep(before: number): Promise<number>;
  /** Bytes of all files. */
  total(): Promise<number>;
  close(): Promise<void>;
}
