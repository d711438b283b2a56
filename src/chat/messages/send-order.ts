/** Keeps several messages that are under way at once in the order in which they were typed (P5). */
import type { Membership } from "../rooms/membership";
import { Refusal } from "../refusal";

/**
 * Calls `store` at once for the message `id`, which comes after the message `after` if that is given. Throws
 * `Refusal` when the caller's last message in the room is another one, or was refused: the client then sends that
 * one again before this one. While that one is still being stored, the log stores nothing behind it without it.
 */
export async function inSendOrder<T>(
  membership: Membership,
  id: string,
  after: string | undefined,
  store: () => Promise<T>,
): Promise<T> {
  const last = membership.said;
  const said = { id, isRefused: false };
  membership.said = said;
  try {
    if (after !== undefined && (last?.id !== after || last.isRefused)) throw outOfOrder(after);
    return await store();
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
