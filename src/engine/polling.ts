/** How connections that began by long-polling send: their packets may be more than one response can hold. */
import type { Connection, Packet } from "./bun-engine";
import type { Cork } from "./cork";
import { sizeOf, takeBatch } from "./batch";

/** Packets in the response to one poll: python-engineio refuses a body with more. */
const MAX_IN_BODY = 16;
/**
 * Bytes after which a response takes no further packet. Packets that wait share their text with those of other
 * connections, whereas each response is a text of its own, of which several copies are made.
 */
const ENOUGH = 64 * 1024;

/**
 * Makes a connection that began by long-polling send its waiting packets in batches. The rest waits for the next poll,
 * or, after an upgrade, for the cork.
 */
export function sendInBatches(connection: Connection, cork: Cork): void {
  let isHeldOver = false;

  function send(packets: Packet[]): void {
    connection["emitReserved"]("flush", packets);
    connection.transport.send(packets);
    // Only when no packet waits: a connection that is closing ends at this event.
    if (connection["writeBuffer"].length === 0) connection["emitReserved"]("drain");
  }

  function flush(): void {
    const { readyState, transport } = connection;
    const waiting = connection["writeBuffer"];
    if (isHeldOver || readyState === "closed" || !transport.writable || waiting.length === 0)
      return;
    if (transport.name === "polling") return send(takeBatch(waiting, inOneBody(waiting)).packets);
    const { packets, breakAfter } = takeBatch(waiting);
    isHeldOver = breakAfter;
    if (breakAfter) cork.holdOver(held);
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

  // bun-engine calls `flush` for each packet and for each poll.
  Object.assign(connection, { flush });
}

/** How many of the waiting packets leave in one response. */
function inOneBody(waiting: readonly Packet[]): number {
  let [packets, bytes] = [0, 0];
  for (const packet of waiting) {
    if (packets === MAX_IN_BODY || bytes >= ENOUGH) break;
    packets += 1;
    bytes += sizeOf(packet);
  }
  return packets;
}
