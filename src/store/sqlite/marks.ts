/** How far people have read, in the embedded store (P36). */
import { createMarking, type Marking } from "../marking";
import { markOf } from "../person-rows";
import type { KeptMark, NewMark, Persons } from "../persons";
import type { CommunityQueue } from "./community-queue";
import type { PersonStatements } from "./person-statements";

/** Keeps a mark. Returns it as it is then. Call it in a transaction. */
function keep(statements: PersonStatements, said: NewMark): KeptMark {
  const { from, room } = said;
  const { seen = null, level = null, unread } = said;
  const row = statements.mark.get({ from, room, seen, level, unread: unread ? 1 : 0 });
  const there = row ?? statements.markOf.get({ from, room });
  return { from, room, ...(there && markOf(there)) };
}

export function openMarks(
  statements: PersonStatements,
  add: CommunityQueue["add"],
): Marking & Pick<Persons, "onMarks"> {
  const marking = createMarking(async (marks) => {
    let kept: KeptMark[] = [];
    await add({
      queue: "",
      run() {
        kept = marks.map((one) => keep(statements, one));
        return undefined;
      },
    });
    return kept;
  });
  // No other machine keeps marks in this file.
  return { ...marking, onMarks: () => {} };
}
