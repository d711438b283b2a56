/** Marks of many people in one commit: they are written often, and nobody waits for them (P36). */
import { GroupCommit } from "./group-commit";
import { joinedMarks, keptFor } from "./person-rows";
import type { KeptMark, NewMark, Persons } from "./persons";

/**
 * Milliseconds between two commits of marks, and as many times as long as a commit took. One that is synced to disk holds up the
 * messages that come meanwhile, however few marks are in it, and nobody waits for marks: on this machine they are told at once, on
 * others within a second.
 */
const [LEAST, TIMES, MOST] = [100, 20, 500];
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
      const began = performance.now();
      const kept = keptFor(await keep(joinedMarks(group.flat())));
      const ended = performance.now();
      next = ended + Math.min(MOST, Math.max(LEAST, TIMES * (ended - began)));
      return group.map((marks) => marks.map(kept));
    },
    most: GROUP,
    queueOf: (marks) => marks[0]?.from ?? "",
    isPassing: () => false,
    patience: 0,
  });
  return { mark: (marks) => commits.add(marks), close: () => commits.close() };
}
