/** Tells moderators how many reports wait, and people who reported something what became of it (P31). */
import type { Community, CommunityChange } from "../../store";
import type { Access } from "../access/access";
import type { Standings } from "../access/standings";
import type { Audience } from "../audience";
import type { Caller } from "../caller";

export interface ReportNewsParts {
  community: Pick<Community, "reports" | "takeDecided" | "onChange">;
  audience: Pick<Audience, "tellOne">;
  access: Pick<Access, "isAllowed">;
  standings: Pick<Standings, "callers" | "callersWith">;
}

export interface ReportNews {
  /** Tells a person who has just come what was decided while they were away. */
  greet: (caller: Caller) => void;
}

/** People who are not told now are told when they connect again. */
const quietly = (telling: Promise<void>) => void telling.catch(() => {});

export function createReportNews(parts: ReportNewsParts): ReportNews {
  const { community, audience, access, standings } = parts;

  async function tellModerators(room: string): Promise<void> {
    const moderators = [...standings.callers()]
      .flatMap((callers) => [...callers])
      .filter((caller) => access.isAllowed(caller, "moderate", room));
    if (moderators.length === 0) return;
    const { open } = await community.reports({ room }, 1);
    for (const caller of moderators) audience.tellOne(caller, "reported", { room, open });
  }

  async function tellReporter(from: string): Promise<void> {
    const callers = standings.callersWith(from);
    if (callers.length === 0) return;
    for (const { room, seq, outcome } of await community.takeDecided(from))
      if (outcome)
        for (const caller of callers) audience.tellOne(caller, "decided", { room, seq, outcome });
  }

  async function hear(change: CommunityChange): Promise<void> {
    if (change === "all" || !change.reports) return;
    await Promise.all([...change.reports.map(tellModerators), ...change.people.map(tellReporter)]);
  }

  community.onChange((change) => quietly(hear(change)));
  return { greet: ({ person }) => quietly(tellReporter(person.from)) };
}
