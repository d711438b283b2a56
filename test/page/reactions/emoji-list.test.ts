import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { parseEmojiFile, searchEmoji, toned, TONES } from "../../../src/page/reactions/emoji-list";
import { EmojiField } from "../../../src/protocol/schemas/fields";
import { emojiFile, LANGUAGES, pathOf } from "./emoji-files";

const listIn = async (language: (typeof LANGUAGES)[number]) =>
  parseEmojiFile(await Bun.file(pathOf(language)).text());

describe.each(LANGUAGES)("the emoji in %s", (language) => {
  test("the picker's file is what `bun run emoji` makes", async () => {
    expect(await Bun.file(pathOf(language)).text()).toBe(await emojiFile(language));
  });

  test("P25: the server takes every one, in every skin tone, and each has a name", async () => {
    const all = (await listIn(language)).flatMap(({ emoji }) => emoji);
    expect(all.length).toBeGreaterThan(1900);
    const spelled = all.flatMap((one) => TONES.map((tone) => toned(one, tone)));
    expect(spelled.filter((emoji) => !v.safeParse(EmojiField, emoji).success)).toEqual([]);
    expect(all.filter(({ name }) => name === "")).toEqual([]);
    expect(new Set(spelled).size).toBeGreaterThan(3500);
  });
});

test.each([
  ["en", "heart", "❤️"],
  ["en", "RED heart", "❤️"],
  ["en", "party", "🎉"],
  ["zh-Hans", "笑哭", "😂"],
  ["zh-Hans", "赞", "👍"],
  ["zh-Hant", "讚", "👍"],
  ["zh-Hant", "中國", "🇨🇳"],
  ["ar", "قلب احمر", "❤️"],
  ["ar", "ألمانيا", "🇩🇪"],
  ["ar", "المانيا", "🇩🇪"],
  ["en", " 🎉 ", "🎉"],
] as const)("in %s, %s finds %s", async (language, query, emoji) => {
  const found = searchEmoji(await listIn(language), query).slice(0, 12);
  expect(found.map((one) => one.emoji)).toContain(emoji);
});

test("what begins with the query comes first, and nothing is found that lacks one of its words", async () => {
  const groups = await listIn("en");
  expect(searchEmoji(groups, "cat")[0]?.name).toBe("cat");
  expect(searchEmoji(groups, "cat zebra")).toEqual([]);
  expect(searchEmoji(groups, "e")).toHaveLength(60);
});
