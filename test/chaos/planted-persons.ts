/** Faults in what a store does with people, their marks and their rooms, for the checker to find. */
import type { CommunityChange, KeptMark, NewMark, SqlitePeople } from "../../src/store";

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
  "lets marks go back by themselves": ({ persons, community }) => ({
    community,
    persons: {
      ...persons,
      async mark(marks) {
        const kept = await persons.mark(marks);
        const back = kept
          .filter(({ seen = 0 }) => seen > 0)
          .map(({ from, room, seen = 0 }) => ({ from, room, seen: seen - 1, unread: true }));
        if (back.length > 0)
          void Bun.sleep(LATER)
            .then(() => persons.mark(back))
            .catch(() => {});
        return kept;
      },
    },
  }),
  "tells devices of no room": ({ persons, community }) => ({
    persons,
    community: {
      ...community,
      onChange: (listener) => {
        let told = 0;
        community.onChange((change: CommunityChange) => {
          told += 1;
          if (told % 2 === 0) listener(change);
        });
      },
    },
  }),
} satisfies Record<string, (people: SqlitePeople) => SqlitePeople>;

export type PersonFault = keyof typeof PERSON_FAULTS;
