/** Records of ada and lin in one room, as a test describes them, and what the checker says of them. */
import type { Wish } from "../../src/client/wishes";
import { check, type Faults } from "./checker";
import type { Answered, Asked, Epoch, Person, Records, Screen, Seen, Wanted } from "./records";

const message = (seq: number, from: string, id: string, txt: string): Seen => ({
  room: "designers",
  seq,
  rev: seq,
  id,
  from,
  name: from,
  txt,
  at: 0,
});
export const one = message(1, "ada", "a1", "one");
export const two = message(2, "lin", "l1", "two");
export const three = message(3, "ada", "a2", "three");
export const all = [one, two, three];

const HERE = { epoch: "first", at: 0 };
export const onScreen = (messages: Seen[]): Screen => ({ epoch: "first", above: [], messages });
export const told = (...seqs: number[]) =>
  seqs.map((seq) => ({ epoch: "first", id: all[seq - 1]!.id, seq, rev: seq, isChange: false }));
export const changed = (...revs: number[]) =>
  revs.map((rev) => ({ epoch: "first", id: one.id, seq: 1, rev, isChange: true }));

export interface Course {
  log?: Seen[];
  /** The log as another machine has it. */
  elsewhere?: Seen[];
  ada?: Partial<Person>;
  lin?: Partial<Person>;
  /** The log that a backup replaced. */
  before?: Epoch;
  texts?: string[];
}

/** ada and lin in one room, where all went well except for what `course` says. Both have what the log has. */
function records({ log = all, elsewhere = log, ada, lin, before, texts = [] }: Course): Records {
  const person = (name: string, more: Partial<Person> = {}): Person => {
    const own = all.filter(({ from }) => from === name);
    return {
      name,
      room: "designers",
      from: name,
      typed: own,
      acknowledged: own.map(({ id, seq, rev }) => ({ id, seq, rev, ...HERE })),
      asked: [],
      answered: [],
      sent: new Set(),
      wanted: [],
      forbidden: new Set(),
      live: [told(...all.filter(({ from }) => from !== name).map(({ seq }) => seq))],
      screens: [onScreen(log)],
      ...more,
    };
  };
  const last = {
    id: before ? "second" : "first",
    logs: new Map([["designers", [log, elsewhere]]]),
  };
  return {
    people: [person("ada", ada), person("lin", lin)],
    own: { selves: [], pairs: [] },
    epochs: before ? [before, last] : [last],
    texts: new Set(texts),
  };
}

export function kindsOf(course: Course): (keyof Faults)[] {
  const faults = check(records(course));
  const kinds = Object.keys(faults) as (keyof Faults)[];
  return kinds.filter((kind) => faults[kind].length > 0);
}

/** What somebody asked for, in order, with the states that they were told. A wish without a state was not answered. */
export function changes(...wishes: [target: Seen, wish: Wish, state?: Seen][]) {
  const asked = wishes.map(([{ id, from }, wish], n): Asked => ({
    id: `c${n}`,
    target: { id, from },
    wish,
  }));
  const answered = wishes.flatMap(([, , state], n): Answered[] =>
    state ? [{ id: `c${n}`, ...HERE, message: state }] : [],
  );
  return { asked, answered };
}

export const edit = (txt: string): Wish => ({ kind: "edit", txt });
export const thumb = (on: boolean): Wish => ({ kind: "react", emoji: "👍", on });
export const remove: Wish = { kind: "remove" };

/** What somebody did, as the page has it that they did it on. */
export const wanted = (...wishes: [target: Seen, wish: Wish][]): { wanted: Wanted[] } => ({
  wanted: wishes.map(([{ id, from }, wish]) => ({
    epoch: "first",
    at: 1,
    target: { id, from },
    wish,
  })),
});

export const edited = { ...one, txt: "uno", edited: 1, rev: 4 };
export const again = { ...edited, txt: "eins", rev: 5 };
export const gone = { ...one, txt: "", rev: 4, gone: { by: "ada", at: 1 } };
export const liked = (from: string[], count = from.length) => ({
  ...one,
  rev: 4,
  reactions: [{ emoji: "👍", count, from }],
});
