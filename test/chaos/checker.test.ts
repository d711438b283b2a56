import { expect, test } from "bun:test";
import { check, type Faults } from "./checker";
import type { Person, Records, Seen } from "./records";

const one: Seen = { seq: 1, id: "a1", from: "ada", txt: "one" };
const two: Seen = { seq: 2, id: "l1", from: "lin", txt: "two" };
const three: Seen = { seq: 3, id: "a2", from: "ada", txt: "three" };

interface Course {
  log?: Seen[];
  /** The log as another machine has it. */
  elsewhere?: Seen[];
  ada?: Partial<Person>;
  lin?: Partial<Person>;
}

/** ada and lin in one room, where all went well save for what `course` says. */
function records({ log = [one, two, three], elsewhere = log, ada, lin }: Course): Records {
  const logs = [log, elsewhere];
  const all = [one, two, three];
  const person = (name: string, changed: Partial<Person> = {}): Person => ({
    name,
    room: "designers",
    from: name,
    typed: all.filter(({ from }) => from === name),
    acknowledged: all.filter(({ from }) => from === name),
    live: [all.filter(({ from }) => from !== name).map(({ seq }) => seq)],
    screens: [all],
    ...changed,
  });
  return {
    people: [person("ada", ada), person("lin", lin)],
    logs: new Map([["designers", logs]]),
  };
}

function kindsOf(course: Course): (keyof Faults)[] {
  const faults = check(records(course));
  const kinds = Object.keys(faults) as (keyof Faults)[];
  return kinds.filter((kind) => faults[kind].length > 0);
}

test("a run in which all went well has no fault", () => {
  expect(kindsOf({})).toEqual([]);
});

test("what was typed and never acknowledged, stored or shown is no fault: nobody promised it", () => {
  const typed = [one, three, { id: "a3", txt: "on its way" }];
  expect(kindsOf({ ada: { typed } })).toEqual([]);
});

test("whoever came late, and has seen all from there on, has missed nothing", () => {
  expect(kindsOf({ lin: { screens: [[two, three]] } })).toEqual([]);
});

test.each<[string, keyof Faults, Course]>([
  ["an acknowledged message that the log forgot", "lost", { log: [one, two] }],
  ["a message that somebody was never shown", "lost", { lin: { screens: [[one, two]] } }],
  ["a message with two numbers", "doubled", { log: [one, two, three, { ...one, seq: 4 }] }],
  ["a message shown twice", "doubled", { lin: { screens: [[one, two, two, three]] } }],
  ["a live message brought twice", "doubled", { lin: { live: [[1, 1, 3]] } }],
  ["a screen in another order", "reordered", { lin: { screens: [[one, three, two]] } }],
  ["live messages in another order", "reordered", { lin: { live: [[3, 1]] } }],
  [
    "messages stored in another order than typed",
    "reordered",
    { ada: { typed: [three, one], acknowledged: [] } },
  ],
  ["a machine with another order", "reordered", { elsewhere: [two, one, three] }],
  ["a machine with a message more", "reordered", { log: [one, two], elsewhere: [one, two, three] }],
  ["a number that the log skipped", "holes", { log: [one, two, { ...three, seq: 4 }] }],
  ["a log that begins late", "holes", { log: [two, three] }],
  ["a screen with a gap", "holes", { lin: { screens: [[one, three]] } }],
  ["a message that nobody typed", "phantoms", { ada: { typed: [one] } }],
  [
    "a message whose text was altered",
    "phantoms",
    { log: [one, { ...two, txt: "2" }, three], ada: { screens: [] } },
  ],
  [
    "a message shown under a number that the log gave to another",
    "phantoms",
    {
      lin: {
        screens: [
          [one, two, { ...one, id: "a9", seq: 3 }],
          [one, two, three],
        ],
      },
    },
  ],
])("the checker names %s", (_, kind, course) => {
  expect(kindsOf(course)).toContain(kind);
});
