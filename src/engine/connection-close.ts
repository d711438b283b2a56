/** Responses that are the last on their TCP connection. */
import type { Fetch } from "./bun-server";

/**
 * Gives the responses to requests with `Connection: close` the same header. Bun closes the connection after such a
 * response, and without the header a client may use the connection again (RFC 9112, 9.6): Node's does.
 */
export function echoConnectionClose(fetch: Fetch): Fetch {
  return (request, server) => {
    const answer = fetch(request, server);
    if (!asksToClose(request)) return answer;
    return answer instanceof Promise ? answer.then(withClose) : withClose(answer);
  };
}

/** `close` among the options of a Connection header. */
const CLOSE = /(?:^|,)\s*close\s*(?:,|$)/i;

function asksToClose({ headers }: Request): boolean {
  return CLOSE.test(headers.get("Connection") ?? "");
}

function withClose(answer: Response): Response {
  answer.headers.set("Connection", "close");
  return answer;
}
