/** Several messages on their way at once, and in the order in which they were typed all the same (P5). */
import type { Membership } from "../chat-socket";
import { Refusal } from "../refusal";

/**
 * Does `store`, at once, for the message `id`, which comes after the message `after` if that is given. Throws
 * `Refusal` when the connection's last message in the room is another, or was refused: it is for the client to
 * send that one again before this one. While it is still being stored, what is appended behind it cannot be
 * stored without it.
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
