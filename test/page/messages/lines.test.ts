import { expect, test } from "bun:test";
import { groupedLines } from "../../../src/page/messages/lines";
import type { Message } from "../../../src/protocol";

const MORNING = new Date(2026, 4, 4, 9).getTime();
const MINUTE = 60_000;

const said = (seq: number, from: string, at: number, name = from): Message => ({
  room: "designers",
  seq,
  rev: seq,
  id: `${seq}`,
  from,
  name,
  txt: "hello",
  at,
});

/** What begins with each message. */
const starts = (messages: Message[], before?: Message, seen?: number) =>
  groupedLines(messages, before, seen).map(({ startsDay, startsGroup, startsUnread }) =>
    [startsDay && "day", startsUnread && "unread", startsGroup && "group"]
      .filter(Boolean)
      .join(" "),
  );

test("messages of a person within five minutes are one group", () => {
  const messages = [
    said(1, "ada", MORNING),
    said(2, "ada", MORNING + MINUTE),
    said(3, "lin", MORNING + 2 * MINUTE),
    said(4, "ada", MORNING + 3 * MINUTE),
    said(5, "ada", MORNING + 9 * MINUTE),
  ];
  expect(starts(messages)).toEqual(["day group", "", "group", "group", "group"]);
});

test("messages of two people of one name are not grouped, nor those of one person under two names", () => {
  const messages = [
    said(1, "one", MORNING, "ada"),
    said(2, "other", MORNING, "ada"),
    said(3, "other", MORNING, "ada l."),
  ];
  expect(starts(messages)).toEqual(["day group", "group", "group"]);
});

test("a day begins with its first message", () => {
  const midnight = new Date(2026, 4, 5).getTime();
  expect(starts([said(1, "ada", midnight - 1), said(2, "ada", midnight)])).toEqual([
    "day group",
    "day group",
  ]);
});

test("a server's clock that is set back over midnight makes no day begin twice", () => {
  const midnight = new Date(2026, 4, 5).getTime();
  const messages = [midnight + 1, midnight - 1, midnight + 2, midnight + 60 * MINUTE].map((at, n) =>
    said(n + 1, "ada", at),
  );
  expect(starts(messages)).toEqual(["day group", "", "", "group"]);
  // One that was wrong by months is another day all the same, and so is the right one after it.
  const wrong = [MORNING, MORNING + 90 * 24 * 60 * MINUTE, MORNING + MINUTE];
  expect(starts(wrong.map((at, n) => said(n + 1, "ada", at)))).toEqual([
    "day group",
    "day group",
    "day group",
  ]);
});

test("the first drawn message is grouped with the one above it that is not drawn", () => {
  expect(starts([said(2, "ada", MORNING)], said(1, "ada", MORNING))).toEqual([""]);
});

test("the unread messages begin once, after the last seen one", () => {
  const messages = [1, 2, 3].map((seq) => said(seq, "ada", MORNING));
  expect(starts(messages, undefined, 1)).toEqual(["day group", "unread group", ""]);
  expect(starts(messages, undefined, 3)).toEqual(["day group", "", ""]);
  expect(starts(messages, undefined, 0)).toEqual(["day unread group", "", ""]);
  expect(starts(messages.slice(2), messages[1], 1)).toEqual([""]);
});

test("the unread do not begin where the first of them is not there yet", () => {
  expect(starts([said(3, "ada", MORNING)], undefined, 1)).toEqual(["day group"]);
});
