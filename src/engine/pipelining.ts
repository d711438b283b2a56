/** Limits the requests that one TCP connection sends without waiting for their answers: Bun answers all that it reads before anything else runs. */
import type { BunServer } from "./bun-server";

/** Requests of one connection in one turn of the event loop. Clients wait for each answer: browsers and proxies send one. */
const IN_A_TURN = 4;

/** Makes a function that is given each request to a server, and returns whether its connection has sent too many in this turn. */
export function createPipelining(): (
  request: Request,
  server: Pick<BunServer, "requestIP">,
) => boolean {
  const counts = new Map<string, number>();
  const forget = () => counts.clear();
  return (request, server) => {
    const client = server.requestIP(request);
    if (!client) return false;
    if (counts.size === 0) setImmediate(forget);
    const connection = `${client.address} ${client.port}`;
    const count = (counts.get(connection) ?? 0) + 1;
    counts.set(connection, count);
    return count > IN_A_TURN;
  };
}
