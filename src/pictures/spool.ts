/** A file without a name, for bytes that are wanted for a moment: it is gone with the process, however that ends. */
import { type FileHandle, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Spool extends AsyncDisposable {
  readonly fd: number;
  /** Bytes that were written by `write`. */
  readonly length: number;
  write(bytes: Uint8Array): Promise<void>;
  /** The bytes from one place to before another, in pieces. Each is good until the next is asked for. */
  read(start: number, end: number): AsyncGenerator<Uint8Array>;
}

const PIECE = 128 * 1024;

/** Gives the memory of some bytes back that are no longer needed. The collector would let tens of megabytes of them gather. */
export function freeNow({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

/** Opens a spool on the disk of a folder. Rejects where no file can be made there. */
export async function openSpool(place = tmpdir()): Promise<Spool> {
  const folder = await mkdtemp(join(place, "chuan-spool-"));
  try {
    return spoolOn(await open(join(folder, "spool"), "wx+", 0o600));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function spoolOn(file: FileHandle): Spool {
  let length = 0;
  return {
    fd: file.fd,
    get length() {
      return length;
    },

    async write(bytes) {
      for (let at = 0; at < bytes.length;)
        at += (await file.write(bytes, at, bytes.length - at, length + at)).bytesWritten;
      length += bytes.length;
    },

    async *read(start, end) {
      for (let at = start; at < end;) {
        const piece = new Uint8Array(Math.min(PIECE, end - at));
        const { bytesRead } = await file.read(piece, 0, piece.length, at);
        if (bytesRead === 0) return;
        yield piece.subarray(0, bytesRead);
        at += bytesRead;
        freeNow(piece);
      }
    },

    [Symbol.asyncDispose]: () => file.close(),
  };
}
