import { expect, test } from "bun:test";
import type { Call } from "../../../src/protocol";
import { type Mention, mentionsIn } from "../../../src/page/text/called";
import { blocksOf, isLoneEmoji } from "../../../src/page/text/markup";

/** A call of somebody at a word of the text, as the server places it: in code points. */
function callAt(txt: string, word: string, from = "ada"): Call {
  const start = Array.from(txt.slice(0, txt.indexOf(word))).length;
  return { from, start, end: start + Array.from(word).length };
}

/** A text's parts, written shortly: `[link]`, `` `code` ``, `*mention*`. */
const parts = (txt: string, mentions: Mention[] = []) =>
  blocksOf(txt, mentions).map((block) =>
    block.is === "code"
      ? `{${block.text}}`
      : block.parts
          .map(
            ({ is, text }) =>
              ({ text, link: `[${text}]`, code: `\`${text}\``, mention: `*${text}*` })[is],
          )
          .join(""),
  );

test.each([
  ["see https://example.org.", "see [https://example.org]."],
  ["(https://example.org/a)", "([https://example.org/a])"],
  ["https://example.org/a_(b)", "[https://example.org/a_(b)]"],
  ["看https://example.org/a，好", "看[https://example.org/a]，好"],
  ["HTTPS://EXAMPLE.ORG", "[HTTPS://EXAMPLE.ORG]"],
  ["http://a.org?b=c&d=e#f, and", "[http://a.org?b=c&d=e#f], and"],
  ["https://", "https://"],
  ["javascript:alert(1)", "javascript:alert(1)"],
  ["data:text/html,x", "data:text/html,x"],
  ["xhttps://example.org", "xhttps://example.org"],
])("links: %s", (txt, shown) => expect(parts(txt)).toEqual([shown]));

test("a link leads where it says", () => {
  const [block] = blocksOf("https://例子.example/路");
  expect(block).toEqual({
    is: "text",
    parts: [
      {
        is: "link",
        text: "https://例子.example/路",
        href: "https://xn--fsqu00a.example/%E8%B7%AF",
      },
    ],
  });
});

test("nothing in code is a link or a mention", () => {
  const txt = "a `https://x.org @ada` b";
  expect(parts(txt, mentionsIn(txt, [callAt(txt, "@ada")], "ada"))).toEqual([txt]);
  expect(parts("`a\nb`")).toEqual(["`a\nb`"]);
});

test("a fence makes a block, with or without a language, and keeps its lines", () => {
  expect(parts("before\n```ts\nlet a;\n\nlet b;\n```\nafter")).toEqual([
    "before",
    "{let a;\n\nlet b;}",
    "after",
  ]);
  expect(parts("```\nx\n```")).toEqual(["{x}"]);
  expect(parts("``` not closed")).toEqual(["``` not closed"]);
});

test.each([
  ["@ada and @adam", "@ada", "*@ada* and @adam"],
  ["👍👩‍👩‍👧 @ada!", "@ada", "👍👩‍👩‍👧 *@ada*!"],
  ["`x` https://a.org, then @小明 too", "@小明", "`x` [https://a.org], then *@小明* too"],
  ["مرحبا @نور كيف", "@نور", "مرحبا *@نور* كيف"],
])("P24: a call is marked where the server has found it: %s", (txt, word, shown) =>
  expect(parts(txt, mentionsIn(txt, [callAt(txt, word)], "ada"))).toEqual([shown]),
);

test("P24: a call behind a code block, and behind a pile of marks, is at its place", () => {
  const txt = `\`\`\`\nlet x;\n\`\`\`\na${"\u0301".repeat(99)} @ada`;
  const [, text] = parts(txt, mentionsIn(txt, [callAt(txt, "@ada")], "ada"));
  expect(text).toBe(`a${"\u0301".repeat(8)} *@ada*`);
});

test("P24: of two people of one name the text is marked once, and it is the reader's if one of them is the reader", () => {
  const txt = "so @lin and @ada";
  const calls = [callAt(txt, "@ada"), callAt(txt, "@lin", "1"), callAt(txt, "@lin", "ada")];
  expect(mentionsIn(txt, [{ from: "ada" }, ...calls], "ada")).toEqual([
    { start: 3, end: 7, isMe: true },
    { start: 12, end: 16, isMe: true },
  ]);
  expect(mentionsIn(txt, calls, "2").map(({ isMe }) => isMe)).toEqual([false, false]);
});

test("a call outside of the text is not drawn", () => {
  expect(mentionsIn("hi", [{ from: "ada", start: 1, end: 9 }], "ada")).toEqual([]);
});

test.each([
  ["👍", true],
  ["👩‍👩‍👧 🇨🇳", true],
  ["❤️❤️❤️", true],
  ["👍👍👍👍", false],
  ["ok 👍", false],
  ["1", false],
  ["", false],
])("%s alone: %p", (txt, isAlone) => expect(isLoneEmoji(txt)).toBe(isAlone));

test("4,000 characters that are hard to parse are parsed at once", () => {
  for (const piece of ["`", "```\n", "https://a(", "@", "👍"]) {
    const txt = piece.repeat(4000 / piece.length);
    expect(parts(txt).join("").length).toBeGreaterThan(0);
    isLoneEmoji(txt);
  }
});
