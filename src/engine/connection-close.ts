/** Responses that are the last on their TCP connection. */
import type { Fetch } from "./bun-server";

/**
 * Gives the last response on a TCP connection the header `Connection: close`, after which Bun closes it. It is the last if the request
 * asks for that: without the header a client may use the connection again (RFC 9112, 9.6): Node's does. And if its body comes in chunks
 * of which none was read: it may have no end, and Bun would go on reading it.
 */
export function closeAfterLast(fetch: Fetch): Fetch {
  return (request, server) => {
    const answer = fetch(request, server);
    const isChunked = request.headers.has("Transfer-Encoding");
    if (!isChunked && !asksToClose(request)) return answer;
    const finish = (one: Response) =>
      // A client whose body was read and is too large would be reset before it reads why.
      request.bodyUsed && !asksToClose(request) ? one : withClose(one);
    return answer instanceof Promise ? answer.then(finish) : finish(answer);
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
