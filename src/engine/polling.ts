/** What connections that began by long-polling are sent: more than one body may wait for a client. */
import type { Connection, Packet } from "./bun-engine";
import type { Cork } from "./cork";
import { takeBatch } from "./batch";

/** Packets in the answer to one poll: python-engineio takes no body that has more. */
const MOST_IN_BODY = 16;

/**
 * Has a connection that began by long-polling send what waits for it in portions. By long-polling the rest of it
 * waits for the next poll, by WebSocket for the cork.
 */
export function sendInBatches(connection: Connection, cork: Cork): void {
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
    if (transport.name === "polling") return send(takeBatch(waiting, MOST_IN_BODY).packets);
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

  // The engine calls it for each packet and for each poll.
  Object.assign(connection, { flush });
}
