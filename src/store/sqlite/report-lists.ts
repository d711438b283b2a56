import type { Database } from "bun:sqlite";
import { REPORT, type ReportRow } from "../reports";

type Of = { room: string | null };

/** Prepares the lists of reports: of a room, and of all open rooms. With one condition for both, no index would be used. */
export function prepareReportLists(database: Database) {
  const listsOf = (which: string) => ({
    page: database.query<ReportRow, Of & { limit: number; skip: number }>(
      `SELECT ${REPORT.join(", ")} FROM reports WHERE ${which}
       ORDER BY outcome IS NOT NULL, at DESC, id LIMIT $limit OFFSET $skip`,
    ),
    undecided: database.query<{ count: number }, Of>(
      `SELECT count(*) AS count FROM reports WHERE ${which} AND outcome IS NULL`,
    ),
  });
  return {
    ofRoom: listsOf("room = $room"),
    ofOpenRooms: listsOf("$room IS NULL AND substr(room, 1, 1) <> '~'"),
  };
}
