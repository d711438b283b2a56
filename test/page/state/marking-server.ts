/** A server that keeps marks, for tests of the page. */
import type { Ask } from "../../../src/client/asking";
import type { Marked, OwnRoom } from "../../../src/protocol";

/** An open room of ada. */
export const OPEN: OwnRoom = { room: "designers", kind: "open", rank: "member", head: 9, rev: 9 };

/** What a device asks of it. */
export type MarkAsked = { room: string; seq?: number; level?: string; unread?: boolean };

/** A server that keeps marks as P36 says, and notes what it was asked, and when. */
export function markingServer() {
  const asked: (MarkAsked & { at: number })[] = [];
  const kept = new Map<string, Marked>();
  const ask = (async (event: string, request: MarkAsked) => {
    if (event !== "mark") return { ok: false, error: { code: "forbidden", message: "no" } };
    const { room, seq, level, unread } = request;
    asked.push({ ...request, at: performance.now() });
    const before = kept.get(room);
    const seen = unread ? seq : Math.max(seq ?? -1, before?.seen ?? -1);
    const mark = {
      room,
      ...(seen === undefined || seen < 0 ? {} : { seen }),
      ...((level ?? before?.level) ? { level: level ?? before?.level } : {}),
    } as Marked;
    kept.set(room, mark);
    return { ok: true, ...mark };
  }) as unknown as Ask;
  return { ask, asked, kept };
}
