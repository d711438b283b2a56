/** Which of the packets that wait for a client leave together: not all of them in one body, and not in any company. */
import type { Packet } from "@socket.io/bun-engine/dist/parser";
import type { Connection } from "./connection";
import type { Cork } from "./cork";

/** Packets in the answer to one poll: python-engineio takes no body that has more. */
const MOST_IN_BODY = 16;

export interface Portion {
  packets: Packet[];
  /** Whether what is sent next has to stay apart from it. */
  isApart: boolean;
}

/**
 * Takes from the front of what waits as many packets as may leave in one write. Socket.IO's answer to a CONNECT leaves
 * by itself: some clients listen for events only once they have read it, and lose those that came with it.
 */
export function takePortion(waiting: Packet[], most = waiting.length): Portion {
  const answer = waiting.findIndex(isConnectAnswer);
  const together = answer === -1 ? most : Math.max(1, answer);
  const packets = waiting.splice(0, Math.min(together, most));
  return { packets, isApart: answer === 0 || waiting.length > 0 };
}

function isConnectAnswer({ type, data }: Packet): boolean {
  return type === "message" && typeof data === "string" && data.startsWith("0");
}

/**
 * Has a connection that began by long-polling send what waits for it in portions. By long-polling the rest of it
 * waits for the next poll, by WebSocket for the cork.
 */
export function sendInPortions(connection: Connection, cork: Cork): void {
  let isHeldOver = false;

  function send(packets: Packet[]): void {
    connection["emitReserved"]("flush", packets);
    connection.transport.send(packets);
    // Only when nothing waits any more: a connection that is closed waits for this to end.
    if (connection["writeBuffer"].length === 0) connection["emitReserved"]("drain");
  }

  function flush(): void {
    const { readyState, transport } = connection;
    const waiting = connection["writeBuffer"];
    if (isHeldOver || readyState === "closed" || !transport.writable || waiting.length === 0)
      return;
    if (transport.name === "polling") return send(takePortion(waiting, MOST_IN_BODY).packets);
    const { packets, isApart } = takePortion(waiting);
    isHeldOver = isApart;
    if (isApart) cork.holdOver(held);
    send(packets);
  }

  const held = {
    leave() {
      isHeldOver = false;
      flush();
    },
    release() {
      isHeldOver = false;
      if (connection.readyState !== "closed") send(connection["writeBuffer"].splice(0));
    },
  };

  // The engine calls it for each packet and for each poll.
  Object.assign(connection, { flush });
}
