/** Keeps several messages that are under way at once in the order in which they were typed (P5). */
import type { Membership, SentBefore } from "../rooms/membership";
import { inTurn } from "./in-turn";
import { Refusal } from "../refusal";

/**
 * Calls `store` with the draft of the message `id`, which comes after the message `after` if that is given: at once, or,
 * where this draft or one before it is still being made, in the order in which the messages came. Throws `Refusal` when
 * the caller's last message in the room is another one, or was refused: the client then sends that one again before this
 * one. While that one is still being stored, the log stores nothing behind it without it.
 */
export async function inSendOrder<Draft, T>(
  membership: Membership,
  { id, after }: { id: string; after: string | undefined },
  draft: Draft | Promise<Draft>,
  store: (draft: Draft) => Promise<T>,
): Promise<T> {
  const last = membership.said;
  const said: SentBefore = { id, isRefused: false };
  const requireLast = () => {
    if (after !== undefined && (last?.id !== after || last.isRefused)) throw outOfOrder(after);
  };
  membership.said = said;
  // Nobody waits for the draft of a message that is refused for its order, and it may be refused as well.
  if (draft instanceof Promise) draft.catch(() => {});
  try {
    requireLast();
    if (!last?.begun && !(draft instanceof Promise)) return await store(draft);
    return await inTurn(said, last?.begun, draft, (made) => {
      requireLast();
      const stored = store(made);
      // Before the next one begins, if this one is refused at once.
      stored.catch(() => (said.isRefused = true));
      return stored;
    });
  } catch (error) {
    said.isRefused = true;
    throw error;
  }
}

function outOfOrder(after: string): Refusal {
  return new Refusal(
    "unavailable",
    `the message ${JSON.stringify(after)}, which this one comes after, is not stored: send that one first`,
    0,
  );
}
