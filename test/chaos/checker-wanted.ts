/** Judges what people wanted, whatever their clients made of it: in the end the last that each of them did is what is there. */
import type { Faults } from "./checker";
import { describe } from "./checker-states";
import type { Epoch, Person, Seen, Target, Wanted } from "./records";

const FIRST = 8;

/** The room's last log, and its messages that a restored backup had for certain, as their sender and id. */
export interface Last {
  epoch: string;
  log: readonly Seen[];
  restored: ReadonlySet<string>;
}

export const nameOf = ({ from, id }: Target) => `${from} ${id}`;

/**
 * What was done before a backup was restored may be lost with it. After that, a page may still show the log of before: what is
 * done there is granted to messages that the backup had (P26). Others may be sent again later, and get another number.
 */
export function checkWanted(
  person: Person,
  last: Last,
  epochs: readonly Epoch[],
  faults: Faults,
): void {
  const since = Math.max(0, ...epochs.map(({ endedAt }) => endedAt ?? 0));
  const messages = new Map(last.log.map((seen) => [nameOf(seen), seen]));
  const byMessage = Map.groupBy(person.wanted, ({ target }) => nameOf(target));
  for (const [name, wanted] of byMessage) {
    const seen = messages.get(name);
    // What was refused because of an act is not there, and what was wanted before it may have been replaced by it.
    if (wanted.some(({ target }) => person.forbidden.has(target.id))) continue;
    const counts = ({ at, epoch }: Wanted) =>
      at > since && (epoch === last.epoch || last.restored.has(name));
    if (seen && !seen.gone && wanted.every(counts)) checkMessage(person, wanted, seen, faults);
  }
}

function checkMessage(
  { name, from }: Person,
  wanted: readonly Wanted[],
  seen: Seen,
  faults: Faults,
): void {
  const last = new Map<string, Wanted["wish"]>();
  for (const { wish } of wanted) last.set(wish.kind === "react" ? wish.emoji : wish.kind, wish);
  for (const wish of last.values()) {
    if (isDone(wish, from, seen)) continue;
    faults.lost.push(`${name} wanted ${JSON.stringify(wish)}, and there is ${describe(seen)}`);
  }
}

function isDone(wish: Wanted["wish"], from: string, { txt, reactions = [] }: Seen): boolean {
  if (wish.kind === "remove") return false;
  if (wish.kind === "edit") return txt === wish.txt;
  const there = reactions.find(({ emoji }) => emoji === wish.emoji);
  if ((there?.count ?? 0) > FIRST) return true;
  return (there?.from.includes(from) ?? false) === wish.on;
}
