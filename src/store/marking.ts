/** Marks of many people in one commit: they are written often, and nobody waits for them (P36). */
import { GroupCommit } from "./group-commit";
import { joinedMarks, keptFor } from "./person-rows";
import type { KeptMark, NewMark, Persons } from "./persons";

/** Milliseconds between two commits of marks, so that they cost the messages nothing that shows. */
const PAUSE = 100;
/** Calls whose marks go into one commit at most. */
const GROUP = 1000;

export interface Marking {
  mark: Persons["mark"];
  /** Keeps what was accepted. Further calls reject with `LogUnavailable`. */
  close: () => Promise<void>;
}

/**
 * `keep` makes marks durable, at most one of each person and room, and resolves with all of them as they are then. The first one
 * after a pause is kept at once.
 */
export function createMarking(
  keep: (marks: readonly NewMark[]) => Promise<readonly KeptMark[]>,
): Marking {
  let next = 0;
  const commits = new GroupCommit<readonly NewMark[], readonly KeptMark[]>({
    async commit(group) {
      const pause = next - performance.now();
      if (pause > 0) await Bun.sleep(pause);
      const kept = keptFor(await keep(joinedMarks(group.flat())));
      next = performance.now() + PAUSE;
      return group.map((marks) => marks.map(kept));
    },
    most: GROUP,
    queueOf: (marks) => marks[0]?.from ?? "",
    isPassing: () => false,
    patience: 0,
  });
  return { mark: (marks) => commits.add(marks), close: () => commits.close() };
}
