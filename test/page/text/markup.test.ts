import { expect, test } from "bun:test";
import { blocksOf, isLoneEmoji } from "../../../src/page/text/markup";

/** A text's parts, written shortly: `[link]`, `` `code` ``, `*mention*`. */
const parts = (txt: string, name = "") =>
  blocksOf(txt, name).map((block) =>
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
  const [block] = blocksOf("https://例子.example/路", "");
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
  expect(parts("a `https://x.org @ada` b", "ada")).toEqual(["a `https://x.org @ada` b"]);
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

test("mentions of the reader are marked", () => {
  expect(parts("@ada and @adam, ask @Ada!", "ada")).toEqual(["*@ada* and @adam, ask *@Ada*!"]);
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
    expect(parts(txt, "ada").join("").length).toBeGreaterThan(0);
    isLoneEmoji(txt);
  }
});

test("a mention of a longer name does not mention a shorter one that begins it", () => {
  const [block] = blocksOf("@小明 and @小", "小", ["小明"]);
  expect(block).toEqual({
    is: "text",
    parts: [
      { is: "text", text: "@小明 and " },
      { is: "mention", text: "@小" },
    ],
  });
});
