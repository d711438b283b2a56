/** Whether a server has answered since the network was cut: a connection by long-polling may go on by itself. */

const ASKED_EVERY = 50;

export class Answering {
  readonly #ask: () => Promise<unknown>;
  #cuts = 0;
  #answered = 0;

  constructor(ask: () => Promise<unknown>) {
    this.#ask = ask;
  }

  get isAnswered(): boolean {
    return this.#answered === this.#cuts;
  }

  /** The network was cut: the server is asked until it has answered. */
  async cut(): Promise<void> {
    this.#cuts += 1;
    const cut = this.#cuts;
    while (cut === this.#cuts) {
      const isAnswered = await this.#ask().then(
        () => true,
        () => false,
      );
      if (isAnswered) return void (this.#answered = cut);
      await Bun.sleep(ASKED_EVERY);
    }
  }

  /** Asks no more. */
  end(): void {
    this.#cuts += 1;
    this.#answered = this.#cuts;
  }
}
