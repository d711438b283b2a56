/** Judges what people wanted, whatever their clients made of it: in the end the last that each of them did is what is there. */
import type { Faults } from "./checker";
import { describe } from "./checker-states";
import type { Epoch, Person, Seen, Wanted } from "./records";

const FIRST = 8;

/** What was done before a backup was restored may be lost with it. */
export function checkWanted(
  person: Person,
  log: readonly Seen[],
  epochs: readonly Epoch[],
  faults: Faults,
): void {
  const since = Math.max(0, ...epochs.map(({ endedAt }) => endedAt ?? 0));
  const messages = new Map(log.map((seen) => [`${seen.from} ${seen.id}`, seen]));
  const byMessage = Map.groupBy(person.wanted, ({ target }) => `${target.from} ${target.id}`);
  for (const [name, wanted] of byMessage) {
    const seen = messages.get(name);
    if (seen && !seen.gone && wanted.every(({ at }) => at > since))
      checkMessage(person, wanted, seen, faults);
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
