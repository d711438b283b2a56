/** Session ids that name their machine, so that a proxy can send a session's polls to it. */
import type { BunEngine, Connection } from "./bun-engine";
import type { Fetch } from "./bun-server";

/** Separates a session's own id from its machine. Neither has a dot. */
const SEPARATOR = ".";
/** The beginning of the packet with the session id of a polling client. */
const OPEN = /^0\{"sid":"([^".]+)"/;

/** The machine that a session id names, if it names one. */
export function machineOf(sid: string): string | undefined {
  return sid.split(SEPARATOR)[1];
}

/**
 * Makes the ids of an engine's sessions end with `machine`. bun-engine makes the ids itself, so the returned function
 * wraps `fetch` and corrects them in the responses to polling handshakes. A session by WebSocket needs no machine: its
 * only connection is there already.
 */
export function tagSessions(engine: BunEngine, machine: string): (fetch: Fetch) => Fetch {
  engine.on("connection", (connection: Connection) => {
    if (connection.transport.name !== "polling") return;
    const id = `${connection.id}${SEPARATOR}${machine}`;
    engine["clients"].delete(connection.id);
    engine["clients"].set(id, connection);
    Object.assign(connection, { id });
    connection.once("close", () => engine["clients"].delete(id));
  });

  async function corrected(answer: Response): Promise<Response> {
    const body = (await answer.text()).replace(OPEN, `0{"sid":"$1${SEPARATOR}${machine}"`);
    return new Response(body, { status: answer.status, headers: answer.headers });
  }

  return (fetch) => (request, server) => {
    const answer = fetch(request, server);
    return isPollingHandshake(request) ? Promise.resolve(answer).then(corrected) : answer;
  };
}

function isPollingHandshake({ method, url }: Request): boolean {
  const { searchParams: query } = new URL(url);
  return method === "GET" && query.get("transport") === "polling" && !query.has("sid");
}
