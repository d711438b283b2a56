/** `Uploads`, whose code is fetched when a message with files waits. */
import { lacksFiles, messagesIn, withoutIds } from "./outbox-items";
import { RETRY_AFTER } from "./outbox-parts";
import type { UploaderParts, Uploads, UploadsParts } from "./uploads";

interface Parts extends Omit<UploadsParts, keyof UploaderParts> {
  openFiles: () => Promise<UploaderParts>;
}

export class LazyUploads {
  readonly #parts: Parts;
  #uploads: Promise<Uploads> | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Uploads the files that wait, if there are any. */
  look(): void {
    const { items } = this.#parts.queue;
    if (messagesIn(items).some((one) => one.state === "queued" && lacksFiles(one))) void this.#go();
  }

  /** The server has swept the files of a message, since it waited too long. Returns how long to wait: not at all. */
  again(id: string): 0 {
    const { queue } = this.#parts;
    queue.setState(id, { state: "queued" });
    // Stored first: what the store says counts before an upload.
    void queue.setFiles(id, withoutIds).then(() => this.look());
    return 0;
  }

  /** While the code cannot be fetched, it tries again. */
  async #go(): Promise<void> {
    this.#uploads ??= this.#open();
    try {
      await (await this.#uploads).go();
    } catch {
      this.#uploads = undefined;
      await this.#parts.wait(RETRY_AFTER);
      if (this.#parts.isConnected()) await this.#go();
    }
  }

  async #open(): Promise<Uploads> {
    const { Uploads: Opened } = await import("./uploads");
    return new Opened({ ...this.#parts, ...(await this.#parts.openFiles()) });
  }

  /** Ends the upload of a message's files, if it is under way. */
  stop(id: string): void {
    void this.#uploads?.then((uploads) => uploads.stop(id)).catch(() => {});
  }
}
