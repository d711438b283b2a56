import { expect, test } from "bun:test";
import { chooseLanguage, type Language, LANGUAGES } from "../../../src/page/languages/choose";
import type { Entry } from "../../../src/page/languages/en";
import { laterTextsOf } from "../../../src/page/languages/later-words";
import { type AnyKey, textsOf, wordsIn } from "../../../src/page/languages/languages";

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
] as const)("a browser with the languages %j gets %s", (wanted, language) =>
  expect(chooseLanguage(wanted)).toBe(language),
);

/** All texts of a language: those of the first load, and those of dialogs that are fetched later. */
const allTextsOf = async (language: Language) => ({
  ...(await textsOf(language)),
  ...(await laterTextsOf(language)),
});

/** Every text of every form of a key. */
const formsOf = (texts: Record<AnyKey, Entry>, key: AnyKey) => {
  const entry = texts[key];
  return typeof entry === "string" ? { other: entry } : entry;
};

const placeholders = (text: string) =>
  [...text.matchAll(/\{\w+\}/g)].map(([one]) => one).toSorted();

test.each(ALL)("%s has a text for every key, and fills in what English does", async (language) => {
  const [texts, english] = await Promise.all([allTextsOf(language), allTextsOf("en")]);
  expect(Object.keys(texts)).toEqual(Object.keys(english));
  for (const key of Object.keys(english) as AnyKey[]) {
    const { other } = formsOf(texts, key);
    expect(other.trim()).not.toBe("");
    expect(placeholders(other)).toEqual(placeholders(formsOf(english, key).other));
  }
});

test.each(ALL)("%s has only plural forms that it uses", async (language) => {
  const texts = await allTextsOf(language);
  const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
  for (const key of Object.keys(texts) as AnyKey[])
    for (const form of Object.keys(formsOf(texts, key)))
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
] as const)("in %s, %d people are %s", async (language, count, said) => {
  const { say } = await wordsIn(language);
  expect(say("here", { count })).toBe(said);
});

test("numbers and times are written as the reader's region writes them", async () => {
  const at = new Date(2026, 4, 4, 15, 5).getTime();
  expect((await wordsIn("en", "en-GB")).time(at)).toBe("15:05");
  expect((await wordsIn("ar", "ar-EG")).number(12)).toBe("١٢");
});

test("days are named in words: today, yesterday, a weekday, a date", async () => {
  const words = await wordsIn("en");
  const noon = new Date(2026, 4, 4, 12).getTime();
  const day = (ago: number) => words.day(noon - ago * 86_400_000, noon);
  expect([day(0), day(1), day(5), day(400)]).toEqual([
    "today",
    "yesterday",
    "Wednesday, April 29",
    "March 30, 2025",
  ]);
});

test("a name never changes the direction of the text around it", async () => {
  const words = await wordsIn("en");
  const { say } = words.with(await laterTextsOf("en"));
  expect(say("mention", { name: "\u202eada\u2069" })).toBe("Mention \u2068\u202eada\u2069");
  expect(say("typing", { names: ["نور", "\u202elin"], count: 2 })).toBe(
    "\u2068نور\u2069 and \u2068\u202elin\u2069 are typing…",
  );
});
