/** One timer for the heartbeats of all connections by WebSocket, where bun-engine has two for each. */
import type { Connection } from "./bun-engine";
import { createSharedInterval } from "./shared-interval";
import { WebSocketConnection } from "./websocket-connection";

/** How often all connections are checked within the shorter of both times: a ping can be late by one such part. */
const CHECKS = 20;

export interface HeartbeatTimes {
  /** Milliseconds from a pong to the next ping. */
  pingInterval: number;
  /** Milliseconds from a ping to the latest moment for its pong. */
  pingTimeout: number;
}

/** Sends the pings of `connections` and ends those without a pong. Call the returned function for each new connection. */
export function createHeartbeat(
  connections: ReadonlyMap<string, Connection | WebSocketConnection>,
  { pingInterval, pingTimeout }: HeartbeatTimes,
): () => void {
  const shorter = Math.min(pingInterval, pingTimeout);
  /** No connection has anything to do before: each begins to wait for `shorter` at least. */
  let next = 0;

  return createSharedInterval(connections, shorter / CHECKS, (all) => {
    const now = performance.now();
    if (now < next) return;
    next = now + shorter;
    for (const connection of all)
      if (connection instanceof WebSocketConnection) next = Math.min(next, connection.beat(now));
  });
}
