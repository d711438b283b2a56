/** A client's cursor in a room: one number, a `rev`, up to which everything is known (P14). */
import { isUnsure, type Received } from "./received";

export class Cursor {
  #rev: number | undefined;
  /** The highest `rev` that came. */
  #heard = 0;
  #isDoubtful = false;

  /** Undefined before the first page. */
  get rev(): number | undefined {
    return this.#rev;
  }

  get heard(): number {
    return this.#heard;
  }

  /** Whether what follows the cursor is unknown until the server was asked. */
  get isDoubtful(): boolean {
    return this.#rev === undefined || this.#isDoubtful;
  }

  /** Whether the server has to be asked for something. */
  get isBehind(): boolean {
    return this.isDoubtful || (this.#rev ?? 0) < this.#heard;
  }

  /** Something may have been missed, or may be of another log. */
  doubt(): void {
    this.#isDoubtful = true;
  }

  hear(rev: number): void {
    this.#heard = Math.max(this.#heard, rev);
  }

  /** Begins at a kept cursor, or moves on to where a page ends. */
  moveTo(rev: number): void {
    this.#rev = Math.max(this.#rev ?? 0, rev);
    this.#isDoubtful = false;
  }

  /** Moves on to what came, if nothing was missed before it. Returns whether everything up to it is known. */
  follow(received: Received, me: string | undefined): boolean {
    const { prev, message } = received;
    const isNext = !this.isDoubtful && (this.#rev ?? -1) >= prev && !isUnsure(received, me);
    if (isNext) this.moveTo(message.rev);
    return message.rev <= (this.#rev ?? -1);
  }

  reset(): void {
    [this.#rev, this.#heard, this.#isDoubtful] = [undefined, 0, false];
  }
}
