/** The sender of marks, which is fetched when the first mark has to be sent. */
import type { MarkSender, MarkSenderParts } from "./mark-sender";

export class LazyMarkSender {
  readonly #parts: MarkSenderParts;
  #fetched: Promise<MarkSender> | undefined;

  constructor(parts: MarkSenderParts) {
    this.#parts = parts;
  }

  begin(): void {
    this.#use((sender) => sender.begin());
  }

  note(room: string): void {
    this.#use((sender) => sender.note(room));
  }

  /** If it cannot be fetched, the next mark tries again: the list of rooms has what was not sent. */
  #use(act: (sender: MarkSender) => void): void {
    this.#fetched ??= import("./mark-sender").then(
      ({ MarkSender: Sender }) => new Sender(this.#parts),
    );
    this.#fetched.then(act, () => {
      this.#fetched = undefined;
    });
  }
}
