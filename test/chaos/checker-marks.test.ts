import { expect, test } from "bun:test";
import { noFaults } from "./checker";
import { checkMarks } from "./checker-marks";
import type { Epoch, PersonMarks } from "./records";

const LAST: Epoch = { id: "last", logs: new Map() };
const LEVEL = { 1: "all", 2: "calls", 3: "none" } as const;
const said = ([1, 2, 3] as const).map((seen) => ({ seen, level: LEVEL[seen] }));
const acked = (seen: 1 | 2 | 3, epoch = "last") => ({ seen, level: LEVEL[seen], epoch, at: 0 });

function faultsOf(marks: Partial<PersonMarks>) {
  const faults = noFaults();
  const ada = { name: "ada", room: "lobby", said, acknowledged: [], kept: [], ...marks };
  checkMarks([ada], LAST, faults);
  return Object.entries(faults).flatMap(([kind, all]) => all.map(() => kind));
}

const kept = (seen: 1 | 2 | 3) => ({ seen, level: LEVEL[seen] });

test.each<[string[], Partial<PersonMarks>]>([
  [[], { acknowledged: [acked(1), acked(2)], kept: [kept(2), kept(2)] }],
  [[], { acknowledged: [acked(2)], kept: [kept(3)] }],
  [[], { acknowledged: [acked(3, "restored")], kept: [kept(1)] }],
  [[], { kept: [{}, {}] }],
  [["lost"], { acknowledged: [acked(2)], kept: [kept(1)] }],
  [["lost", "lost"], { acknowledged: [acked(2)], kept: [{}] }],
  [["differing"], { acknowledged: [acked(2)], kept: [kept(2), kept(3)] }],
  [["lost"], { acknowledged: [acked(2)], kept: [{ seen: 2 }] }],
  [["phantoms"], { kept: [{ seen: 9, level: "none" }] }],
])("the checker finds %j in marks: %j", (kinds, marks) => expect(faultsOf(marks)).toEqual(kinds));
