/** Judges acts: nothing that an act forbids is numbered after it, up to the pardon (P32). */
import type { Faults, RoomRecords } from "./checker";
import type { Seen } from "./records";

/** From the `rev` of an act to that of the pardon. */
interface Forbidden {
  act: "mute" | "ban";
  after: number;
  before: number;
}

export function checkActs({ log, people, epoch }: RoomRecords, faults: Faults): void {
  const forbidden = forbiddenIn(log);
  checkSaid(log, faults);
  for (const { seq, rev, by, isRemoval } of people
    .flatMap(({ live }) => live.flat())
    .filter((told) => told.epoch === epoch.id)) {
    if (by === undefined) continue;
    const why = forbidden.get(by)?.find(({ after, before }) => after < rev && rev < before);
    // Who is muted may still take back what they said.
    if (why && !(isRemoval && why.act === "mute"))
      faults.forbidden.push(
        `${by} changed ${seq} at rev ${rev}, after the ${why.act} at ${why.after}`,
      );
  }
}

function checkSaid(log: readonly Seen[], faults: Faults): void {
  const held = new Map<string, Seen>();
  for (const message of log) {
    const { notice, seq, from } = message;
    if (notice?.whom === undefined) {
      const act = held.get(from);
      if (act && !notice)
        faults.forbidden.push(`${seq} is of ${from}, after the ${act.notice?.act} ${act.seq}`);
    } else if (notice.act === "pardon") held.delete(notice.whom);
    else if (notice.act === "mute" || notice.act === "ban") held.set(notice.whom, message);
  }
}

function forbiddenIn(log: readonly Seen[]): Map<string, Forbidden[]> {
  const all = new Map<string, Forbidden[]>();
  for (const { notice, rev } of log) {
    if (notice?.whom === undefined) continue;
    const own = all.get(notice.whom) ?? [];
    const last = own.at(-1);
    if (last) last.before = Math.min(last.before, rev);
    if (notice.act === "mute" || notice.act === "ban")
      own.push({ act: notice.act, after: rev, before: Infinity });
    all.set(notice.whom, own);
  }
  return all;
}
