/** Who spoke under which names, so that nobody claims a name under which somebody else speaks (P34). It is recorded after the message is stored. */
import type { Persons, Spoken } from "../../store";
import type { Caller } from "../caller";
import { looksOf } from "./looks";

export interface SpokenNames {
  /** Notes that a caller spoke under a name then: once a day, in the background. */
  note(caller: Caller, name: string, at: number): void;
  /** Writes what was noted so far. Rejects with `LogUnavailable`. */
  flush(): Promise<void>;
}

/** Stands for everybody who speaks without a key: they are somebody else each time. No key makes this id. */
const KEYLESS = "nobody";
const DAY = 86_400_000;
/** Milliseconds after which what was noted is written, people and names that are known to be noted, and rows in one write. */
const [SOON, MOST, ROWS] = [1000, 100_000, 1000];

export function createSpokenNames(persons: Pick<Persons, "noteSpoken">): SpokenNames {
  /** People with their names that were noted today. */
  const noted = new Set<string>();
  let day = 0;
  let waiting: Spoken[] = [];
  let timer: Timer | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const rows = waiting;
    waiting = [];
    try {
      for (let n = 0; n < rows.length; n += ROWS) await persons.noteSpoken(rows.slice(n, n + ROWS));
    } catch (error) {
      // It is noted again with what is said next.
      noted.clear();
      throw error;
    }
  }

  return {
    flush,

    note({ person, hasKey, voice }, name, at) {
      const today = Math.floor(at / DAY);
      if (voice?.name === name) {
        if (voice.notedOn === today) return;
        voice.notedOn = today;
      }
      if (day !== today || noted.size >= MOST) noted.clear();
      day = today;
      const from = hasKey ? person.from : KEYLESS;
      const key = `${from} ${name}`;
      if (noted.has(key)) return;
      noted.add(key);
      waiting.push(...looksOf(name).map((look) => ({ look, from, at })));
      timer ??= setTimeout(() => void flush().catch(() => {}), SOON).unref();
    },
  };
}
