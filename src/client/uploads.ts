/** Uploads the files of unsent messages, one after the other, in the order of the messages. Fetched when there are any. */
import type { Reply, Uploaded, WireError } from "../protocol";
import { backoff } from "./backoff";
import { isWish, type Item, lacksFiles, messagesIn, type Outgoing } from "./outbox-items";
import type { FileStore, OutboxStore, UnsentFile } from "./outbox-store";
import type { UnsentQueue } from "./unsent-queue";

/** The bytes of a file on their way to a room. */
export interface Upload {
  room: string;
  name: string;
  bytes: Blob;
  /** Called with how many bytes have gone. */
  onProgress: (sent: number) => void;
  /** Ends it. */
  signal: AbortSignal;
}

export interface UploaderParts {
  files: FileStore;
  /** Rejects when the connection is lost, or the upload is ended, before the answer. */
  upload: (upload: Upload) => Promise<Reply<Uploaded>>;
  /** Does some work while no other page of this browser does any. */
  alone: <T>(work: () => Promise<T>) => Promise<T>;
}

export interface UploadsParts extends UploaderParts {
  queue: UnsentQueue;
  store: OutboxStore;
  isConnected: () => boolean;
  wait: (ms: number) => Promise<void>;
  /** What the server's refusal does to a message. Returns the milliseconds to wait before it is tried again; undefined if it has failed. */
  onRefused: (item: Outgoing, error: WireError) => number | undefined;
  /** All files of a message are at the server, or it waits for them no more. */
  onDone: () => void;
}

/** How often a file is uploaded, when the server no longer has it. */
const MOST_UPLOADS = 3;

export class Uploads {
  readonly #parts: UploadsParts;
  #isBusy = false;
  #failures = 0;
  /** By key, how often each file was uploaded. */
  readonly #times = new Map<string, number>();
  #current: { id: string; abort: AbortController } | undefined;

  constructor(parts: UploadsParts) {
    this.#parts = parts;
  }

  /** Uploads all that waits, as long as there is a connection. */
  async go(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let next = this.#next(); next && this.#parts.isConnected(); next = this.#next()) {
        const { id } = next;
        const pause = await this.#parts.alone(() => this.#uploadAll(id));
        if (pause) await this.#parts.wait(pause);
        else this.#parts.onDone();
      }
    } finally {
      this.#isBusy = false;
    }
  }

  /** Ends the upload of a message's files, if it is under way. */
  stop(id: string): void {
    if (this.#current?.id === id) this.#current.abort.abort();
  }

  #next(): Outgoing | undefined {
    return messagesIn(this.#parts.queue.items).find(
      (one) => one.state === "queued" && lacksFiles(one),
    );
  }

  #find(id: string): Outgoing | undefined {
    return messagesIn(this.#parts.queue.items).find((one) => one.id === id);
  }

  /** Resolves with the milliseconds to wait before the next attempt, 0 when all is there, undefined when it is not tried again. */
  async #uploadAll(id: string): Promise<number | undefined> {
    await this.#learnIds(id);
    const abort = new AbortController();
    this.#current = { id, abort };
    try {
      for (;;) {
        const item = this.#find(id);
        const file = item?.files?.find((one) => one.id === undefined);
        // It was discarded, or stopped.
        if (!item || (item.state !== "queued" && item.state !== "uploading")) return undefined;
        if (!file) break;
        const pause = await this.#uploadOne(item, file, abort.signal);
        if (pause !== 0) return pause;
      }
      this.#parts.queue.setState(id, { state: "queued" });
      return 0;
    } finally {
      this.#current = undefined;
    }
  }

  /** Another page may have uploaded some of the files while this one waited. */
  async #learnIds(id: string): Promise<void> {
    const kept = (await this.#parts.store.load()).find((one) => one.id === id);
    if (!kept || "wish" in kept || !kept.files?.some((file) => file.id !== undefined)) return;
    const { files } = kept;
    await this.#parts.queue.setFiles(id, (message) => ({ ...message, files }));
  }

  async #uploadOne(
    item: Outgoing,
    file: UnsentFile,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const { queue, files, upload } = this.#parts;
    const { id, room } = item;
    const done = (item.files ?? []).reduce((sum, one) => sum + (one.id ? one.size : 0), 0);
    const onProgress = (sent: number) => {
      if (isGoing(this.#find(id)))
        queue.setState(id, { state: "uploading", sent: done + Math.min(sent, file.size) });
    };
    onProgress(0);
    const times = (this.#times.get(file.key) ?? 0) + 1;
    if (times > MOST_UPLOADS) return this.#giveUp(id);
    const bytes = await files.get(file.key);
    if (!bytes) {
      queue.setState(id, { state: "lost" });
      return undefined;
    }
    const sending = upload({ room, name: file.name, bytes, onProgress, signal });
    const reply = await sending.catch(() => undefined);
    const now = this.#find(id);
    // It may have been stopped and begun again.
    if (!now || !isGoing(now) || signal.aborted) return undefined;
    if (!reply) return this.#tryLater(id);
    this.#failures = 0;
    if (reply.ok) this.#times.set(file.key, times);
    if (!reply.ok) return this.#parts.onRefused(now, reply.error);
    await queue.setFiles(id, (message) => withId(message, file.key, reply));
    return 0;
  }

  /** The server loses what it was given. */
  #giveUp(id: string): undefined {
    const error: WireError = { code: "not_found", message: "the server has lost the files" };
    this.#parts.queue.setState(id, { state: "failed", error });
  }

  #tryLater(id: string): number {
    this.#parts.queue.setState(id, { state: "queued" });
    this.#failures += 1;
    return backoff(this.#failures);
  }
}

const isGoing = (item: Item | undefined): boolean =>
  item !== undefined && !isWish(item) && (item.state === "queued" || item.state === "uploading");

/** What the server made of a picture has other measures. */
function withId(message: Outgoing, key: string, { file }: Uploaded): Outgoing {
  const files = message.files?.map((one) => {
    if (one.key !== key) return one;
    const { width: _width, height: _height, ...kept } = one;
    const { id, width, height } = file;
    return width === undefined || height === undefined
      ? { ...kept, id }
      : { ...kept, id, width, height };
  });
  return files ? { ...message, files } : message;
}
