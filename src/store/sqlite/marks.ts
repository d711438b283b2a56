/** How far people have read, in the embedded store (P36). */
import { createMarking, type Marking } from "../marking";
import { markOf } from "../person-rows";
import type { KeptMark, NewMark, Persons } from "../persons";
import { createTelling } from "../tell";
import type { CommunityQueue } from "./community-queue";
import type { PersonStatements } from "./person-statements";

/** Keeps a mark. Returns it as it is then, and whether it changed. Call it in a transaction. */
function keep(statements: PersonStatements, said: NewMark): { mark: KeptMark; isNews: boolean } {
  const { from, room } = said;
  const { seen = null, level = null, unread } = said;
  const row = statements.mark.get({ from, room, seen, level, unread: unread ? 1 : 0 });
  const there = row ?? statements.markOf.get({ from, room });
  return { mark: { from, room, ...(there && markOf(there)) }, isNews: row !== null };
}

/** `failed` is called with what a listener threw. */
export function openMarks(
  statements: PersonStatements,
  add: CommunityQueue["add"],
  failed: (error: unknown) => void,
): Marking & Pick<Persons, "onMarks"> {
  const { tell, onChange } = createTelling<readonly KeptMark[]>(failed);
  const marking = createMarking(async (marks) => {
    let kept: ReturnType<typeof keep>[] = [];
    await add({
      queue: "",
      run() {
        kept = marks.map((one) => keep(statements, one));
        return undefined;
      },
    });
    const news = kept.filter(({ isNews }) => isNews).map((one) => one.mark);
    if (news.length > 0) tell(news);
    return kept.map((one) => one.mark);
  });
  return { ...marking, onMarks: onChange };
}
