import { expect, test } from "bun:test";
import type { Faults } from "./checker";
import {
  again,
  all,
  changed,
  changes,
  type Course,
  edit,
  edited,
  gone,
  kindsOf,
  liked,
  one,
  onScreen,
  remove,
  three,
  thumb,
  told,
  two,
  wanted,
} from "./course";
import type { Epoch, Moment, Seen } from "./records";

test("a run in which all went well has no fault", () => {
  expect(kindsOf({})).toEqual([]);
});

test("what was typed and never acknowledged, stored or shown is no fault: nobody promised it", () => {
  const typed = [one, three, { id: "a3", txt: "on its way" }];
  expect(kindsOf({ ada: { typed } })).toEqual([]);
});

test("somebody who came late, and has seen all from there on, has missed nothing", () => {
  expect(kindsOf({ lin: { screens: [onScreen([two, three])] } })).toEqual([]);
});

test("what one did and undid is no fault where nothing of it is there", () => {
  const undone = wanted(
    [one, thumb(true)],
    [one, thumb(false)],
    [two, edit("zwei")],
    [two, edit("two")],
  );
  expect(kindsOf({ lin: undone })).toEqual([]);
});

test("changes that are there as they were acknowledged, or that were never answered, are no fault", () => {
  const first: Seen = { ...again, reactions: [{ emoji: "👍", count: 1, from: ["lin"] }], rev: 6 };
  const now = [first, two, three];
  const ada = changes([one, edit("uno"), edited], [one, edit("eins"), again], [three, remove]);
  const lin = changes([one, thumb(true), first], [two, edit("zwei")]);
  expect(kindsOf({ log: now, ada, lin })).toEqual([]);
  expect(kindsOf({ log: [gone, two, three], ada: changes([one, remove, gone]) })).toEqual([]);
});

test("what a backup did not have is no fault, and what it had is one when it is not there", () => {
  const before: Epoch = {
    id: "first",
    logs: new Map([["designers", [[edited, two, three]]]]),
    backedUpAt: 5,
  };
  const ada = changes([one, edit("uno"), edited]);
  const late = { answered: ada.answered.map((answer) => ({ ...answer, at: 6 })) };
  const screens = [onScreen([edited, two, three]), { ...onScreen(all), epoch: "second" }];
  const lin = { screens: screens.slice(1) };
  expect(kindsOf({ before, ada: { ...ada, screens, ...late }, lin })).toEqual([]);
  expect(kindsOf({ before, ada: { ...ada, screens }, lin })).toContain("lost");
  const lastLost = { id: "a2", seq: 3, rev: 3, epoch: "first" };
  const short = { before, log: [one, two], lin: { screens: [onScreen([one, two])] } };
  const told3 = (at: number) => ({ acknowledged: [{ ...lastLost, at }], ...ada, ...late });
  expect(kindsOf({ ...short, ada: told3(6) })).toEqual([]);
  expect(kindsOf({ ...short, ada: told3(4) })).toContain("lost");
});

test("P26: what was done on a page that still showed the log of before a restore is due where the backup had the message", () => {
  const before: Epoch = {
    id: "first",
    logs: new Map([["designers", [all]]]),
    backedUpAt: 5,
    endedAt: 6,
  };
  const [wish] = wanted([one, thumb(true)]).wanted;
  const ack = { id: one.id, seq: one.seq, rev: one.rev };
  const screens = [{ ...onScreen(all), epoch: "second" }];
  const kinds = (shownIn: string, acknowledgedIn: Moment) =>
    kindsOf({
      before,
      ada: { acknowledged: [{ ...ack, ...acknowledgedIn }], screens },
      lin: { screens, wanted: [{ ...wish!, epoch: shownIn, at: 7 }] },
    });
  const sentAgain = { epoch: "second", at: 8 };
  expect(kinds("first", sentAgain)).toEqual([]);
  expect(kinds("first", { epoch: "first", at: 4 })).toEqual(["lost"]);
  expect(kinds("second", sentAgain)).toEqual(["lost"]);
});

