import { expect, test } from "bun:test";
import { shownLabel } from "../../../src/page/text/label";

const MISSING = "\ufffd";
const left = (label: string) => Array.from(label).filter((one) => one !== MISSING);

test.each([
  "ada",
  "林",
  "أبو ʿAlī",
  "𐌰𐍄𐍄𐌰 𐌿𐌽𐍃𐌰𐍂 𐌸𐌿 𐌹𐌽 𐌷𐌹𐌼𐌹𐌽𐌰𐌼",
  "𠮷野家の𡈽屋さん",
  "𓀀𓁐𓂀𔐀𓀀",
  "𗀀𘟗𗀁",
  "Ada 🫡🏽 and 🫶🏿 of 🫠🫠",
  "e\u0301\u0323",
  "\u{31350}\u{323af}",
])("H44: a name in rare letters is shown as it is: %s", (name) => {
  expect(shownLabel(name)).toBe(name);
});

test.each([
  ["no font has, in turns", "\u{30000}\u0378"],
  ["no font has, in turns with Latin ones", "a\u{30000}"],
  ["no font has, in turns with Chinese ones", "長\u{30000}한"],
  ["are private, in turns with Latin ones", "\ue000a"],
  ["are of several planes", "\u{1fffe}a\u{30000}a\u{10ffff}a"],
  ["are of rare scripts", "\u{105c0}\u{10d40}\u{10940}\u{11380}"],
  ["are new emoji, in turns with Latin ones", "\u{1fac8}a"],
])("H44: of a name of letters that %s, four runs of them are shown", (_, piece) => {
  const text = piece.repeat(20);
  const rare = new Set(Array.from(piece).filter((one) => !/[a長한]/u.test(one)));
  expect(left(shownLabel(text)).filter((one) => rare.has(one)).length).toBe(4);
  expect(Array.from(shownLabel(text)).length).toBe(Array.from(text).length);
});

test("H44: a name has at most eight marks on one letter", () => {
  expect(shownLabel(`a${"\u0301".repeat(39)}`)).toBe(`a${"\u0301".repeat(8)}`);
});
