/** Judges states: what a screen shows of a message is what the log has of it. */
import type { Faults } from "./checker";
import type { Person, Seen } from "./records";

/** No screen is ahead of the log, and two states of one `rev` are one. */
export function checkScreenStates(
  { name }: Person,
  messages: readonly Seen[],
  log: ReadonlyMap<number, Seen>,
  faults: Faults,
): void {
  for (const seen of messages) {
    const stored = log.get(seen.seq);
    if (stored === undefined || stored.id !== seen.id) continue;
    if (seen.rev > stored.rev)
      faults.phantoms.push(
        `${name} was shown rev ${seen.rev} of ${seen.seq}, and the log has ${stored.rev}`,
      );
    if (seen.rev === stored.rev && !Bun.deepEquals(seen, stored))
      faults.differing.push(`${name} was shown another rev ${seen.rev} of ${seen.seq}`);
  }
}

/** What a person had and what they were told is what is there: the last screen is as a fresh reader has it. */
export function checkFinalStates(
  { name, screens }: Person,
  log: readonly Seen[],
  faults: Faults,
): void {
  const shown = new Map((screens.at(-1)?.messages ?? []).map((seen) => [seen.seq, seen]));
  for (const stored of log) {
    const seen = shown.get(stored.seq);
    if (seen && !Bun.deepEquals(seen, stored))
      faults.differing.push(
        `${name} has ${describe(seen)}, and a fresh reader has ${describe(stored)}`,
      );
  }
}

/** What was removed, or was there before an edit, is in no byte of the store (P23). */
export function checkErased(
  texts: ReadonlySet<string>,
  logs: readonly Seen[][][],
  faults: Faults,
): void {
  const there = new Set(logs.flat(2).map(({ txt }) => txt));
  for (const txt of texts)
    if (!there.has(txt)) faults.phantoms.push(`the store's bytes still have "${txt}"`);
}

export function describe({ seq, rev, txt, edited, gone, reactions = [] }: Seen): string {
  const state = gone ? "gone" : `${JSON.stringify(txt)}${edited ? ", edited" : ""}`;
  const reacted = reactions.map(({ emoji, count }) => `${emoji}${count}`).join(" ");
  return `${seq} at rev ${rev}: ${state} ${reacted}`.trim();
}
