import { expect, test } from "bun:test";
import { directRoom } from "../../src/chat/rooms/direct";
import { noFaults } from "./checker";
import { checkOwn, type Own } from "./checker-own";
import type { MarkAsked, Place, Self } from "./own-records";
import type { Epoch } from "./records";

const EPOCHS: Epoch[] = [
  { id: "lost", logs: new Map(), backedUpAt: 50, endedAt: 60 },
  { id: "last", logs: new Map() },
];
const place = (seen?: number, level: Place["level"] = "calls", room = "lobby"): Place => ({
  room,
  kind: "open",
  seen,
  level,
  with: undefined,
});
const asked = (began: number, seq: number, more: Partial<MarkAsked> = {}): MarkAsked => ({
  room: "lobby",
  began,
  ended: began + 1,
  epoch: "last",
  seq,
  ...more,
});
const back = { unread: true } as const;
const unknown = { ended: undefined, epoch: undefined } as unknown as Partial<MarkAsked>;
const moved = (began: number, isIn: boolean) => ({ ...asked(began, 0), room: "hall", isIn });
const ada = (self: Partial<Self> = {}): Self => ({
  name: "ada",
  from: "ada",
  marks: [],
  moves: [],
  ends: [],
  heard: new Set(),
  devices: [],
  kept: [[]],
  ...self,
});

function faultsOf(own: Partial<Own>): string[] {
  const faults = noFaults();
  checkOwn({ selves: [], pairs: [], ...own }, EPOCHS, faults);
  return Object.entries(faults).flatMap(([kind, all]) => all.map(() => kind));
}

test.each<[string, string[], MarkAsked[], Place]>([
  ["nothing was said", [], [], place()],
  ["the further one counts", [], [asked(100, 5), asked(110, 3)], place(5)],
  [
    "a level was chosen where nothing was read",
    [],
    [{ ...asked(100, 0, { level: "none" }), seq: undefined }],
    place(undefined, "none"),
  ],
  ["it was set back on purpose", [], [asked(100, 5), asked(110, 3, back)], place(3)],
  ["nobody knows whether it was set back", [], [asked(100, 5, unknown), asked(110, 3)], place(5)],
  ["a backup was made before it", [], [asked(55, 5, { epoch: "lost" }), asked(100, 3)], place(3)],
  ["it is gone", ["lost"], [asked(100, 5)], place()],
  ["an earlier one is there", ["lost"], [asked(100, 3), asked(110, 5)], place(3)],
  ["it was in the backup", ["lost"], [asked(40, 5, { epoch: "lost" }), asked(99, 3)], place(3)],
  ["it is further than it was set back", ["lost"], [asked(1, 5), asked(9, 3, back)], place(5)],
  ["nobody said it", ["phantoms"], [asked(100, 5)], place(4)],
  ["the level is gone", ["lost"], [asked(100, 5, { level: "none" })], place(5)],
])("P36: the checker judges a mark: %s", (_, kinds, marks, there) => {
  expect(faultsOf({ selves: [ada({ marks, kept: [[there]] })] })).toEqual(kinds);
});

test("P36: a mark that went with the membership is not missed", () => {
  const ends = [{ room: "lobby", at: 105 }];
  const marks = [asked(100, 5), asked(110, 2)];
  expect(faultsOf({ selves: [ada({ ends, marks, kept: [[place(2)]] })] })).toEqual([]);
});

test("P36: a room or a mark that is not the same on a device, or on a machine, is a fault", () => {
  const marks = [asked(100, 5)];
  const kept = [[place(5)], [place(5)]];
  expect(faultsOf({ selves: [ada({ marks, kept, devices: kept })] })).toEqual([]);
  for (const other of [[], [place(4)], [place(5), place(1, "all", "hall")]]) {
    const differing = [ada({ marks, kept, devices: [[place(5)], other] })];
    expect(faultsOf({ selves: differing })).toEqual(["differing"]);
    expect(faultsOf({ selves: [ada({ marks, kept: [[place(5)], other] })] })).toEqual([
      "differing",
    ]);
  }
});

test("P36: a room that was joined last and is gone, or quit last and is there, is a fault", () => {
  const moves = [moved(100, true), moved(110, false)];
  const kept = [[place(undefined, "calls", "hall")]];
  expect(faultsOf({ selves: [ada({ moves })] })).toEqual([]);
  expect(faultsOf({ selves: [ada({ moves, kept })] })).toEqual(["lost"]);
  expect(faultsOf({ selves: [ada({ moves: moves.slice(0, 1) })] })).toEqual(["lost"]);
});

test("P30: a direct room that others were told of or could read, or that one of its two lacks, is a fault", () => {
  const room = directRoom("ada", "lin");
  const kept = [[place(undefined, "calls", room)]];
  const [lin, bo] = [ada({ name: "lin", from: "lin", kept }), ada({ name: "bo", from: "bo" })];
  const pair = { room, people: ["ada", "lin"] as const, readers: [] };
  const heard = new Set([room]);
  expect(faultsOf({ selves: [ada({ kept, heard }), lin, bo], pairs: [pair] })).toEqual([]);
  expect(faultsOf({ selves: [ada(), lin, bo], pairs: [pair] })).toEqual(["differing"]);
  expect(faultsOf({ selves: [ada({ kept }), lin, { ...bo, heard }], pairs: [pair] })).toEqual([
    "phantoms",
  ]);
  expect(faultsOf({ pairs: [{ ...pair, readers: ["keeper"] }] })).toEqual(["phantoms"]);
});
