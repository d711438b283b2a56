/** The roster of every machine on one Postgres database (P15). */
import { PeopleByRoom } from "../people-by-room";
import { NAMED, type Roster } from "../roster";
import { atBoot } from "./connections";
import type { Postgres } from "./open-postgres";
import type { Person, Presence } from "../../protocol";
import { PresenceWriter } from "./presence-writer";

export interface SharedRoster extends Roster {
  /** Takes this machine's people off the roster. If the database is away, the other machines do so after 15 s. */
  close: () => Promise<void>;
}

/** An answer that waits for a write. */
interface Asked {
  written: Promise<void>;
  answer: Promise<Presence>;
}

/** Names the people who came first. Only the count reads everybody, and it reads an index. */
const PRESENT = `
  SELECT sender AS "from", (array_agg(name ORDER BY said DESC))[1] AS name,
    (SELECT count(*) FROM (SELECT DISTINCT sender FROM chuan.people WHERE room = $1) everybody)::int AS count
  FROM (SELECT * FROM chuan.people WHERE room = $1 ORDER BY since LIMIT ${2 * NAMED}) first
  GROUP BY sender ORDER BY min(since), sender LIMIT ${NAMED}`;

/** The name that a person used last, on any machine. */
const EVERYBODY = `
  SELECT DISTINCT ON (sender) sender AS "from", name FROM chuan.people WHERE room = $1
  ORDER BY sender, said DESC`;

/**
 * Opens the roster for this machine. No other process ever had the same `machine`. It reports changes of the
 * rooms that the log follows, which are those with people on this machine. Rejects with `DatabaseAway`.
 */
export async function openSharedRoster(
  { reader, notifications }: Postgres,
  machine: string,
): Promise<SharedRoster> {
  const here = new PeopleByRoom();
  const register = new PresenceWriter({ database: reader, machine, here });
  const asked = new Map<string, Asked>();
  const listeners = new Set<(room: string) => void>();

  function changed(room: string): void {
    if (here.has(room)) for (const told of listeners) told(room);
  }

  async function ask(room: string, written: Promise<void>): Promise<Presence> {
    await written.finally(() => {
      if (asked.get(room)?.written === written) asked.delete(room);
    });
    const rows = await reader.run<Person & { count: number }>(PRESENT, [room]);
    const people = rows.map(({ from, name }) => ({ from, name }));
    return { room, count: rows[0]?.count ?? 0, people };
  }

  notifications.overhear({
    heard: ({ room, people }) => {
      if (people !== undefined) changed(room);
    },
    listening: changed,
  });
  await atBoot(() => register.beat());

  return {
    enter(room, person) {
      here.enter(room, person);
      register.changed(room, person.from);
    },

    leave(room, person) {
      if (here.leave(room, person)) register.changed(room, person.from);
    },

    rename(room, person) {
      if (here.rename(room, person)) register.changed(room, person.from);
    },

    present(room) {
      // Callers that wait for the same write share an answer. An earlier answer may lack people who entered since.
      const written = register.written();
      const known = asked.get(room);
      if (known?.written === written) return known.answer;
      const answer = ask(room, written);
      asked.set(room, { written, answer });
      return answer;
    },

    async everybody(room) {
      await register.written();
      return [...(await reader.run<Person>(EVERYBODY, [room]))];
    },

    onChange: (told) => void listeners.add(told),

    close: () => register.close(),
  };
}
