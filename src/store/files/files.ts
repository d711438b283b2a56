/**
 * Files of messages (P38): what is known of each, and its bytes, in a folder beside the database or in Postgres. Nothing half-written
 * can be read. A file belongs to no message until it is claimed for one; then it goes with that message: in the transaction that
 * removes the message, the file is gone as well, and its bytes go soon after. All methods reject with `LogUnavailable`.
 */
import type { File } from "../../protocol";
import type { PictureFiles } from "./pictures";

/** The two forms of a file: the whole, and of a picture a small one for lists. */
export const VARIANTS = ["whole", "small"] as const;
export type Variant = (typeof VARIANTS)[number];

/** A file that is kept. A message has it without `room`, `from` and the rest. */
export interface FileRecord extends Omit<File, "description"> {
  /** The room that it is for, and the person who sent it. */
  room: string;
  from: string;
  /** Milliseconds since 1970. */
  at: number;
  /** SHA-256 of the bytes, in hex. */
  hash: string;
  /** Bytes of the small form, if there is one. */
  small?: number | undefined;
  /** Whether it was re-encoded by this server, so that a browser may show it in place (H23). */
  isSafe: boolean;
}

/** Names the message that a file is for, before the message has a number (P8). */
export interface SendKey {
  room: string;
  from: string;
  id: string;
}

/** Bytes on their way into the store. They are forgotten, with all that was written, unless `keep` resolves and `add` follows. */
export interface Incoming {
  /** Rejects with `FilesFull` where the bytes of all files would be more than the limit, or the disk is full. */
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when all that was written is durable. Rejects with `FilesFull` as well. */
  keep(): Promise<void>;
  /** Forgets what was written, also after `keep`, unless the file was added. */
  drop(): Promise<void>;
}

/** Thrown where no more bytes can be kept: by the limit, or because the disk is full or nearly so. */
export class FilesFull extends Error {
  override readonly name = "FilesFull";
}

export interface Files extends PictureFiles {
  /** Begins to keep a form of a file. No reader sees it before `add`. */
  receive(id: string, variant: Variant): Promise<Incoming>;
  /** Makes a file known whose bytes are all kept. Rejects with `FilesFull` where the disk is full. */
  add(file: FileRecord): Promise<void>;
  /** A file that is not gone. */
  find(id: string): Promise<FileRecord | undefined>;
  /** The bytes from `start` to before `end`, at most to the last; undefined where they are gone. They are read in steps, as the reader takes them. */
  read(
    id: string,
    variant: Variant,
    start: number,
    end: number,
  ): Promise<ReadableStream<Uint8Array> | undefined>;
  /** The same for a response: where the bytes are a file on disk, the system sends them, with their length. */
  readForResponse(
    id: string,
    variant: Variant,
    start: number,
    end: number,
  ): Promise<Blob | ReadableStream<Uint8Array> | undefined>;
  /**
   * Gives files to the message of a send key, all of them or none, and resolves with them in the order of `ids`: undefined where one is
   * not there, is another person's or another room's, or belongs to another message. Said again for the same message it does nothing more.
   */
  claim(ids: readonly string[], key: SendKey): Promise<FileRecord[] | undefined>;
  /** Removes files at once, with their bytes. Those that are not there are no error. */
  remove(ids: readonly string[]): Promise<void>;
  /**
   * Removes what no message has: files that were not claimed since `before` (milliseconds since 1970), files that were claimed before
   * `claimed` and that no message names, and bytes without a file. Resolves with how many files and forms of files.
   */
  sweep(before: number, claimed?: number): Promise<number>;
  /** Known to all machines of the chat, and to nobody else: it signs the cookies by which browsers read files. */
  secret(): Promise<string>;
  /** Bytes of all files, those that are being received included. */
  total(): Promise<number>;
  /** `total` when it was last known, and how often `FilesFull` was thrown here. */
  readonly measured: { readonly bytes: number; readonly refused: number };
  close(): Promise<void>;
}
