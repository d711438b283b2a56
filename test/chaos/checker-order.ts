/** Judges the order of lists: of logs, screens, and what connections brought. */
import type { Faults } from "./checker";
import type { Seen } from "./records";

/** One order, and nothing that happened counted twice. */
export function checkList(where: string, list: readonly Seen[], faults: Faults): void {
  checkOrder(where, list, faults);
  const revs = new Set<number>();
  for (const { rev } of list) {
    if (revs.has(rev)) faults.doubled.push(`${where} has the rev ${rev} twice`);
    revs.add(rev);
  }
}

/** One order, each message once, and no number left out. */
export function checkOrder(where: string, list: readonly Seen[], faults: Faults): void {
  const ids = new Set<string>();
  for (const [n, { seq, from, id }] of list.entries()) {
    if (ids.has(`${from} ${id}`)) faults.doubled.push(`${where} has ${id} of ${from} twice`);
    ids.add(`${from} ${id}`);
    const before = list[n - 1]?.seq ?? seq - 1;
    if (seq === before) faults.doubled.push(`${where} has two messages ${seq}`);
    if (seq < before) faults.reordered.push(`${where} has ${seq} after ${before}`);
    if (seq > before + 1) faults.holes.push(`${where} goes from ${before} to ${seq}`);
  }
}

/** Each number higher than the one before. */
export function checkRising(
  where: string,
  what: string,
  numbers: readonly number[],
  faults: Faults,
): void {
  for (const [n, number] of numbers.entries()) {
    const before = numbers[n - 1] ?? 0;
    if (number === before) faults.doubled.push(`${where} brought ${what}${number} twice`);
    if (number < before) faults.reordered.push(`${where} brought ${what}${number} after ${before}`);
  }
}
