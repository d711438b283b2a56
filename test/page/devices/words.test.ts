/** A key as words that people write down and type on another device. */
import { describe, expect, test } from "bun:test";
import { newKey } from "../../../src/client/identity";
import { keyOf, wordsOf } from "../../../src/page/devices/words";

const KEY = "0123456789abcdef0123456789abcdef0123456789abcdef";
const WORDS = wordsOf(KEY) ?? [];
const TEXT = WORDS.join(" ");
const changed = (n: number, word: string) => WORDS.with(n - 1, word).join(" ");

test("a key of this page is 18 words, and they are that key again", () => {
  expect(WORDS).toHaveLength(18);
  for (const key of [KEY, ...Array.from({ length: 50 }, () => newKey())])
    expect(keyOf(wordsOf(key)?.join(" ") ?? "")).toEqual({ is: "key", key });
});

test.each(["the key of ada on all her pages", "0123", KEY.toUpperCase(), `${KEY}ff`])(
  "a key that this page has not made has no words: %s",
  (key) => expect(wordsOf(key)).toBeUndefined(),
);

describe("words are read however they were written down", () => {
  test.each([
    ["in capitals", TEXT.toUpperCase()],
    ["with line breaks and many spaces", `\n  ${WORDS.join("  \n\t ")}\u00a0 `],
    ["numbered", WORDS.map((word, n) => `${n + 1}. ${word}`).join("\n")],
    ["with commas", WORDS.join(", ")],
    ["by their first four letters", WORDS.map((word) => word.slice(0, 4)).join(" ")],
    [
      "in full-width letters",
      TEXT.replace(/[a-z]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)),
    ],
    ["as a Turkish keyboard writes capitals", TEXT.toUpperCase().replaceAll("I", "İ")],
  ])("%s", (_, text) => expect(keyOf(text)).toEqual({ is: "key", key: KEY }));
});

describe("what is wrong is said", () => {
  test.each([
    [changed(7, "aple"), { n: 7, word: "aple", meant: "apple" }],
    [changed(18, "kinnd"), { n: 18, word: "kinnd", meant: "kind" }],
    [changed(3, "qqqqqqqq"), { n: 3, word: "qqqqqqqq", meant: undefined }],
    [changed(2, "书"), { n: 2, word: "书", meant: undefined }],
  ])("which word is none, and which may be meant: %#", (text, wrong) =>
    expect(keyOf(text)).toEqual({ is: "wrong", ...wrong }),
  );

  test("that there are too few or too many", () => {
    expect(keyOf(WORDS.slice(1).join(" "))).toEqual({ is: "count", count: 17 });
    expect(keyOf(`${TEXT} kind`)).toEqual({ is: "count", count: 19 });
    expect(keyOf("")).toEqual({ is: "count", count: 0 });
  });

  test("that they are in another order, or that one is another word, in nearly all cases", () => {
    const swapped = WORDS.map((_, n) => {
      const other = [...WORDS];
      [other[n], other[(n + 1) % 18]] = [WORDS[(n + 1) % 18]!, WORDS[n]!];
      return other.join(" ");
    });
    const found = swapped.filter((text) => keyOf(text).is === "mismatch");
    expect(found.length).toBeGreaterThan(14);
    expect(keyOf(changed(1, "zoo"))).toEqual({ is: "mismatch" });
  });
});
