/** `Uploads`, whose code is fetched when a message with files waits. */
import { lacksFiles, messagesIn, type Outgoing, withoutIds } from "./outbox-items";
import { RETRY_AFTER } from "./outbox-parts";
import type { Uploads, UploadsParts } from "./uploads";

/** How often the files of a message are uploaded. */
const MOST_UPLOADS = 3;

export class LazyUploads {
  readonly #parts: UploadsParts;
  #uploads: Promise<Uploads> | undefined;
  /** By id, how often the server did not have the files of a message any more. */
  readonly #missed = new Map<string, number>();

  constructor(parts: UploadsParts) {
    this.#parts = parts;
  }

  /** Uploads the files that wait, if there are any. */
  look(): void {
    const { items } = this.#parts.queue;
    if (messagesIn(items).some((one) => one.state === "queued" && lacksFiles(one))) void this.#go();
  }

  /** The server has swept the files of a message, since it waited too long. Returns whether they are uploaded once more. */
  again({ id, files }: Outgoing): boolean {
    const missed = (this.#missed.get(id) ?? 0) + 1;
    if (!files || missed >= MOST_UPLOADS) return false;
    this.#missed.set(id, missed);
    this.#parts.queue.setState(id, { state: "queued" });
    // Stored first: what the store says counts before an upload.
    void this.#parts.queue.setFiles(id, withoutIds).then(() => this.look());
    return true;
  }

  /** While the code cannot be fetched, it tries again. */
  async #go(): Promise<void> {
    this.#uploads ??= import("./uploads").then((module) => new module.Uploads(this.#parts));
    try {
      await (await this.#uploads).go();
    } catch {
      this.#uploads = undefined;
      await this.#parts.wait(RETRY_AFTER);
      if (this.#parts.isConnected()) await this.#go();
    }
  }

  /** Ends the upload of a message's files, if it is under way. */
  stop(id: string): void {
    void this.#uploads?.then((uploads) => uploads.stop(id)).catch(() => {});
  }
}
