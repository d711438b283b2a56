/** Writes a tar (POSIX ustar): a header of 512 bytes before each entry, and entries filled up to a multiple of that. */
import type { FileHandle } from "node:fs/promises";

const BLOCK = 512;
/** What eleven octal digits can say. A larger size is written in binary, as GNU's and BSD's tar do. */
const OCTAL_SIZES = 8 ** 11;
const OWNER_ONLY = { file: 0o600, folder: 0o700 };

export interface Tar {
  /** Adds a folder. Its name is ASCII, of at most 99 characters, as are those of files. */
  folder: (name: string) => Promise<void>;
  /** Adds a file of `size` bytes, which only its owner may read. Rejects where `bytes` has more or fewer. */
  file: (name: string, size: number, bytes: AsyncIterable<Uint8Array>) => Promise<void>;
  /** Ends the tar, and resolves when it is on disk. */
  end: () => Promise<void>;
}

/** Writes into an empty file. `at` is the time of all entries, in milliseconds since 1970. */
export function writeTar(file: FileHandle, at: number): Tar {
  const write = (bytes: Uint8Array) => file.writeFile(bytes);
  return {
    folder: (name) => write(headerOf({ name: `${name}/`, size: 0, isFolder: true, at })),
    async file(name, size, bytes) {
      await write(headerOf({ name, size, isFolder: false, at }));
      let written = 0;
      for await (const some of bytes) {
        written += some.length;
        if (written > size) break;
        await write(some);
      }
      if (written !== size) throw new Error(`${name} changed while it was copied`);
      await write(new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK));
    },
    async end() {
      await write(new Uint8Array(2 * BLOCK));
      await file.sync();
    },
  };
}

interface Entry {
  name: string;
  size: number;
  isFolder: boolean;
  at: number;
}

function headerOf({ name, size, isFolder, at }: Entry): Uint8Array {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, start: number, digits: number) =>
    header.write(value.toString(8).padStart(digits, "0"), start, "ascii");
  header.write(name, 0, 100, "ascii");
  octal(isFolder ? OWNER_ONLY.folder : OWNER_ONLY.file, 100, 7);
  // The user and the group who restore it.
  octal(0, 108, 7);
  octal(0, 116, 7);
  if (size < OCTAL_SIZES) octal(size, 124, 11);
  else {
    header.writeUInt8(0x80, 124);
    header.writeBigUInt64BE(BigInt(size), 128);
  }
  octal(Math.floor(at / 1000), 136, 11);
  header.write(isFolder ? "5" : "0", 156, "ascii");
  header.write("ustar\u{0}00", 257, "ascii");
  // The sum of all bytes, those of the sum itself counted as spaces.
  header.fill(" ", 148, 156);
  const sum = header.reduce((all, byte) => all + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\u{0} `, 148, "ascii");
  return header;
}
