/** Files in an archive: what is known of each, and its bytes in pieces. */
import type { FileRecord, Incoming, Variant } from "../files/files";

/** A file; its pieces follow it. `message` is the id of the message that it is for, `claimedAt` when it was claimed, if that is not settled. */
export type ArchivedFile = Omit<FileRecord, "id" | "hash" | "isSafe"> & {
  file: string;
  sha256: string;
  safe?: true;
  message?: string;
  claimedAt?: number;
};

/** Some bytes of the file before, in their order: those of the whole first, then those of its small form. */
export type FilePiece = { piece: Uint8Array; form?: "small" };

/** A file with what is only kept in the store. */
export interface KeptFile {
  file: FileRecord;
  claimed: string | null;
  claimedAt: number | null;
}

/** Bytes of a piece at most: in base64 they fit into a line. */
const PIECE = 45_000;

export function archivedFileOf({ file, claimed, claimedAt }: KeptFile): ArchivedFile {
  const { id, hash, isSafe, ...rest } = file;
  return {
    file: id,
    ...rest,
    sha256: hash,
    ...(isSafe ? { safe: true } : {}),
    ...(claimed === null ? {} : { message: claimed }),
    ...(claimedAt === null ? {} : { claimedAt }),
  };
}

export function keptFileIn(item: ArchivedFile): KeptFile {
  const { file: id, sha256: hash, safe, message, claimedAt = null, ...rest } = item;
  return {
    file: { id, hash, isSafe: safe === true, ...rest },
    claimed: message ?? null,
    claimedAt,
  };
}

/** The pieces of one form of a file. */
export async function* piecesOf(
  bytes: AsyncIterable<Uint8Array>,
  variant: Variant,
): AsyncGenerator<FilePiece> {
  for await (const some of bytes)
    for (let at = 0; at < some.length; at += PIECE) {
      const piece = some.subarray(at, at + PIECE);
      yield variant === "small" ? { piece, form: "small" } : { piece };
    }
}

/** A file that is being put into a store: the bytes of its forms are received as they are by a server. */
export interface FileFilling {
  /** Takes a file or a piece of the one before. */
  take: (item: ArchivedFile | FilePiece) => Promise<void>;
  /** Ends the last file. */
  end: () => Promise<void>;
  /** Forgets the last file where it was not ended. */
  drop: () => Promise<void>;
}

/** `receive` begins a form of a file, and `add` makes a file known whose bytes are kept. */
export function createFileFilling(
  receive: (id: string, variant: Variant) => Promise<Incoming>,
  add: (file: KeptFile) => Promise<void>,
): FileFilling {
  let last: { item: ArchivedFile; forms: Map<Variant, Incoming> } | undefined;

  async function begin(item: ArchivedFile): Promise<void> {
    const forms = new Map([["whole" as Variant, await receive(item.file, "whole")]]);
    if (item.small !== undefined) forms.set("small", await receive(item.file, "small"));
    last = { item, forms };
  }

  async function end(): Promise<void> {
    if (!last) return;
    for (const incoming of last.forms.values()) await incoming.keep();
    await add(keptFileIn(last.item));
    last = undefined;
  }

  return {
    end,
    async drop() {
      for (const incoming of last?.forms.values() ?? []) await incoming.drop();
      last = undefined;
    },
    async take(item) {
      if ("piece" in item) await last?.forms.get(item.form ?? "whole")?.write(item.piece);
      else {
        await end();
        await begin(item);
      }
    },
  };
}
