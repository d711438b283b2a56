/** Values in the lines of an archive that no server would have stored (H47). */
import { expect, test } from "bun:test";
import { rejection } from "../../support/rejection";
import { FIRST, last, message, read, room } from "./lines-parts";

const said = (more: object) =>
  JSON.stringify({ ...(JSON.parse(message("a", 1)) as object), ...more });

test.each([
  ["a room with a slash", [room("a/b", 1)], "line 2: room may only have letters"],
  ["a room of spaces", [room(" ", 1)], 'it is " "'],
  ["a room of 65 characters", [room("x".repeat(65), 1)], "line 2: room is longer than 64"],
  ["a NUL in a room", [room("a\0", 1)], "line 2: room has a control character"],
  ["a head above all numbers", [room("a", 2 ** 53 - 1)], "line 2: head is 9007199254740991, and"],
  ["a head that is no whole number", [room("a", 1.5)], "line 2: a number is not whole: it is 1.5"],
  [
    "a NUL in a text",
    [room("a", 1), said({ txt: "a\0b" })],
    'line 3: txt has a control character other than newline and tab: it is "a\\u0000b"',
  ],
  [
    "a lone surrogate in a text",
    [room("a", 1), said({ txt: "\ud800" })],
    "line 3: txt is not well-formed",
  ],
  [
    "a lone surrogate in a name",
    [room("a", 1), said({ name: "\udc00" })],
    "line 3: name is not well-formed",
  ],
  [
    "a lone surrogate in an id",
    [room("a", 1), said({ id: "\udc00" })],
    "line 3: id is not well-formed",
  ],
  ["an empty text", [room("a", 1), said({ txt: "" })], "line 3: txt is empty"],
  [
    "a text that is too long",
    [room("a", 1), said({ txt: "x".repeat(4001) })],
    'line 3: txt is longer than 4000 characters: it is "xxx',
  ],
  [
    "a name that is too long",
    [room("a", 1), said({ name: "x".repeat(41) })],
    "line 3: name is longer than 40",
  ],
  [
    "an id that is too long",
    [room("a", 1), said({ id: "x".repeat(65) })],
    "line 3: id is longer than 64",
  ],
  [
    "a sender with a space",
    [room("a", 1), said({ from: "a b" })],
    'line 3: from is no public id: it is "a b"',
  ],
  [
    "a time of the far future",
    [room("a", 1), said({ at: 8.64e15 + 1 })],
    "line 3: at is more than a year ahead",
  ],
  [
    "a room of the far future",
    [JSON.stringify({ room: "a", head: 1, at: 2 ** 52 })],
    "line 2: at is more than a year ahead",
  ],
  ["a time before 1970", [room("a", 1), said({ at: -1 })], "line 3: at is -1, and"],
  ["a prototype", [`{"__proto__":{"room":"a"},"head":1,"at":1}`], "line 2: "],
  ["JSON of a hundred thousand levels", ["[".repeat(60_000)], "line 2: "],
])("H47: a line with %s is refused with its number and the reason", async (_, lines, wrong) => {
  const error = String(await rejection(read([FIRST, ...lines])));
  expect(error).toContain(wrong);
  // An error is a line that an operator reads, and nothing in it steers a terminal.
  expect(error.length).toBeLessThan(250);
  expect(error).toMatch(/^[\P{C}]*$/u);
});

test("H47: an error shows only the beginning of a hostile value, and no control characters", async () => {
  const hostile = `\u001b]0;owned\u0007\u202e${"x".repeat(50_000)}`;
  for (const line of [
    hostile,
    JSON.stringify({ [hostile]: 1 }),
    JSON.stringify({ room: hostile }),
  ]) {
    const error = String(await rejection(read([FIRST, line])));
    expect(error).toMatch(/^Error: line 2: \P{C}{10,250}$/u);
  }
});

test("an archive of an earlier version may have invisible names and texts, and rooms in NFD", async () => {
  const nfd = "\u1112\u1161\u11ab";
  const lines = [
    room("\u3164", 1),
    said({ room: "\u3164", name: "\u200b", txt: " " }),
    room(nfd, 1),
    said({ room: nfd, name: "\u202eada" }),
    last(2, 2),
  ];
  expect(await read([FIRST, ...lines])).toHaveLength(4);
});
