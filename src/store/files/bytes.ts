/** Where the bytes of files are, for a store that one machine has to itself: a folder, or memory. It knows nothing of limits. */
import type { Incoming, Variant } from "./files";

/** Some forms of files of which there are bytes. */
export interface Stored {
  id: string;
  variant: Variant;
}

export interface Bytes {
  receive(id: string, variant: Variant): Promise<Incoming>;
  /** Some bytes of a form of a file, at most as many; undefined where it is gone. */
  piece(
    id: string,
    variant: Variant,
    start: number,
    length: number,
  ): Promise<Uint8Array | undefined>;
  /** A form of a file as a file on disk, where it is one. */
  fileOf?(id: string, variant: Variant): Blob;
  has(id: string, variant: Variant): Promise<boolean>;
  /** Removes the bytes of a form. Those that are not there are no error. */
  remove(id: string, variant: Variant): Promise<void>;
  /** All forms that are kept, some at a time: those whose ids begin alike. */
  all(): AsyncIterable<{ prefix: string; stored: Stored[] }>;
  /** The first characters of ids that `all` puts together. */
  readonly prefixLength: number;
}
