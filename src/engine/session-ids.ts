/** Session ids that say on which machine a session is, so that a long-polling client can be led back to it. */
import type { BunEngine, Connection } from "./bun-engine";
import type { Fetch } from "./bun-server";

/** Stands between a session's own id and its machine; neither has it. */
const AT = ".";
/** The beginning of the packet that tells a polling client its session id. */
const OPEN = /^0\{"sid":"([^".]+)"/;

/** The machine that a session id says, if it says one. */
export function machineOf(sid: string): string | undefined {
  return sid.split(AT)[1];
}

/**
 * Has the sessions of an engine say that they are on `machine`. The engine makes the ids itself, so
 * the returned function wraps its `fetch` and corrects them in the answers to polling handshakes. A
 * session that began as a WebSocket needs nothing: its connection is where it is.
 */
export function tagSessions(engine: BunEngine, machine: string): (fetch: Fetch) => Fetch {
  engine.on("connection", (connection: Connection) => {
    if (connection.transport.name !== "polling") return;
    const id = `${connection.id}${AT}${machine}`;
    engine["clients"].delete(connection.id);
    engine["clients"].set(id, connection);
    Object.assign(connection, { id });
    connection.once("close", () => engine["clients"].delete(id));
  });

  async function renamed(answer: Response): Promise<Response> {
    const body = (await answer.text()).replace(OPEN, `0{"sid":"$1${AT}${machine}"`);
    return new Response(body, { status: answer.status, headers: answer.headers });
  }

  return (fetch) => (request, server) => {
    const answer = fetch(request, server);
    return isPollingHandshake(request) ? Promise.resolve(answer).then(renamed) : answer;
  };
}

function isPollingHandshake({ method, url }: Request): boolean {
  const { searchParams: query } = new URL(url);
  return method === "GET" && query.get("transport") === "polling" && !query.has("sid");
}
