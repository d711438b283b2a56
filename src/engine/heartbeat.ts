/** One timer for the heartbeats of all connections by WebSocket, where stock has two for each. */
import type { Connection } from "./bun-engine";
import { createSharedInterval } from "./shared-interval";
import { WebSocketConnection } from "./websocket-connection";

/** How often all are looked at while the shorter of both times goes by: a ping can be late by such a part of it. */
const LOOKS = 20;

export interface Pace {
  /** Milliseconds from a pong to the next ping. */
  pingInterval: number;
  /** Milliseconds in which the pong has to come. */
  pingTimeout: number;
}

/** Keeps the hearts of `connections` beating. The returned function has to be called whenever there is a new one. */
export function createHeartbeat(
  connections: ReadonlyMap<string, Connection | WebSocketConnection>,
  { pingInterval, pingTimeout }: Pace,
): () => void {
  return createSharedInterval(connections, Math.min(pingInterval, pingTimeout) / LOOKS, (all) => {
    const now = performance.now();
    for (const connection of all)
      if (connection instanceof WebSocketConnection) connection.beat(now);
  });
}
