/** Reports, and networks that are kept out, in the embedded store. */
import { SERVER_ROOM } from "../../protocol";
import { reportOf, type Reports } from "../reports";
import type { CommunityQueue } from "./community-queue";
import type { CommunityStatements } from "./community-statements";

export function openReports(
  statements: CommunityStatements,
  ask: CommunityQueue["ask"],
  add: CommunityQueue["add"],
): Reports {
  return {
    async report({ from: sender, by: reporter, ...report }) {
      let isNew = false;
      await add({
        queue: report.room,
        run() {
          isNew = statements.report.run({ ...report, sender, reporter }).changes > 0;
          return isNew ? { rooms: [], people: [], reports: [report.room] } : undefined;
        },
      });
      return isNew;
    },

    reports: (of, limit, skip = 0) =>
      ask(() => {
        const [room, asked] =
          of === "open rooms"
            ? ([null, statements.reports.ofOpenRooms] as const)
            : ([of.room, statements.reports.ofRoom] as const);
        const reports = asked.page.all({ room, limit, skip }).map(reportOf);
        return { reports, open: asked.undecided.get({ room })?.count ?? 0 };
      }),

    reportOf: (id) =>
      ask(() => {
        const row = statements.reportWithId.get({ id });
        return row ? reportOf(row) : undefined;
      }),

    async settleReports({ room, seq }, outcome, decider) {
      await add({
        queue: room,
        run() {
          const reporters = statements.reporters.all({ room, seq }).map(({ reporter }) => reporter);
          statements.decideReports.run({ room, seq, outcome: outcome ?? null, decider });
          return { rooms: [], people: reporters, reports: [room] };
        },
      });
    },

    async takeDecided(reporter) {
      const untold = await ask(() => statements.untold.all({ reporter }).map(reportOf));
      if (untold.length === 0) return [];
      await add({
        queue: reporter,
        run() {
          for (const { id } of untold) statements.tellReport.run({ id });
          return undefined;
        },
      });
      return untold;
    },

    async keepOut(networks, until) {
      await add({
        queue: SERVER_ROOM,
        run() {
          for (const network of networks) statements.keepOut.run({ network, until });
          return { rooms: [SERVER_ROOM], people: [] };
        },
      });
    },

    keptOut: () =>
      ask(() => {
        const rows = statements.keptOut.all({ now: Date.now() });
        return new Map(rows.map(({ network, until }) => [network, until]));
      }),

    async tidy() {
      await add({
        queue: SERVER_ROOM,
        run() {
          for (const statement of statements.tidy) statement.run({ now: Date.now() });
          return undefined;
        },
      });
    },
  };
}
