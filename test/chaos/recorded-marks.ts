/** Asks on a page's own connection, and puts the marks that it tells on record. */
import type { Ask } from "../../src/client/asking";
import type { Connection } from "../../src/client/connection";
import type { Reply } from "../../src/protocol";
import type { MarkAsked } from "./own-records";

export function recording(
  connection: () => Connection,
  epoch: () => string,
  marks: MarkAsked[],
): Ask {
  return async (event, request) => {
    if (event !== "mark") return connection().ask(event, request);
    const mark = request as Omit<MarkAsked, "began">;
    const asked: MarkAsked = { ...mark, began: performance.now() };
    marks.push(asked);
    const reply = (await connection().ask(event, request)) as Reply<never>;
    if (reply.ok) Object.assign(asked, { ended: performance.now(), epoch: epoch() });
    return reply;
  };
}
