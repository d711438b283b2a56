/** Which acknowledgements each log of a run has to hold: a restored backup lacks what came after it. */
import { nameOf } from "./checker-wanted";
import type { Acknowledged, Answered, Person, Records } from "./records";

type Promised = Acknowledged | Answered;

/** What was acknowledged in one log, or before it and in time for the backup from which it was restored. */
export type Due = ReadonlySet<Promised>;

/** One for each epoch of the run. */
export function dueIn({ people, epochs }: Records): Due[] {
  const all = people.flatMap((person): Promised[] => [...person.acknowledged, ...person.answered]);
  const dues: Set<Promised>[] = [];
  for (const [n, { id }] of epochs.entries()) {
    const backedUpAt = epochs[n - 1]?.backedUpAt ?? 0;
    const kept = [...(dues[n - 1] ?? [])].filter(({ at }) => at < backedUpAt);
    dues.push(new Set([...kept, ...all.filter(({ epoch }) => epoch === id)]));
  }
  return dues;
}

/** The messages that were acknowledged in time for the backup from which the log `epoch` was restored. */
export function restoredIn(people: readonly Person[], epoch: string, due: Due): Set<string> {
  return new Set(
    people.flatMap(({ from, acknowledged }) =>
      acknowledged
        .filter((one) => due.has(one) && one.epoch !== epoch)
        .map(({ id }) => nameOf({ from, id })),
    ),
  );
}
