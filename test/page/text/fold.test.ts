import { expect, test } from "bun:test";
import { foldedBlocks } from "../../../src/page/text/fold";
import { type Block, blocksOf, withoutExcessMarks } from "../../../src/page/text/markup";

/** Every `@ada` of a text. */
const called = (txt: string) =>
  Array.from(txt.matchAll(/@ada/g), ({ index: start }) => ({ start, end: start + 4, isMe: true }));
const fold = (txt: string) => foldedBlocks(blocksOf(txt, called(txt)));

/** All that a message shows. */
const textOf = (blocks: readonly Block[] = []) =>
  blocks
    .map((block) =>
      block.is === "code" ? block.text : block.parts.map(({ text }) => text).join(""),
    )
    .join("\n");

const pieces = (blocks: readonly Block[] = []) =>
  blocks.flatMap((block) => (block.is === "code" ? ["code"] : block.parts.map(({ is }) => is)));

test.each(["hello", "x".repeat(1500), "line\n".repeat(16), "```\na\nb\n```"])(
  "a message of ordinary length is not folded: %#",
  (txt) => expect(fold(txt)).toBeUndefined(),
);

test.each([
  ["words", "word ".repeat(800)],
  ["one word", "x".repeat(4000)],
  ["lines", "line\n".repeat(800)],
  ["empty lines", `${"\n".repeat(3999)}x`],
  ["code", `\`\`\`\n${"line\n".repeat(500)}\`\`\``],
  ["fences", "```\nx\n```\n".repeat(400)],
  ["pieces of code", "`x`".repeat(1333)],
  ["links", "https://a.org/x ".repeat(250)],
  ["mentions", "@ada ".repeat(800)],
  ["emoji", "👍".repeat(4000)],
])("H44: of a long message at most 1,200 characters and some 16 lines are shown: %s", (_, txt) => {
  const shown = textOf(fold(txt));
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.length).toBeLessThanOrEqual(1300);
  expect(shown.split("\n").length).toBeLessThanOrEqual(20);
});

test("H44: of a long message at most 60 pieces are shown, and less of it where scripts change at every letter", () => {
  for (const piece of ["`x`", "@ada ", "http://a.b ", "```\nx\n```\n"])
    expect(pieces(fold(piece.repeat(300))).filter((is) => is !== "text").length).toBeLessThan(61);
  for (const piece of ["长👍", "aب", "aक", "文a", "\u{10900}\u{11000}"])
    expect(textOf(fold(piece.repeat(1000))).length).toBeLessThan(500);
  // Letters of scripts that no font has together are some ten times as much to draw.
  const scripts = Array.from({ length: 200 }, (_, n) => String.fromCodePoint(0x905 + n * 37));
  expect(textOf(fold(scripts.join("").repeat(20))).length).toBeLessThan(200);
  // Neighbours in Unicode are scripts of their own.
  for (const piece of ["कক", "กກ", "Աאב", "𐤀𐡀"])
    expect(textOf(fold(piece.repeat(1000))).length).toBeLessThan(500);
  const greetings = "Hello! 你好！ Привет! مرحبا! नमस्ते! שלום! สวัสดี! γειά! こんにちは！ 안녕! ";
  expect(fold(greetings)).toBeUndefined();
  // Ordinary texts of every language are shown as far as each other.
  for (const word of [
    "žluť ",
    "phở việt ",
    "हिन्दी ",
    "ภาษา ",
    "日本語とカナ、",
    "한국어 ",
    "عربي ",
    "русский ",
    "“ok” – 10 % ",
    "தமிழ் ",
    "ไทยไม่มีช่องว่าง",
    "ភាសាខ្មែរ",
    "မြန်မာဘာသာ",
    "ދިވެހި ",
    "አማርኛ ",
    "Հայերեն ",
    "ქართული ",
    "ᠮᠣᠩᠭᠣᠯ ",
    "𞤆𞤵𞤤𞤢𞤪 ",
    "ꆈꌠꉙ",
    "қазақ ґ ",
    "한국어 ".normalize("NFD"),
    "𝓗𝓮𝓵𝓵𝓸 ",
    "👩‍👩‍👧",
  ])
    expect(textOf(fold(word.repeat(1000))).length).toBeGreaterThan(1120);
});

test.each([
  ["letters that join, in one word", "ب", 500],
  ["letters that stack, in one word", "க்ஷ்ரீ", 500],
  ["letters drawn long", "بـ", 500],
  ["letters of one line, in one word", "ᠮᠣᠩ", 500],
  ["selectors of a form", "葛\u{e0100}", 150],
  ["letters that Unicode does not have", "a\u0378", 200],
  ["words that Unicode does not have", "\u0378 ", 200],
  ["signs without width", "\u2067a\u2069", 600],
  ["emoji with and without colours", "☺\ufe0e☺\ufe0f", 600],
  ["joiners that part", "\u200c", 500],
  ["letters as wide as a line", "\ufdfd", 40],
])("H44: letters that are slow to draw count for more: %s", (_, piece, most) => {
  const shown = textOf(fold(`a${piece.repeat(4000 / piece.length)}a`));
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.length).toBeLessThanOrEqual(most);
});

test.each([
  ["👍", 1],
  ["👩‍👩‍👧", 0],
  ["👍🏿", 1],
  ["e\u0301", 1],
  ["𝒳", 1],
])("a long message is not cut within a character: %s", (character, before) => {
  const shown = textOf(fold("x".repeat(before) + character.repeat(1000)));
  expect(shown.length).toBeGreaterThan(1120);
  expect(shown.slice(before).replaceAll(character, "")).toBe("");
});

test("H44: a message has at most 200 pieces, and the rest is text as it was typed", () => {
  for (const piece of [
    "`x`",
    "https://a.org ",
    "@ada ",
    "```\nx\n```\n",
    "`x` https://a.org @ada\n",
  ]) {
    const txt = piece.repeat(4000 / piece.length);
    const blocks = blocksOf(txt, called(txt));
    const drawn = pieces(blocks);
    expect(drawn.filter((is) => is !== "text").length).toBe(200);
    expect(drawn.length).toBeLessThan(450);
    expect(textOf(blocks).length).toBeGreaterThan(txt.length / 3);
  }
});

test("H44: at most eight marks on one letter are shown; real languages keep all of theirs", () => {
  expect(withoutExcessMarks(`a${"\u0301".repeat(3999)}b`)).toBe(`a${"\u0301".repeat(8)}b`);
  // Characters that are not seen do not hide a pile.
  expect(withoutExcessMarks(`a${"\u0301\u200b".repeat(99)}b`).length).toBeLessThan(20);
  for (const word of [
    "Việt Nam",
    "שָׁלוֹם",
    "ที่นี่",
    "कर्त्स्न्य",
    "རྒྱུད",
    "السَّلَامُ عَلَيْكُمْ",
    "❤️‍🔥",
  ])
    expect(withoutExcessMarks(word.normalize("NFD"))).toBe(word.normalize("NFD"));
});

test("H44: texts made to be slow take time that grows with their length alone", () => {
  const made = [
    "`",
    "```\n",
    "```a\n",
    "```x\ny```z\n",
    "https://a(",
    "@",
    "a\u0301",
    "a\u0301\u200b",
    "`a`",
    "*_~",
  ];
  const spent = (length: number) => {
    const began = performance.now();
    for (const piece of made) fold(piece.repeat(length / piece.length));
    return performance.now() - began;
  };
  spent(4000);
  // Forty times as long: an effort that grows with the square would take 1,600 times as much.
  expect(spent(160_000)).toBeLessThan(400 * Math.max(spent(4000), 1));
});
