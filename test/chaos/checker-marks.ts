/** Whether everybody's marks are what was acknowledged, and the same on every machine (P36). */
import type { Faults } from "./checker";
import type { Epoch, PersonMarks } from "./records";

/** A mark that was acknowledged before a backup that was restored later may be lost. */
export function checkMarks(marks: readonly PersonMarks[], last: Epoch, faults: Faults): void {
  for (const person of marks) checkPerson(person, last, faults);
}

function checkPerson(
  { name, room, said, acknowledged, kept }: PersonMarks,
  { id }: Epoch,
  faults: Faults,
) {
  const where = `the mark of ${name} in ${room}`;
  const [first, ...others] = kept;
  if (others.some((other) => !Bun.deepEquals(other, first)))
    faults.differing.push(`${where} is not the same on two machines`);
  const due = acknowledged.findLast(({ epoch }) => epoch === id);
  const { seen = 0, level } = first ?? {};
  if (due && seen < due.seen)
    faults.lost.push(`${where} is ${seen}, and ${due.seen} was acknowledged`);
  if (seen > (said.at(-1)?.seen ?? 0))
    faults.phantoms.push(`${where} is ${seen}, which nobody said`);
  if (due && level === undefined) faults.lost.push(`${where} has no level`);
}
