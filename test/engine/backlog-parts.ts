/** What tests of unread packets share. */
import type { Client } from "../support/client";
import type { serveEngine } from "./serve-engine";

/** Bytes that may wait for a connection. */
export const LIMIT = 64 * 1024;

/** A text of which eight are more than that. */
export const LONG = "x".repeat(8 * 1024);

/** Stops reading from a connection, as a phone in a tunnel does. Returns how to go on. */
export function stopReading(client: Client): () => void {
  const transport = client.socket.io.engine.transport as unknown as { ws: Bun.WebSocket };
  transport.ws.pause();
  return () => void transport.ws.resume();
}

export type Server = Awaited<ReturnType<typeof serveEngine>>;

/** Too few for one connection, too many for twelve. */
export const SEVEN = Array<string>(7).fill(LONG);