test.each<[string, keyof Faults, Course]>([
  ["an acknowledged message that the log forgot", "lost", { log: [one, two] }],
  ["a message that somebody was never shown", "lost", { lin: { screens: [onScreen([one, two])] } }],
  ["a message with two numbers", "doubled", { log: [...all, { ...one, seq: 4 }] }],
  ["a message shown twice", "doubled", { lin: { screens: [onScreen([one, two, two, three])] } }],
  ["a live message brought twice", "doubled", { lin: { live: [told(1, 1, 3)] } }],
  ["a screen in another order", "reordered", { lin: { screens: [onScreen([one, three, two])] } }],
  ["live messages in another order", "reordered", { lin: { live: [told(3, 1)] } }],
  [
    "messages stored in another order than typed",
    "reordered",
    { ada: { typed: [three, one], acknowledged: [] } },
  ],
  ["a machine with another order", "reordered", { elsewhere: [two, one, three] }],
  ["a machine with a message more", "reordered", { log: [one, two], elsewhere: all }],
  ["a number that the log skipped", "holes", { log: [one, two, { ...three, seq: 4 }] }],
  ["a log that begins late", "holes", { log: [two, three] }],
  ["a screen with a gap", "holes", { lin: { screens: [onScreen([one, three])] } }],
  [
    "a message that a connection brought before it was stored under that number",
    "phantoms",
    { lin: { live: [[{ ...told(1)[0]!, id: "a2" }, ...told(3)]] } },
  ],
  ["a message that nobody typed", "phantoms", { ada: { typed: [one] } }],
  ["a message whose text was altered", "phantoms", { log: [one, { ...two, txt: "2" }, three] }],
  [
    "a message shown under a number that the log gave to another",
    "phantoms",
    { lin: { screens: [onScreen([one, two, { ...one, id: "a9", seq: 3 }]), onScreen(all)] } },
  ],
  ["an acknowledged edit that is not there", "lost", { ada: changes([one, edit("uno"), edited]) }],
  [
    "an acknowledged edit that a later reaction has undone",
    "lost",
    {
      log: [{ ...liked(["lin"]), rev: 5 }, two, three],
      ada: changes([one, edit("uno"), edited]),
      lin: changes([one, thumb(true), { ...liked(["lin"]), rev: 5 }]),
    },
  ],
  [
    "edits in another order than asked for",
    "reordered",
    {
      log: [{ ...edited, rev: 6 }, two, three],
      ada: changes([one, edit("uno"), edited], [one, edit("eins"), again]),
    },
  ],
  ["live changes in another order", "reordered", { lin: { live: [changed(5, 4)] } }],
  ["a live change brought twice", "doubled", { lin: { live: [changed(4, 4)] } }],
  [
    "a reaction that counts twice",
    "doubled",
    {
      log: [liked(["lin", "lin"]), two, three],
      lin: changes([one, thumb(true), liked(["lin", "lin"])]),
    },
  ],
  [
    "a reaction of more people than reacted",
    "doubled",
    { log: [liked(["lin"], 2), two, three], lin: changes([one, thumb(true)]) },
  ],
  [
    "an acknowledged reaction that is not there",
    "lost",
    { lin: changes([one, thumb(true), { ...liked(["lin"]), rev: 1 }]) },
  ],
  [
    "a reaction that was taken back and is there",
    "lost",
    {
      log: [{ ...liked(["lin"]), rev: 5 }, two, three],
      lin: changes([one, thumb(true), liked(["lin"])], [one, thumb(false), { ...one, rev: 5 }]),
    },
  ],
  [
    "a reaction of somebody who never reacted",
    "phantoms",
    { log: [liked(["ada"]), two, three], lin: changes([one, thumb(true)]) },
  ],
  ["two things under one rev", "doubled", { log: [{ ...one, rev: 2 }, two, three] }],
  [
    "a room that counts more than happened",
    "doubled",
    { log: [{ ...edited, rev: 5 }, two, three], ada: changes([one, edit("uno"), edited]) },
  ],
  [
    "an old state on somebody's screen in the end",
    "differing",
    {
      log: [edited, two, three],
      ada: changes([one, edit("uno"), edited]),
      lin: { screens: [onScreen(all)] },
    },
  ],
  [
    "a screen that showed another state under the same rev",
    "differing",
    { lin: { screens: [onScreen([{ ...one, txt: "1" }, two, three]), onScreen(all)] } },
  ],
  [
    "a screen that is ahead of the log",
    "phantoms",
    { lin: { screens: [onScreen([{ ...one, rev: 9 }, two, three]), onScreen(all)] } },
  ],
  ["a machine with another state", "differing", { elsewhere: [{ ...one, rev: 9 }, two, three] }],
  [
    "an answer that was lost on the way",
    "phantoms",
    { ada: { typed: [one, { ...three, re: 2 }] } },
  ],
  [
    "a removed message that is there again",
    "phantoms",
    {
      log: [{ ...edited, rev: 5 }, two, three],
      ada: changes([one, remove, gone], [one, edit("uno")]),
    },
  ],
  ["a message that is gone though nobody removed it", "phantoms", { log: [gone, two, three] }],
  [
    "a removed message with a text",
    "phantoms",
    { log: [{ ...gone, txt: "one" }, two, three], ada: changes([one, remove, gone]) },
  ],
  ["an edit that a client never sent", "lost", { ada: wanted([one, edit("uno")]) }],
  ["a removal that a client never sent", "lost", { ada: wanted([one, remove]) }],
  [
    "a reaction that a client did not take back",
    "lost",
    {
      log: [liked(["lin"]), two, three],
      lin: {
        ...changes([one, thumb(true), liked(["lin"])]),
        ...wanted([one, thumb(true)], [one, thumb(false)]),
      },
    },
  ],
  ["an edit that nobody made", "phantoms", { log: [edited, two, three] }],
  [
    "a removed text that is still in the bytes of the store",
    "phantoms",
    { log: [gone, two, three], ada: changes([one, remove, gone]), texts: ["one", "two"] },
  ],
])("the checker names %s", (_, kind, course) => {
  expect(kindsOf(course)).toContain(kind);
});
