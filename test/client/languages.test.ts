import { expect, test } from "bun:test";
import { choose, type Language, LANGUAGES } from "../../src/client/languages/choose";
import { type Key, TEXTS, wordsIn } from "../../src/client/languages/languages";

const ALL = Object.keys(LANGUAGES) as Language[];

test.each([
  [["zh-CN"], "zh-Hans"],
  [["zh"], "zh-Hans"],
  [["zh-SG"], "zh-Hans"],
  [["zh-TW"], "zh-Hant"],
  [["zh-HK", "en"], "zh-Hant"],
  [["zh-Hant-CN"], "zh-Hant"],
  [["ar-EG"], "ar"],
  [["fr", "de", "ar"], "ar"],
  [["en-GB", "zh"], "en"],
  [["fr"], "en"],
  [["not a language", "zh-TW"], "zh-Hant"],
  [[], "en"],
] as const)("who wants %j gets %s", (wanted, language) => expect(choose(wanted)).toBe(language));

/** Every text of every form of a key, in one language. */
const formsOf = (language: Language, key: Key) => {
  const entry = TEXTS[language][key];
  return typeof entry === "string" ? { other: entry } : entry;
};

const placeholders = (text: string) =>
  [...text.matchAll(/\{\w+\}/g)].map(([one]) => one).toSorted();

test.each(ALL)("%s has a text for every key, and fills in what English does", (language) => {
  expect(Object.keys(TEXTS[language])).toEqual(Object.keys(TEXTS.en));
  for (const key of Object.keys(TEXTS.en) as Key[]) {
    const { other } = formsOf(language, key);
    expect(other.trim()).not.toBe("");
    expect(placeholders(other)).toEqual(placeholders(formsOf("en", key).other));
  }
});

test.each(ALL)("%s has only plural forms that it uses", (language) => {
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
  for (const key of Object.keys(TEXTS[language]) as Key[])
    for (const form of Object.keys(formsOf(language, key)))
      expect(pluralCategories).toContain(form as Intl.LDMLPluralRule);
});

test.each([
  ["en", 1, "1 person here"],
  ["en", 2, "2 people here"],
  ["en", 1234, "1,234 people here"],
  ["zh-Hans", 3, "3 人在这里"],
  ["ar", 2, "شخصان هنا"],
  ["ar", 3, "3 أشخاص هنا"],
  ["ar", 11, "11 شخصًا هنا"],
] as const)("in %s, %d people are %s", (language, count, said) =>
  expect(wordsIn(language).say("here", { count })).toBe(said),
);

test("numbers and times are written as the reader's region writes them", () => {
  const at = new Date(2026, 4, 4, 15, 5).getTime();
  expect(wordsIn("en", "en-GB").time(at)).toBe("15:05");
  expect(wordsIn("ar", "ar-EG").number(12)).toBe("١٢");
});

test("days are named as one says them", () => {
  const noon = new Date(2026, 4, 4, 12).getTime();
  const day = (ago: number) => wordsIn("en").day(noon - ago * 86_400_000, noon);
  expect([day(0), day(1), day(5), day(400)]).toEqual([
    "today",
    "yesterday",
    "Wednesday, April 29",
    "March 30, 2025",
  ]);
});
