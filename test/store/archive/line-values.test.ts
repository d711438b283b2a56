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

const LONG = "x".repeat(60_000);
const NUL = "a\0b";
const HALF = "a\ud800";
const MUCH = 2 ** 31;
const file = (more: object) => JSON.stringify({ ...FILE, ...more });
const FILE = {
  file: "A".repeat(22),
  room: "a",
  from: "ada",
  name: "a.png",
  type: "image/png",
  size: 3,
  at: 1,
  sha256: "0".repeat(64),
};
const reaction = (more: object) =>
  JSON.stringify({ room: "a", seq: 1, emoji: "👍", from: "lin", name: "lin", ...more });
const claim = (claimed: string) => JSON.stringify({ claimed, name: "Ada", from: "ada" });
const erased = (after: string) => JSON.stringify({ erased: "ada", after });
const withReaction = (emoji: string) => said({ reactions: [{ emoji, count: 1, from: ["lin"] }] });
const withFile = (more: object) =>
  said({ files: [{ id: "A".repeat(22), name: "a.png", type: "image/png", size: 3, ...more }] });
const withNotice = (more: object) => said({ notice: { act: "mute", by: "ada", ...more } });

const CONTROLS = "has a control character";
const HALVES = "is not well-formed Unicode";
/** A field that is refused with a NUL, with half of a character, and with 60,000 characters. */
const text = (field: string, most: number, line: (value: string) => string) =>
  [
    [field, "a NUL", line(NUL), CONTROLS],
    [field, "a lone surrogate", line(HALF), HALVES],
    [field, "60,000 characters", line(LONG), `is longer than ${most} characters`],
  ] as const;
const emoji = (line: (value: string) => string) =>
  [NUL, HALF, LONG, "", "a", "👍👍"].map(
    (value) =>
      ["emoji", JSON.stringify(value).slice(0, 20), line(value), "is not one emoji"] as const,
  );
const type = (line: (value: string) => string) =>
  [NUL, HALF, "", "image/Ā", "image/png\r\nA: b", "image", "image/png; a=b"].map(
    (value) => ["type", JSON.stringify(value), line(value), "is no media type"] as const,
  );
const size = (line: (more: object) => string) =>
  ["width", "height"].map(
    (field) => [field, "2^31", line({ [field]: MUCH }), "is 2147483648, and should be"] as const,
  );

test.each([
  [
    "a file",
    [...text("name", 120, (name) => file({ name })), ...type((one) => file({ type: one }))],
  ],
  ["a file", [...size(file), ["name", "nothing", file({ name: "" }), "is empty"]]],
  ["a file", [["name", "a turn of its text", file({ name: "a\u202eb" }), "has a line break or"]]],
  ["a file", [["type", "256 characters", file({ type: `a/${"b".repeat(254)}` }), "is too long"]]],
  ["a reaction", [...emoji((one) => reaction({ emoji: one }))]],
  ["a reaction", text("name", 40, (name) => reaction({ name }))],
  [
    "a name's owner",
    [...text("claimed", 100, claim), ["claimed", "nothing", claim(""), "is empty"]],
  ],
  ["an erased person", text("room", 64, erased)],
  ["an erased person", [["room", "a slash", erased("a/b"), "may only have letters"]]],
  ["a message's reaction", [...emoji(withReaction)]],
  ["a message's file", [...text("name", 120, (name) => withFile({ name })), ...size(withFile)]],
  ["a message's file", type((one) => withFile({ type: one }))],
  ["a message's file", text("description", 1000, (description) => withFile({ description }))],
  ["a message's notice", text("name", 40, (name) => withNotice({ name }))],
  ["a message's notice", text("reason", 250, (reason) => withNotice({ reason }))],
] as const)(
  "H47: %s with a value that no server would have stored is refused with the line's number and the field",
  async (_, cases) => {
    for (const [field, what, line, wrong] of cases) {
      const error = String(await rejection(read([FIRST, room("a", 1), line])));
      expect(error, what).toMatch(/^Error: line 3: /);
      expect(error, what).toContain(`${field} ${wrong}`);
    }
  },
);

const some = <T>(count: number, one: (n: number) => T) =>
  Array.from({ length: count }, (_, n) => one(n));
const files = (count: number) =>
  some(count, (n) => ({ id: `${10 + n}${"A".repeat(20)}`, name: "a", type: "a/b", size: 3 }));
const reactions = (count: number, people = 1) =>
  some(count, (place) => ({
    emoji: String.fromCodePoint(0x1f600 + place),
    count: people,
    from: some(people, (n) => `p-${n}`),
  }));
const calls = (count: number) => some(count, (n) => ({ from: `p-${n}`, start: 0, end: 1 }));

test.each([
  ["files", { files: files(11) }, "files has more than 10: it is "],
  ["reactions", { reactions: reactions(21) }, "reactions has more than 20: it is "],
  ["people of a reaction", { reactions: reactions(1, 9) }, "from has more than 8: it is "],
  ["calls", { calls: calls(21) }, "calls has more than 20: it is "],
])(
  "H47: a message with more %s than a server stores for one is refused with its number",
  async (_, more, wrong) => {
    const error = String(await rejection(read([FIRST, room("a", 1), said(more)])));
    expect(error).toStartWith(`Error: line 3: ${wrong}`);
  },
);

test("a message with as many files, reactions and calls as a server stores for one is imported", async () => {
  const most = { files: files(10), reactions: reactions(20, 8), calls: calls(20) };
  expect(await read([FIRST, room("a", 1), said(most), last(1, 1)])).toHaveLength(2);
});

test("values at the limits of what a server stores are imported", async () => {
  const lines = [
    JSON.stringify({ room: "a", head: 2, at: 1, rev: 3 }),
    said({
      reactions: [{ emoji: "👨‍👩‍👧", count: 1, from: ["lin"] }],
      files: [
        {
          id: "A".repeat(22),
          name: "ä".repeat(120),
          type: "image/svg+xml",
          size: 3,
          width: MUCH - 1,
          height: 1,
          description: "😀".repeat(1000),
        },
      ],
    }),
    said({
      seq: 2,
      id: "i2",
      notice: { act: "mute", by: "ada", name: "x".repeat(40), reason: "y" },
    }),
    reaction({ name: "" }),
    claim("x".repeat(100)),
    erased(""),
    erased("a"),
  ];
  const end = JSON.stringify({ end: { rooms: 1, messages: 2, names: 1, erased: 2 } });
  expect(await read([FIRST, ...lines, end])).toHaveLength(7);
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
