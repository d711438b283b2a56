/** Which names look alike, and which do not, each with what and why (P37, H26). */
import { expect, test } from "bun:test";
import { looksOf } from "../../../src/chat/people/looks";

const areAlike = (one: string, other: string) =>
  looksOf(one).some((look) => looksOf(other).includes(look));

/** Names that pass for each other. The owner has the first one. */
const ALIKE: [why: string, one: string, other: string][] = [
  ["Cyrillic а and ԁ in a Latin name", "ada", "а\u0501а"],
  ["a Cyrillic capital whose small letter looks different", "Mark", "Маrk"],
  ["the same in small letters", "bob", "Вob"],
  ["a Cyrillic capital beside a Latin I for an l", "bill", "ВiIl"],
  ["a Latin B in a Cyrillic name", "Вова", "Boва"],
  ["the capitals of a Cyrillic name in Latin", "Вова", "BOBA"],
  ["a Greek capital", "Nina", "Νina"],
  ["a Greek small letter that looks like another Latin one", "vera", "νera"],
  ["a Greek name in capitals", "Νίκος", "ΝΊΚΟΣ"],
  ["both forms of the small sigma", "Νίκος", "Νίκοσ"],
  ["Latin alpha, which has another capital", "ada", "ɑda"],
  ["capital I for l", "lin", "Iin"],
  ["capital I for l, where the owner writes a capital L", "Lin", "Iin"],
  ["the digit 1 for l", "Lin", "1in"],
  ["a bar for l", "lin", "|in"],
  ["small l for capital I", "Ida", "lda"],
  ["the digit 0 for o", "bob", "b0b"],
  ["r and n for m", "mark", "rnark"],
  ["a ligature", "Sofia", "Soﬁa"],
  ["full-width letters", "ada", "ａｄａ"],
  ["mathematical letters", "ada", "𝓪𝓭𝓪"],
  ["letters in circles", "ada", "ⓐⓓⓐ"],
  ["capitals", "ada", "ADA"],
  ["composed and decomposed", "Zoë", "Zoe\u0308"],
  ["marks in another order", "q\u0307\u0323", "q\u0323\u0307"],
  ["a zero-width space", "ada", "a\u200bda"],
  ["a zero-width joiner", "ada", "ad\u200da"],
  ["a byte order mark", "ada", "ada\ufeff"],
  ["a soft hyphen", "ada", "a\u00adda"],
  ["a variation selector", "ada", "ada\ufe0f"],
  ["a Hangul filler", "ada", "ada\u3164"],
  ["a tag character", "ada", "ada\u{e0061}"],
  ["the combining grapheme joiner", "ada", "ad\u034fa"],
  ["a Braille blank behind it", "ada", "ada\u2800"],
  ["another kind of space", "ada lin", "ada\u00a0lin"],
  ["two spaces", "ada lin", "ada  lin"],
  ["Arabic presentation forms", "محمد", "ﻣﺤﻤﺪ"],
  ["Persian yeh for Arabic yeh", "علي", "علی"],
  ["yeh without dots, as Egyptians write it", "علي", "على"],
  ["Persian kaf for Arabic kaf", "كريم", "کریم"],
  ["Arabic vowel signs in another order", "محم\u064e\u0651د", "محم\u0651\u064eد"],
  ["Hebrew points in another order", "ש\u05c1\u05b8ם", "ש\u05b8\u05c1ם"],
  ["Hebrew before Latin, which shows as Latin before Hebrew", "ada דנה", "דנה ada"],
  ["a digit behind Hebrew, which shows as one before it", "דנה 1", "1 דנה"],
  ["Turkish: İ is the capital of i", "İnci", "inci"],
  ["Turkish: I is the capital of ı", "ışıl", "IŞIL"],
  ["Turkish: ı and i share a capital for other readers, and differ by a dot", "Işıl", "işil"],
  ["German: ß is ss in capitals", "Strauß", "STRAUSS"],
  ["German: the capital ẞ", "Strauß", "STRAUẞ"],
  ["German: ss where there is no ß, as in Switzerland", "Groß", "Gross"],
  ["German: a Greek beta for ß", "Strauß", "Strauβ"],
  ["Chinese: a radical for the character", "方明", "⽅明"],
  ["Chinese: a character that Unicode has twice, for compatibility", "金玲", "\uf90a\uf9ad"],
  ["Japanese: a katakana for a kanji", "力", "カ"],
  ["Japanese: half-width katakana", "カナ", "ｶﾅ"],
  ["Korean: letters for syllables", "지민", "\u110c\u1175\u1106\u1175\u11ab"],
];

test.each(ALIKE)("P37, H26: nobody passes for somebody else by %s: %j and %j", (_, one, other) => {
  expect(areAlike(one, other)).toBeTrue();
  expect(areAlike(other, one)).toBeTrue();
});

/** Names of two people. */
const DIFFERENT: [why: string, one: string, other: string][] = [
  ["other letters", "ada", "lin"],
  ["a letter more", "Ana", "Anna"],
  ["i and l in the middle, which differ in small letters and in capitals", "Neil", "Neli"],
  ["the same of a name that begins so", "Lia", "Ila"],
  ["digits", "guest 1", "guest 2"],
  ["an accent", "Rene", "René"],
  ["Vietnamese tones", "Nam", "Năm"],
  ["Cyrillic letters that look different", "Саша", "Сава"],
  ["Cyrillic й and и", "Сергей", "Сергеи"],
  ["Greek tonos", "Μάρια", "Μαρία"],
  ["German: an umlaut and its spelling, which look different", "Müller", "Mueller"],
  ["German: an umlaut and none", "Müller", "Muller"],
  ["Turkish: ş and s", "Işık", "Isık"],
  ["Turkish: ğ and g", "Dağ", "Dag"],
  ["Chinese: simplified and traditional, which look different", "张伟", "張偉"],
  ["Chinese: the same sound", "李", "丽"],
  ["Chinese: characters that differ by a stroke", "大", "太"],
  ["Japanese: voiced and voiceless", "かな", "がな"],
  ["Japanese: hiragana and katakana", "さくら", "サクラ"],
  ["Arabic letters that differ by dots", "باسل", "ناسل"],
  ["Arabic letters in another order", "باس", "ساب"],
  ["Hebrew letters in another order", "דנה", "הנד"],
  ["Hindi vowels", "राम", "रमा"],
  ["Hindi: letters with a virama between them", "क्ष", "कष"],
];

test.each(DIFFERENT)(
  "P37: two people keep their names, which differ by %s: %j and %j",
  (_, a, b) => {
    expect(areAlike(a, b)).toBeFalse();
  },
);

test("P37: a name of the strangest characters has few, short looks, and finding them takes under two milliseconds", () => {
  const names = [
    "ﷺ".repeat(40),
    "\u0344".repeat(40),
    "ᾷ".repeat(40),
    "𝔪".repeat(40),
    "㍿".repeat(40),
  ];
  for (const name of names) {
    const looks = looksOf(name);
    expect(looks.length).toBeLessThanOrEqual(10);
    for (const look of looks) expect(look.length).toBeLessThanOrEqual(100);
  }
  const began = performance.now();
  for (let n = 0; n < 100; n += 1) for (const name of names) looksOf(name);
  expect((performance.now() - began) / 500).toBeLessThan(2);
});

test("P34: no look ends with half of a character, however long the name becomes when it is read", () => {
  for (const look of looksOf(`${"ﬃ".repeat(33)}😀`)) expect(look.isWellFormed()).toBeTrue();
});
