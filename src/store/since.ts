/** What both stores answer to a read with `since` (P13, P26). */
import { messageOf, type MessageRow } from "./columns";
import type { HistoryPage } from "../protocol";
import type { Range, RoomStanding } from "./log";
import { takeWithin } from "./within-bytes";

export type SinceRange = Range & { since: number };

/** Whether a reader's cursor is of another log than the one that is read. `idThere` is the send key at its newest message. */
export function isOfAnotherLog(
  { since, last }: SinceRange,
  { rev, head }: RoomStanding,
  idThere: string | undefined,
): boolean {
  const isOther = last && (last.seq > head || (idThere ?? last.id) !== last.id);
  return since > rev || isOther === true;
}

/** The page that tells a reader to read again. */
export function resetPage(standing: RoomStanding): HistoryPage {
  return { messages: [], ...standing, upto: standing.rev, reset: true };
}

/** A page of `rows`, in rising `rev`, of which there is one more than the page may have if there are so many. */
export function pageSince(
  room: string,
  { limit, bytes }: SinceRange,
  standing: RoomStanding,
  rows: Iterable<MessageRow>,
): HistoryPage {
  let seen = 0;
  function* counted(): Generator<MessageRow> {
    for (const row of rows) {
      seen += 1;
      yield row;
    }
  }
  const taken = takeWithin(counted(), bytes).slice(0, limit);
  const isCut = seen > taken.length;
  const upto = isCut ? (taken.at(-1)?.rev ?? standing.rev) : standing.rev;
  return { messages: taken.map((row) => messageOf(row, room)), ...standing, upto };
}
