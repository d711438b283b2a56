/** The looks of all names that somebody owns, as far as one machine can keep them: for most names it need not ask who owns them (P34). */
import type { CommunityChange, Persons } from "../../store";

export interface OwnedLooks {
  /** Whether nobody owns a name with one of these looks. False where that cannot be known here. */
  areFree(looks: readonly string[]): boolean;
  follow(change: CommunityChange): void;
  /** From now on it is not known who owns what, until a change says `all`. */
  doubt(): void;
}

/** Looks that are read at once, and those that are kept. Where there are more, the store is asked for each name. */
const [PAGE, MOST] = [5000, 100_000];
/** Milliseconds after which looks are read again that could not be read. */
const AGAIN = 1000;

/** Of each look its hash is kept: where two have the same one, the store is asked once too often. */
const hashOf = (look: string): number => Bun.hash.crc32(look);

/** Begins to read the looks. */
export function createOwnedLooks(
  persons: Pick<Persons, "ownedLooks">,
  { most = MOST, again = AGAIN } = {},
): OwnedLooks {
  let owned = new Set<number>();
  let isWhole = false;

  async function read(): Promise<void> {
    const found = new Set<number>();
    isWhole = false;
    owned = found;
    for (let after = ""; found.size <= most;) {
      const looks = await persons.ownedLooks(after, PAGE);
      // What was claimed meanwhile is in the set already, and it stays in it.
      if (owned !== found) return;
      for (const look of looks) found.add(hashOf(look));
      if (looks.length < PAGE) {
        isWhole = found.size <= most;
        return;
      }
      after = looks.at(-1) ?? after;
    }
  }

  function begin(): void {
    const reading = read();
    const begun = owned;
    reading.catch(() => setTimeout(() => owned === begun && begin(), again).unref());
  }
  begin();

  function doubt(): void {
    isWhole = false;
    // A read that is under way may miss what is not heard.
    owned = new Set();
  }

  return {
    areFree: (looks) => isWhole && !looks.some((look) => owned.has(hashOf(look))),

    follow(change) {
      if (change === "all") return begin();
      for (const look of change.looks ?? []) owned.add(hashOf(look));
      if (owned.size > most) doubt();
    },

    doubt,
  };
}
