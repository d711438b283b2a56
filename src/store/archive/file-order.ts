/** Checks that the pieces of each file of an archive are all its bytes, and no others. */
import type { ArchivedFile, FilePiece } from "./file-items";

export class FileOrder {
  readonly #files = new Set<string>();
  #file: ArchivedFile | undefined;
  #whole = 0;
  #small = 0;
  #hash = new Bun.CryptoHasher("sha256");

  checkFile(item: ArchivedFile): void {
    this.checkEnd();
    if (this.#files.has(item.file)) throw new Error(`the file ${item.file} is here twice`);
    this.#files.add(item.file);
    this.#file = item;
    this.#whole = 0;
    this.#small = 0;
    this.#hash = new Bun.CryptoHasher("sha256");
  }

  checkPiece({ piece, form }: FilePiece): void {
    if (!this.#file) throw new Error("a piece comes before the first file");
    if (form === "small") this.#small += piece.length;
    else {
      this.#whole += piece.length;
      this.#hash.update(piece);
    }
    const { file, size, small = 0 } = this.#file;
    if (this.#whole > size || this.#small > small)
      throw new Error(`the file ${file} has more bytes than it should`);
  }

  /** Throws when bytes of the last file are missing, or are others than they were. */
  checkEnd(): void {
    if (!this.#file) return;
    const { file, size, small = 0, sha256 } = this.#file;
    if (this.#whole < size || this.#small < small)
      throw new Error(`the file ${file} has fewer bytes than it should`);
    if (this.#hash.digest("hex") !== sha256)
      throw new Error(`the file ${file} has other bytes than its SHA-256 says`);
    this.#file = undefined;
  }
}
