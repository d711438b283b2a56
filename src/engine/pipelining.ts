/** Finds requests that do not wait for the answer to the one before: Bun answers all that one read of a connection brings before anything else runs. */
import { peerOfRequest } from "./addresses";
import type { BunServer } from "./bun-server";

/**
 * Makes a function that is given each request to a server, and returns whether its TCP connection has sent another in this turn of the
 * event loop. Clients wait for each answer: browsers and proxies do.
 */
export function createPipelining(): (
  request: Request,
  server: Pick<BunServer, "requestIP">,
) => boolean {
  const inThisTurn = new Set<string>();
  const forget = () => inThisTurn.clear();
  return (request, server) => {
    const client = peerOfRequest(request, server);
    if (!client) return false;
    const connection = `${client.address} ${client.port}`;
    if (inThisTurn.has(connection)) return true;
    if (inThisTurn.size === 0) setImmediate(forget);
    inThisTurn.add(connection);
    return false;
  };
}
