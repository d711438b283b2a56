/** Reporting messages, and deciding about reports (P31). Only moderators see them. */
import { ACTS_PAGE } from "../../protocol/limits";
import { randomId } from "../../engine";
import { type ReplyTo, type RequestOf, SERVER_ROOM } from "../../protocol";
import type { Community, Log, ReportRecord } from "../../store";
import { type Access, requireKey } from "../access/access";
import { type Caller, requireStillThere, type UseCase } from "../caller";
import type { FairQueue } from "../fair-queue";
import type { Measurements } from "../measurements";
import { messageAt, notThere } from "../messages/change";
import { knownNames } from "../people/names";
import type { RateLimits } from "../rate-limits";
import { Refusal } from "../refusal";

export interface ReportParts {
  access: Access;
  community: Community;
  log: Pick<Log, "read">;
  fairQueue: FairQueue<Caller>;
  rateLimits: Pick<RateLimits, "requireAct">;
  measurements: Measurements;
}

type ShownReport = ReplyTo<"reports">["reports"][number];

/** `report({ room, seq, reason? })` */
export function report(parts: ReportParts): UseCase<RequestOf<"report">, object> {
  const { access, community, log, rateLimits, measurements } = parts;
  return async (caller, { room, seq, reason }) => {
    requireKey(caller);
    access.require(caller, "report", room);
    rateLimits.requireAct(caller);
    const message = await messageAt(log, room, seq);
    requireStillThere(caller);
    access.require(caller, "report", room);
    if (!message || message.gone) throw notThere(seq);
    const by = caller.person.from;
    if (message.from === by) throw new Refusal("forbidden", "you cannot report your own message");
    const at = Date.now();
    const { from } = message;
    const isNew = await community.report({ id: randomId(12), room, seq, from, by, at, reason });
    if (isNew) measurements.reported();
    return {};
  };
}

/** `reports({ room?, skip? })`: those of a room, or of all open rooms, each with its message as it is now. */
export function reports(parts: ReportParts): UseCase<RequestOf<"reports">, ReplyTo<"reports">> {
  const { access, community, log, fairQueue } = parts;

  async function shownReport(
    { reason, outcome, decidedBy, ...record }: ReportRecord,
    names: ReadonlyMap<string, string>,
  ): Promise<ShownReport> {
    const message = await messageAt(log, record.room, record.seq);
    const [fromName, byName] = [message?.name ?? names.get(record.from), names.get(record.by)];
    return {
      ...record,
      ...(reason && { reason }),
      ...(outcome && { outcome }),
      ...(decidedBy && { decidedBy }),
      ...(fromName && { fromName }),
      ...(byName && { byName }),
      ...(message && { message }),
    };
  }

  return (caller, { room, skip }) => {
    const place = room ?? SERVER_ROOM;
    access.require(caller, "moderate", place);
    return fairQueue(caller, async () => {
      requireStillThere(caller);
      const of = room === undefined ? "open rooms" : { room };
      const { reports: found, open } = await community.reports(of, ACTS_PAGE + 1, skip);
      const shown = found.slice(0, ACTS_PAGE);
      const names = await knownNames(
        community,
        new Set(shown.flatMap(({ from, by }) => [from, by])),
      );
      const all = await Promise.all(shown.map((one) => shownReport(one, names)));
      access.require(caller, "moderate", place);
      return { reports: all, open, more: found.length > ACTS_PAGE };
    });
  };
}

/** `decide({ id, outcome })`: of all reports of that message. */
export function decide(parts: ReportParts): UseCase<RequestOf<"decide">, object> {
  const { access, community, rateLimits } = parts;
  return async (caller, { id, outcome }) => {
    requireKey(caller);
    rateLimits.requireAct(caller);
    const found = await community.reportOf(id);
    // The same answer for a report that does not exist and one that the caller may not see (H28).
    if (!found || !access.isAllowed(caller, "moderate", found.room))
      throw new Refusal("not_found", "there is no such report");
    await community.settleReports(found, outcome, caller.person.from);
    return {};
  };
}
