import { expect, test } from "bun:test";
import { saidOrSent } from "../../../src/page/files/in-words";
import type { Described } from "../../../src/page/files/kinds";
import { kindText, sizeText } from "../../../src/page/files/sizes";
import { LANGUAGES, type Language } from "../../../src/page/languages/choose";
import { laterTextsOf } from "../../../src/page/languages/later-words";
import { wordsIn } from "../../../src/page/languages/languages";

const allWordsIn = async (language: Language) =>
  (await wordsIn(language)).with(await laterTextsOf(language));

const photo: Described = {
  name: "IMG_1.jpg",
  type: "image/jpeg",
  size: 1,
  width: 4,
  height: 3,
};
const paper: Described = { name: "plan.pdf", type: "application/pdf", size: 1 };
const film: Described = { name: "a.mp4", type: "video/mp4", size: 1 };

test.each([
  ["what it says, if it says anything", { txt: "look", files: [photo] }, "look"],
  ["that it is a photo", { txt: "", files: [photo] }, "Photo"],
  [
    "the description of one",
    { txt: "", files: [{ ...photo, description: "a red house" }] },
    "Photo: a red house",
  ],
  ["how many photos there are", { txt: "", files: [photo, photo, photo] }, "3 photos"],
  ["that it is a video", { txt: "", files: [film] }, "Video"],
  ["the name of a file", { txt: "", files: [paper] }, "plan.pdf"],
  ["how many more there are", { txt: "", files: [paper, photo] }, "plan.pdf +1"],
])("a message with files is, in words, %s", async (_, message, words) => {
  expect(saidOrSent(message, await allWordsIn("en"))).toBe(words);
});

const SIZES: Record<Language, string[]> = {
  en: ["900 bytes", "12 kB", "2.4 MB"],
  "zh-Hans": ["900字节", "12 kB", "2.4 MB"],
  "zh-Hant": ["900 byte", "12 kB", "2.4 MB"],
  ar: ["900 بايت", "12 كيلوبايت", "2.4 م.ب"],
};

test.each(Object.keys(LANGUAGES) as Language[])(
  "photos and sizes are counted as %s does",
  async (language) => {
    const words = await allWordsIn(language);
    const said = [1, 2, 5, 11].map((count) =>
      saidOrSent({ txt: "", files: Array.from({ length: count }, () => photo) }, words),
    );
    expect(new Set(said).size).toBe(4);
    const sizes = [900, 12_345, 2_400_000].map((bytes) => sizeText(bytes, language));
    expect(sizes).toEqual(SIZES[language]);
  },
);

test("a file's kind is the ending of its name, or else of its type", () => {
  expect(
    [paper, { name: "README", type: "text/plain" }, { name: "a.tar.gz", type: "" }].map(kindText),
  ).toEqual(["PDF", "PLAIN", "GZ"]);
});
