/** Faults in what a store does with people, their marks and their rooms, for the checker to find. */
import type { KeptMark, NewMark, SqlitePeople } from "../../src/store";

/** Milliseconds after which a mark goes back by itself. */
const LATER = 50;

/** The mark as it would be kept. */
const promised = ({ from, room, seen, level }: NewMark): KeptMark => ({ from, room, seen, level });

export const PERSON_FAULTS = {
  "loses marks that it acknowledged": ({ persons, community }) => {
    let asked = 0;
    return {
      community,
      persons: {
        ...persons,
        async mark(marks) {
          asked += 1;
          return asked % 2 === 0 ? marks.map(promised) : persons.mark(marks);
        },
      },
    };
  },
  "lets marks go back by themselves": ({ persons, community }) => {
    const before = new Map<string, number>();
    return {
      community,
      persons: {
        ...persons,
        async mark(marks) {
          const kept = await persons.mark(marks);
          const back = kept.flatMap(({ from, room, seen = 0 }) => {
            const earlier = before.get(`${from} ${room}`);
            before.set(`${from} ${room}`, seen);
            return earlier === undefined ? [] : [{ from, room, seen: earlier, unread: true }];
          });
          if (back.length > 0)
            void Bun.sleep(LATER)
              .then(() => persons.mark(back))
              .catch(() => {});
          return kept;
        },
      },
    };
  },
} satisfies Record<string, (people: SqlitePeople) => SqlitePeople>;

export type PersonFault = keyof typeof PERSON_FAULTS;
