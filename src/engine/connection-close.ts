/** PollResponses that are the last ones on their TCP connection. */
import type { Fetch } from "./bun-server";

/**
 * Has the answers to requests with `Connection: close` say so as well. Bun ends the connection after such an answer,
 * and a client that is not told that takes it for one to use again (RFC 9112, 9.6): Node's does.
 */
export function echoConnectionClose(fetch: Fetch): Fetch {
  return (request, server) => {
    const answer = fetch(request, server);
    if (!asksToClose(request)) return answer;
    return answer instanceof Promise ? answer.then(withClose) : withClose(answer);
  };
}

function asksToClose({ headers }: Request): boolean {
  const options = headers.get("Connection")?.toLowerCase().split(",") ?? [];
  return options.some((option) => option.trim() === "close");
}

function withClose(answer: Response): Response {
  answer.headers.set("Connection", "close");
  return answer;
}
