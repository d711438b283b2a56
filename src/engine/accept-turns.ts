/**
 * Bun accepts connections for as long as there are any, reads each at once and has its request answered, all in one turn of its event
 * loop. Clients that connect as fast as that would keep everybody else waiting for as long as they like.
 */
import type { BunServer } from "./bun-server";
import { type ListeningSocket, openListeningSocket } from "./listening-socket";

/** Milliseconds from the first request of a turn after which no further connection is accepted in it. */
const LONGEST = 10;

/**
 * Makes a function to call with the server for each request, before it is answered. When a turn of the event loop takes too
 * long, connections that come wait for the next, after everybody else. Does nothing where the system does not allow it.
 */
export function createAcceptTurns(): (server: Pick<BunServer, "port">) => void {
  let began: number | undefined;
  /** Null: it could not be opened. */
  let listening: ListeningSocket | null | undefined;

  function end(): void {
    began = undefined;
    listening?.resume();
  }

  return (server) => {
    const now = performance.now();
    if (began === undefined) {
      began = now;
      setImmediate(end);
    } else if (now - began > LONGEST) {
      // Once in a turn: while accepting is paused, `server.port` is 0.
      began = Infinity;
      listening ??= openListeningSocket(server.port ?? 0) ?? null;
      listening?.pause();
    }
  };
}
