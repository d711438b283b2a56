/** What the outbox needs: how it sends, and its listeners. */
import type { ChangeReply, Message, Meta, Reply, WireError } from "../protocol";
import type { UnsentMessage, UnsentWish } from "./outbox-store";
import type { UnsentQueueParts } from "./unsent-queue";

/**
 * Sends a message. If `after` is given, the server stores it only if it has stored the message with that id (P5).
 * Rejects when the connection is lost, or silent, before the acknowledgement.
 */
export type Send = (
  unsent: UnsentMessage,
  after?: string,
) => Promise<Reply<{ meta: Meta; message: Message }>>;

/** Sends a wish to change the message `seq`. Rejects as `Send` does. */
export type SendWish = (unsent: UnsentWish, seq: number) => Promise<Reply<ChangeReply>>;

export interface OutboxParts extends UnsentQueueParts {
  send: Send;
  sendWish: SendWish;
  /** Called with every message that the server has acknowledged, as it is now, and the acknowledgement's `prev`. */
  onAcknowledged: (message: Message, prev: number) => void;
  /** Called when the server refuses what is sent to a room, and would refuse everything else that is sent there. */
  onBarred: (room: string, error: WireError) => void;
  /** Resolves after `ms` milliseconds. */
  wait: (ms: number) => Promise<void>;
}

/** Milliseconds until a message is sent again, if the server has named no time. */
export const RETRY_AFTER = 1000;
