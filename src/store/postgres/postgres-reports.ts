/** Reports, and networks that are kept out, in the shared store. */
import { SERVER_ROOM } from "../../protocol";
import { reportOf, type ReportRow, type Reports } from "../reports";
import type { CommunityNews } from "./community-news";
import * as statements from "./community-statements";
import type { Rows } from "./decisions";

/** `rows` runs statements, and `news` tells the machines. */
export function openReports(rows: Rows, news: CommunityNews): Reports {
  return {
    async report({ id, room, seq, from, by, at, reason }) {
      const { payload, done } = news.of({ rooms: [], people: [], reports: [room] });
      const given = [id, room, seq, from, by, at, reason, payload] as const;
      const kept = await rows(statements.REPORT_ONE, ...given);
      if (kept.length > 0) done();
      return kept.length > 0;
    },

    async reports(of, limit, skip = 0) {
      const [room, asked] =
        of === "open rooms"
          ? ([null, statements.REPORTS_OF_OPEN] as const)
          : ([of.room, statements.REPORTS] as const);
      const [found, [undecided]] = await Promise.all([
        rows<ReportRow>(asked.page, room, limit, skip),
        rows<{ count: number }>(asked.undecided, room),
      ]);
      return { reports: found.map(reportOf), open: undecided?.count ?? 0 };
    },

    async reportOf(id) {
      const [row] = await rows<ReportRow>(statements.REPORT_WITH_ID, id);
      return row && reportOf(row);
    },

    async settleReports({ room, seq }, outcome, decider) {
      const given = [room, seq, outcome ?? null, decider] as const;
      const decided = await rows<{ reporter: string }>(statements.DECIDE_REPORTS, ...given);
      const people = [...new Set(decided.map(({ reporter }) => reporter))];
      const { payload, done } = news.of({ rooms: [], people, reports: [room] });
      await rows(statements.TELL, payload);
      done();
    },

    takeDecided: async (reporter) =>
      (await rows<ReportRow>(statements.TAKE_DECIDED, reporter)).map(reportOf),

    async keepOut(networks, until) {
      await rows(statements.KEEP_OUT, JSON.stringify(networks), until);
      const { payload, done } = news.of({ rooms: [SERVER_ROOM], people: [] });
      await rows(statements.TELL, payload);
      done();
    },

    async keptOut() {
      const found = await rows<{ network: string; until: number }>(statements.KEPT_OUT);
      return new Map(found.map(({ network, until }) => [network, until]));
    },

    tidy: async () => void (await rows(statements.TIDY)),
  };
}
