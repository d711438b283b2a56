/**
 * `bun run emoji`: makes the files that the page's picker reads, `public/emoji/*.txt`, one a language, of Unicode's own
 * lists. A file has the groups, with an empty line between them: a group's name, then a line for each emoji, with its
 * name and the words by which it is found. `*` behind an emoji says that it may have a skin tone.
 */

import { folded } from "../../../src/page/reactions/emoji-list";

/** What is in no list: the names of the groups, and of the three flags that are not of a country. */
const NAMED = {
  en: {
    groups:
      "Smileys & emotion|People & body|Animals & nature|Food & drink|Travel & places|Activities|Objects|Symbols|Flags",
    flags: "England|Scotland|Wales",
  },
  "zh-Hans": {
    groups: "笑脸与情感|人物与身体|动物与自然|食物与饮料|旅行与地点|活动|物品|符号|旗帜",
    flags: "英格兰|苏格兰|威尔士",
  },
  "zh-Hant": {
    groups: "笑臉與情感|人物與身體|動物與自然|食物與飲料|旅遊與地點|活動|物品|符號|旗幟",
    flags: "英格蘭|蘇格蘭|威爾斯",
  },
  ar: {
    groups:
      "الوجوه والمشاعر|الأشخاص والجسم|الحيوانات والطبيعة|الطعام والشراب|السفر والأماكن|الأنشطة|الأشياء|الرموز|الأعلام",
    flags: "إنجلترا|اسكتلندا|ويلز",
  },
} as const;

type Language = keyof typeof NAMED;

export const LANGUAGES = Object.keys(NAMED) as Language[];

/** Subdivisions' flags are spelled by tags behind a black flag. */
const SUBDIVISION = /^🏴\u{e0067}/u;
const COUNTRY = /^\p{RI}{2}$/u;
const KEYCAP = /\u20e3$|^🔟$/u;

interface Listed {
  emoji: string;
  slug: string;
  skin_tone_support: boolean;
}

interface Annotation {
  /** The words by which one finds it. */
  default?: string[];
  /** Its name. */
  tts?: string[];
}

const read = (module: string): Promise<unknown> => Bun.file(new URL(module)).json();

const groups = (await read(import.meta.resolve("unicode-emoji-json/data-by-group.json"))) as {
  emojis: Listed[];
}[];

async function annotationsOf(language: Language): Promise<Record<string, Annotation>> {
  const folder = language === "zh-Hans" ? "zh" : language;
  const base = import.meta.resolve("cldr-annotations-full/package.json");
  const file = await read(new URL(`annotations/${folder}/annotations.json`, base).href);
  return (file as { annotations: { annotations: Record<string, Annotation> } }).annotations
    .annotations;
}

/** The file of a language. */
export async function emojiFile(language: Language): Promise<string> {
  const annotations = await annotationsOf(language);
  const regions = new Intl.DisplayNames(language, { type: "region" });
  const parts = new Intl.ListFormat(language, { type: "unit" });
  const names = NAMED[language];
  const flags = names.flags.split("|");

  const annotationOf = (emoji: string) => annotations[emoji] ?? annotations[plain(emoji)];

  /** The lists have no names for what is put together of others: then the parts are named. */
  function wordsOf({ emoji, slug }: Listed): string[] {
    const { tts = [], default: words = [] } = annotationOf(emoji) ?? {};
    if (tts.length > 0) return withoutParts([...tts, ...words]);
    if (COUNTRY.test(emoji)) return [regions.of(countryOf(emoji)) ?? slug];
    if (SUBDIVISION.test(emoji)) return [flags.shift() ?? slug];
    if (KEYCAP.test(emoji)) return [emoji === "🔟" ? "10" : plain(emoji).slice(0, 1)];
    const named = emoji.split("\u200d").map((part) => annotationOf(part)?.tts?.[0] ?? "");
    return [parts.format(named.filter((name) => name !== ""))];
  }

  const line = (one: Listed) =>
    `${one.emoji}${one.skin_tone_support ? "*" : ""} ${wordsOf(one).join("|")}`;
  return groups
    .map(({ emojis }, n) => [names.groups.split("|")[n], ...emojis.map(line), ""].join("\n"))
    .join("\n");
}

/** The name, and of the other words those that are not a part of another one: a part is found in the whole. */
function withoutParts([name = "", ...words]: string[]): string[] {
  const kept = [name];
  for (const word of words.toSorted((a, b) => b.length - a.length))
    if (!kept.some((other) => folded(other).includes(folded(word)))) kept.push(word);
  return kept;
}

const plain = (emoji: string) => emoji.replaceAll("\ufe0f", "");

/** `CN` of the flag that is spelled with these letters. */
function countryOf(flag: string): string {
  return flag.replace(/./gu, (letter) =>
    String.fromCodePoint((letter.codePointAt(0) ?? 0) - 0x1f1e6 + 0x41),
  );
}

/** Where the file of a language is. */
export const pathOf = (language: Language) =>
  `${import.meta.dir}/../../../public/emoji/${language}.txt`;

if (import.meta.main)
  for (const language of LANGUAGES) await Bun.write(pathOf(language), await emojiFile(language));
