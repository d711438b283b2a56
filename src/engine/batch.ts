/** Which of the packets that wait for a client leave together: not all of them in one body, and not in any company. */
import type { Packet } from "./bun-engine";

export interface Batch {
  packets: Packet[];
  /** Whether what is sent next has to stay apart from it. */
  breakAfter: boolean;
}

/**
 * Takes from the front of what waits as many packets as may leave in one write. Socket.IO's answer to a CONNECT leaves
 * by itself: some clients listen for events only once they have read it, and lose those that came with it.
 */
export function takeBatch(waiting: Packet[], most = waiting.length): Batch {
  const answer = waiting.findIndex(isConnectAnswer);
  const together = answer === -1 ? most : Math.max(1, answer);
  const packets = waiting.splice(0, Math.min(together, most));
  return { packets, breakAfter: answer === 0 || waiting.length > 0 };
}

function isConnectAnswer({ type, data }: Packet): boolean {
  return type === "message" && typeof data === "string" && data.startsWith("0");
}
