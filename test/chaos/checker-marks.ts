/** Whether everybody's marks are what was acknowledged: the further one, unless it was set back on purpose (P36). */
import type { Faults } from "./checker";
import type { MarkAsked, Place, Self } from "./own-records";
import type { Epoch } from "./records";
import { isDue, mayFollow, overwritten } from "./register";

export function checkMarks(selves: readonly Self[], epochs: readonly Epoch[], faults: Faults) {
  for (const self of selves)
    for (const place of self.kept[0] ?? []) checkMark(self, place, epochs, faults);
}

const ofPlace = (marks: readonly MarkAsked[]) => marks.filter(({ seq }) => seq !== undefined);
const ofLevel = (marks: readonly MarkAsked[]) => marks.filter((one) => one.level !== undefined);

function checkMark(self: Self, place: Place, epochs: readonly Epoch[], faults: Faults): void {
  const { room, seen, level } = place;
  const where = `the mark of ${self.name} in ${room}`;
  const since = Math.max(0, ...self.ends.filter((end) => end.room === room).map(({ at }) => at));
  const all = self.marks.filter((one) => one.room === room);
  const due = all.filter((one) => one.began >= since && isDue(one, epochs));
  checkSeen(where, seen, ofPlace(all), ofPlace(due), faults);
  const lost = overwritten(ofLevel(all), ofLevel(due), (one) => one.level === level);
  if (lost)
    faults.lost.push(`${where} has the level ${level}, and ${lost.level} was acknowledged later`);
}

function checkSeen(
  where: string,
  seen: number | undefined,
  all: readonly MarkAsked[],
  due: readonly MarkAsked[],
  faults: Faults,
): void {
  if (seen !== undefined && !all.some(({ seq }) => seq === seen))
    return void faults.phantoms.push(`${where} is ${seen}, which nobody said`);
  for (const one of due) {
    const { seq = 0, unread } = one;
    const isBehind = seen === undefined || seen < seq;
    const after = all.filter((other) => mayFollow(other, one));
    const isSetBack = after.some((other) => other.unread && (other.seq ?? 0) <= (seen ?? 0));
    if (isBehind && !isSetBack)
      return void faults.lost.push(`${where} is ${seen}, and ${seq} was acknowledged`);
    if (unread && seq !== seen && !after.some((other) => other.seq === seen))
      return void faults.lost.push(`${where} is ${seen}, and was set back to ${seq} after that`);
  }
}
