/** Reading a room's messages (P13, P14). */
import type { HistoryPage, RequestOf } from "../../protocol";
import type { Log } from "../../store";
import type { Access } from "../access/access";
import { type Caller, requireStillThere, type UseCase } from "../caller";
import type { FairQueue } from "../fair-queue";
import type { Measurements } from "../measurements";
import { withOwnReactions } from "./own-reactions";

export interface HistoryParts {
  log: Log;
  access: Pick<Access, "require">;
  measurements: Measurements;
  fairQueue: FairQueue<Caller>;
}

/**
 * Bytes of what people wrote in a page: as much as a client may send in one packet. Fifty of the longest messages are twelve times
 * as much: a few pages of those hold up everybody and fill a connection's backlog. A client that goes on by P14 misses nothing.
 */
const PAGE_BYTES = 64 * 1024;

/** `history({ room, after?, before?, since?, last?, limit? })`: a page of a room. */
export function history(parts: HistoryParts): UseCase<RequestOf<"history">, HistoryPage> {
  const { log, access, measurements, fairQueue } = parts;
  return (caller, { room, ...range }) => {
    access.require(caller, "read", room);
    return fairQueue(caller, async () => {
      requireStillThere(caller);
      access.require(caller, "read", room);
      const page = await log.read(room, { ...range, bytes: PAGE_BYTES });
      const messages = await withOwnReactions(log, caller, room, page.messages);
      // The membership may have ended while the page was read.
      access.require(caller, "read", room);
      measurements.pageRead();
      return { ...page, messages };
    });
  };
}
