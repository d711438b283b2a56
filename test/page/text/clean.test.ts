import { expect, test } from "bun:test";
import { cleanText, cleanBeforeCaret, sendableText } from "../../../src/page/text/clean";
import { check, Text } from "../../../src/protocol/schemas";

test.each([
  ["one\vtwo\fthree\u0085four", "one\ntwo\nthree\nfour"],
  ["one\u2028two\u2029three", "one\ntwo\nthree"],
  ["one\r\ntwo\rthree\n\nfour", "one\ntwo\nthree\n\nfour"],
  ["\u001b[1;31merror\u001b[0m: no", "error: no"],
  ["\u009b31merror\u009b0m", "error"],
  ["\u001b[38;2;1;2;3mcolour\u001b[m\u001b(B", "colour"],
  ["\u001b]0;a title\u0007prompt", "prompt"],
  ["\u001b]8;;https://example.org\u001b\\link\u001b]8;;\u001b\\", "link"],
  ["\u001b]never ended", "never ended"],
  ["\u001bHello", "Hello"],
  ["a\0b\u0007c\u007fd\u009fe", "abcde"],
  ["a\ud800b\udc00c", "abc"],
  [
    "tab\tstays, 👍🏽 stays, e\u0301 stays, \u200f stays",
    "tab\tstays, 👍🏽 stays, e\u0301 stays, \u200f stays",
  ],
  ["", ""],
])("P6: %j pasted into the box becomes %j", (pasted, taken) =>
  expect(cleanText(pasted)).toBe(taken),
);

test("P6: the server accepts every pasted code unit after cleaning", () => {
  for (let unit = 0; unit <= 0xffff; unit += 1) {
    const txt = sendableText(`a${String.fromCharCode(unit)}b`);
    const { ok } = check(Text, { name: "ada", txt });
    if (!ok) throw new Error(`U+${unit.toString(16)} is refused`);
  }
});

test("a keyboard that gives an emoji in two halves gives it whole", () => {
  const [high, low] = ["\ud83d", "\udc4d"];
  expect(cleanBeforeCaret(`a${high}`)).toBe(`a${high}`);
  expect(cleanBeforeCaret(`a${high}${low}`)).toBe("a👍");
  expect(cleanBeforeCaret(`a${high}b`)).toBe("ab");
});

test.each([
  ["hello\n", "hello"],
  ["hello\r\n\r\n", "hello"],
  ["hello\n  \n\t", "hello"],
  ["hello ", "hello "],
  ["\n  one\n\n  two\n", "\n  one\n\n  two"],
])("of %j, %j is sent", (written, sent) => expect(sendableText(written)).toBe(sent));

test("a pasted megabyte of what looks like a terminal is cleaned at once", () => {
  const began = performance.now();
  for (const piece of ["\u001b]", "\u009d", "\u001b[1;", "\u001b", "\n \n"])
    cleanText(piece.repeat(500_000));
  expect(performance.now() - began).toBeLessThan(2000);
});
