/** Faults in what a store does with people's marks, for the checker to find. */
import type { KeptMark, NewMark, Persons } from "../../src/store";

type Mark = Persons["mark"];
/** Makes the keeping of marks faulty. `erred` is called each time that the fault has done harm. */
type MarkFault = (mark: Mark, erred: () => void) => Mark;

/** Milliseconds after which a mark goes back by itself. */
const LATER = 50;

/** The mark as it would be kept. */
const promised = ({ from, room, seen, level }: NewMark): KeptMark => ({ from, room, seen, level });

export const MARK_FAULTS = {
  "loses marks that it acknowledged": (mark, erred) => {
    let asked = 0;
    return async (marks) => {
      asked += 1;
      if (asked % 2 !== 0) return mark(marks);
      erred();
      return marks.map(promised);
    };
  },
  "lets marks go back by themselves": (mark, erred) => {
    const before = new Map<string, number>();
    return async (marks) => {
      const kept = await mark(marks);
      const back = kept.flatMap(({ from, room, seen = 0 }) => {
        const earlier = before.get(`${from} ${room}`);
        before.set(`${from} ${room}`, seen);
        return earlier === undefined ? [] : [{ from, room, seen: earlier, unread: true }];
      });
      if (back.length > 0)
        void Bun.sleep(LATER)
          .then(() => mark(back))
          .then(erred, () => {});
      return kept;
    };
  },
} satisfies Record<string, MarkFault>;
