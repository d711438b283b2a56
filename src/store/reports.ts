/** Reports of messages, as both stores keep them (P31). */
import type { Report } from "../protocol";
import type { ArchivedReport } from "./archive/items";

/** Milliseconds for which a report is kept when its message is gone. */
export const REPORTS_KEPT = 30 * 86_400_000;

/** A report that nobody has decided yet. */
export type NewReport = Pick<ReportRecord, "id" | "room" | "seq" | "from" | "by" | "at" | "reason">;

/** That the person `by` reported the message `seq` of a room, which is `from`'s. */
export type ReportRecord = Omit<
  Report,
  "reason" | "outcome" | "decidedBy" | "fromName" | "byName"
> & {
  reason: string;
  outcome: Report["outcome"];
  decidedBy: string | undefined;
};

/** Which reports: those of one room, or of all open rooms. */
export type ReportsOf = { room: string } | "open rooms";

/** A report's row. */
export type ReportRow = {
  id: string;
  room: string;
  seq: number;
  sender: string;
  reporter: string;
  at: number;
  reason: string;
  outcome: "acted" | "nothing" | null;
  decider: string | null;
};

/** The columns of the table `reports` that are read. */
export const REPORT = [
  "id",
  "room",
  "seq",
  "sender",
  "reporter",
  "at",
  "reason",
  "outcome",
  "decider",
] as const;

export function reportOf(row: ReportRow): ReportRecord {
  const { sender: from, reporter: by, outcome, decider, ...kept } = row;
  return { ...kept, from, by, outcome: outcome ?? undefined, decidedBy: decider ?? undefined };
}

/** A report's row as an archive is made of it. */
export type ArchivedReportRow = ReportRow & { told: number };

export function archivedReportOf({
  sender: from,
  told,
  ...row
}: ArchivedReportRow): ArchivedReport {
  const { outcome, decider, ...kept } = row;
  return {
    ...kept,
    from,
    ...(outcome !== null && { outcome }),
    ...(decider !== null && { decidedBy: decider }),
    ...(told === 1 && { told: true }),
  };
}

export function rowOfReport({ from, told, ...report }: ArchivedReport): ArchivedReportRow {
  const { outcome = null, decidedBy: decider = null, ...kept } = report;
  return { ...kept, sender: from, outcome, decider, told: told ? 1 : 0 };
}

/** The part of the community that is reports, and networks that are kept out: each store opens it by itself. */
export interface Reports {
  /** Keeps a report, and resolves with whether it is new: each person reports a message once. Rejects with `LogUnavailable`. */
  report(report: NewReport): Promise<boolean>;
  /**
   * At most `limit` reports after the first `skip`: those of which nothing was decided first, then the newest; and how many are
   * undecided. Rejects with `LogUnavailable`.
   */
  reports(
    of: ReportsOf,
    limit: number,
    skip?: number,
  ): Promise<{ reports: ReportRecord[]; open: number }>;
  /** Rejects with `LogUnavailable`. */
  reportOf(id: string): Promise<ReportRecord | undefined>;
  /** Notes what was decided of all reports of a message. Rejects with `LogUnavailable`. */
  settleReports(
    message: { room: string; seq: number },
    outcome: ReportRecord["outcome"],
    by: string,
  ): Promise<void>;
  /** Reports of a person of which something was decided that they were not told yet; from then on they are. Rejects with `LogUnavailable`. */
  takeDecided(reporter: string): Promise<ReportRecord[]>;

  /** Keeps strangers of these networks out until then. Rejects with `LogUnavailable`. */
  keepOut(networks: readonly string[], until: number): Promise<void>;
  /** The networks of which strangers are kept out, each with until when. Rejects with `LogUnavailable`. */
  keptOut(): Promise<ReadonlyMap<string, number>>;

  /** Forgets restrictions that are over, and reports of messages that are gone. Rejects with `LogUnavailable`. */
  tidy(): Promise<void>;
}
