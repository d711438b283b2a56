/** The changes that a person has asked for, kept until each is answered, and sent one after the other, whatever becomes of the connection. */
import type { ChangeReply, Message, Reply } from "../../src/protocol";
import type { Asked } from "./records";

export interface ChangeQueueParts {
  /** Sends a change. Rejects when the connection is lost before the answer. */
  send: (asked: Asked) => Promise<Reply<ChangeReply>>;
  /** Whether the message is there that the change is about: a restored log may have another one under its number. Rejects as `send` does. */
  isThere: (asked: Asked) => Promise<boolean>;
  /** Called with each answer, and with no message where the change was refused. */
  onAnswer: (asked: Asked, reply?: ChangeReply & { message: Message }) => void;
}

/** Milliseconds until a change without an answer is sent again. */
const RETRY_AFTER = 200;

export class ChangeQueue {
  readonly #parts: ChangeQueueParts;
  /** Outlives the page, as a store in a browser does. */
  readonly #kept: Asked[];
  #isSending = false;
  #isOver = false;

  constructor(kept: Asked[], parts: ChangeQueueParts) {
    this.#kept = kept;
    this.#parts = parts;
  }

  /** To be called when there is something new, or a connection again. */
  advance(): void {
    if (this.#isSending || this.#isOver) return;
    this.#isSending = true;
    void this.#sendAll().finally(() => {
      this.#isSending = false;
    });
  }

  /** The page is closed. */
  leave(): void {
    this.#isOver = true;
  }

  async #sendAll(): Promise<void> {
    for (let asked = this.#kept[0]; asked && !this.#isOver; asked = this.#kept[0]) {
      const pause = await this.#sendOne(asked).catch(() => RETRY_AFTER);
      if (pause !== undefined) await Bun.sleep(pause);
    }
  }

  /** Resolves with the milliseconds until another attempt, or undefined once it was answered. */
  async #sendOne(asked: Asked): Promise<number | undefined> {
    if (!(await this.#parts.isThere(asked))) return this.#answered(asked);
    const reply = await this.#parts.send(asked);
    if (!reply.ok && reply.error.retryAfter !== undefined) return reply.error.retryAfter;
    if (!reply.ok && reply.error.code === "unavailable") return RETRY_AFTER;
    return this.#answered(asked, reply.ok ? reply : undefined);
  }

  #answered(asked: Asked, reply?: ChangeReply): undefined {
    // After a reload the page before may still get an answer.
    if (this.#isOver || this.#kept[0] !== asked) return;
    this.#kept.shift();
    this.#parts.onAnswer(asked, reply);
  }
}
