/** Whether a store can be written to, as its messages and its trial writes show (H43). */
export class WriteHealth {
  #isPossible = true;
  #failed = 0;
  #lastAt = performance.now();

  /** Whether the last write succeeded. */
  get isPossible(): boolean {
    return this.#isPossible;
  }

  /** How many writes have failed since the start. */
  get failed(): number {
    return this.#failed;
  }

  /** When the last write succeeded, by `performance.now()`. */
  get lastAt(): number {
    return this.#lastAt;
  }

  succeed(): void {
    this.#isPossible = true;
    this.#lastAt = performance.now();
  }

  fail(): void {
    this.#isPossible = false;
    this.#failed += 1;
  }
}
